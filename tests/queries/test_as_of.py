"""What a session sees within ``as_of``: rows up to an entry, in queries and their subqueries."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from lms.models import APPEND_ONLY, Base, ContentKind, CreditEntry, ServiceRecord
from lms.queries.as_of import as_of, last_place_on, place_of
from lms.queries.content import approved
from lms.queries.roster import roster
from lms.queries.standings import seconds_by_member
from lms.storage.database import Database
from tests.clock import Clock
from tests.factories import decide, enlist, facts, today
from tests.training_rows import School, lesson

_WITHOUT_ENTRY = {
    name for name in APPEND_ONLY if "event_seq" not in Base.metadata.tables[name].columns
}


@pytest.fixture
def members(database: Database) -> dict[str, int]:
    decide(database)
    return enlist(database, facts("0101"), facts("0102", shift="Days"))


def test_a_later_record_of_the_same_day_is_not_seen_before_it_was_made(
    database: Database, members: dict[str, int], clock: Clock
) -> None:
    day = today(database)
    clock.advance(days=1)
    enlist(database, facts("0102", shift="Nights", valid_from=day))
    with database.reading() as session:
        place = last_place_on(session, day)
        assert {each.shift for each in roster(session, day)} == {"Days", "Nights"}
        with as_of(session, place):
            assert {each.shift for each in roster(session, day)} == {"Days"}
            assert place_of(session) == place
        assert place_of(session) is None


def test_sums_approvals_and_rows_read_by_the_driver_are_those_of_the_day(
    database: Database, members: dict[str, int], clock: Clock
) -> None:
    school = School.opened(database)
    school.work(members["0101"], 600)
    day = today(database)
    clock.advance(days=2)
    school.publish(lesson("updates", title="Newer"), lesson("later"))
    school.work(members["0101"], 60, on=day)
    with database.reading() as session:
        newest = approved(session, ContentKind.LESSON)
        with as_of(session, last_place_on(session, day)):
            then = approved(session, ContentKind.LESSON)
            sums = seconds_by_member(session, period=school.owed.period)
        assert approved(session, ContentKind.LESSON) == newest
    assert (newest["updates"].number, then["updates"].number) == (2, 1)
    assert ("later" in newest, "later" in then) == (True, False)
    assert sums == {members["0101"]: 600}


def test_before_the_first_entry_there_is_nothing(
    database: Database, members: dict[str, int]
) -> None:
    with database.reading() as session:
        place = last_place_on(session, date(2019, 1, 1))
        with as_of(session, place):
            assert session.execute(select(ServiceRecord.id)).first() is None
            assert session.execute(select(CreditEntry.id)).first() is None
    assert place == 0


def test_a_new_table_without_an_entry_of_its_own_is_thought_about() -> None:
    """``as_of`` shows the newest rows of these: parts of rows that have one, and raw records."""
    assert sorted(_WITHOUT_ENTRY) == sorted(_PARTS_AND_RAW_RECORDS)


_PARTS_AND_RAW_RECORDS = (
    "access_log",
    "assignment_rule_module",
    "beat",
    "beat_sum",
    "certificate_file",
    "citation",
    "class_attendee",
    "class_hands",
    "clause",
    "content",
    "currency_hold",
    "development",
    "development_touch",
    "journal",
    "lesson_pin",
    "limb",
    "member",
    "outside_claim",
    "outside_grant",
    "page_done",
    "practice_response",
    "private_text",
    "provision",
    "provision_wording",
    "requirement",
    "requirement_limb",
    "response",
    "security_log",
    "signed_head",
    "visit",
    "year_close_member",
)
