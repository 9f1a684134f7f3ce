"""A snapshot shows one moment, whatever others write meanwhile."""

from __future__ import annotations

from lms.queries.record import journal_head
from lms.storage.database import Database
from tests.factories import decide, enlist, facts


def test_every_statement_of_a_snapshot_sees_the_same_moment(database: Database) -> None:
    decide(database)
    with database.snapshot() as session:
        before = journal_head(session)
        enlist(database, facts("0101"))
        assert journal_head(session) == before
    with database.reading() as session:
        assert journal_head(session).seq > before.seq
