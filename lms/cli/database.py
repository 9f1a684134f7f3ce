"""``flask database``: the tables."""

from __future__ import annotations

import click

from lms.cli.answer import CannotRunError, CommandGroup, answer, as_json
from lms.cli.context import CommandContext
from lms.storage.engine import warnings_of
from lms.storage.schema import current, known, misfit, newest
from lms.storage.schema import upgrade as upgrade_tables

group = CommandGroup("database", help="Bring the tables of the database up to date.")


@group.command("upgrade")
@as_json
@click.pass_obj
def upgrade(context: CommandContext, *, as_json: bool) -> None:
    """Run every migration that this database has not seen; a second run changes nothing."""
    engine = context.bare_database.engine
    before = current(engine)
    if before is not None and not known(before):
        raise CannotRunError(misfit(engine))
    upgrade_tables(engine)
    after = newest()
    document = {
        "before": before,
        "after": after,
        "changed": before != after,
        "warnings": warnings_of(engine),
    }
    words = "was already" if before == after else "is now"
    lines = [f"The database {words} at {after}.", *warnings_of(engine)]
    answer(document, lines, json_wanted=as_json)
