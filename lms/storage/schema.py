"""The database's schema: bringing it up to date, and telling whether it is."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

_FOLDER = Path(__file__).resolve().parents[2] / "migrations"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("path_separator", "os")
    return config


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Run every migration that this database has not seen, each in its own transaction."""
    config = _config()
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def newest() -> str:
    """The revision this code was written for."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    if head is None:
        raise AssertionError
    return head


def current(engine: Engine) -> str | None:
    """The revision the database is at; None where it is empty."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def known(revision: str) -> bool:
    """Whether this code has the migration that made a revision."""
    every = ScriptDirectory.from_config(_config()).walk_revisions()
    return any(script.revision == revision for script in every)


def misfit(engine: Engine) -> str:
    """Why the tables do not fit this code, as a sentence with its remedy; empty where they do."""
    found = current(engine)
    if found == newest():
        return ""
    if found is not None and not known(found):
        return (
            f"The database is at {found}, which this version does not know: a newer one made it. "
            "Install that version again, or restore the backup from before it."
        )
    state = f"is at {found}" if found else "has no tables"
    return (
        f"The database {state} and this version needs {newest()}. "
        "Make a backup. Run: flask database upgrade"
    )
