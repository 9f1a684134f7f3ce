"""Under recovery commands read, keep and end it, and enter nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from lms.models import Journal
from lms.storage.database import Database
from tests.cli.commands import Commands
from tests.clock import Clock
from tests.services.test_recovery import file, lost  # noqa: F401
from tests.services.test_signed_heads import desk, key  # noqa: F401

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

WRITES = (
    ("assignment", "withdraw", "1", "--reason", "none"),
    ("retention", "hold", "--reason", "a suit", "--decided-by", "counsel"),
    ("department", "open-period"),
    ("account", "open-roster"),
    ("roster", "import", "roster.csv", "--apply"),
    ("content", "import"),
)


@pytest.mark.usefixtures("lost")
def test_f_36_under_recovery_no_command_enters_anything(
    database: Database, tmp_path: Path, clock: Clock
) -> None:
    commands = Commands(str(database.engine.url), tmp_path / "data", clock)
    (tmp_path / "data").mkdir(exist_ok=True)

    def entries() -> int:
        with database.reading() as session:
            return session.execute(select(func.count()).select_from(Journal)).scalar_one()

    before = entries()
    for words in WRITES:
        commands(*words, status=2)
        assert entries() == before, words
    said = commands.refusal("retention", "hold", "--reason", "a suit", "--decided-by", "counsel")
    assert "under recovery" in said
    assert "Nothing was changed" in said
    commands("retention", "show")
    commands("journal", "verify")
    commands("backup", "end-recovery", "--decided-by", "the Chief", "--reason", "entered again")
    assert entries() == before + 1
    commands("retention", "hold", "--reason", "a suit", "--decided-by", "counsel")
    assert entries() == before + 2
