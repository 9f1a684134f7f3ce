"""The close of a year, on both databases: who may, when, and what it fixes for good."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import partial

import pytest
from sqlalchemy import select, text

from lms.domain.access import SYSTEM, Actor, Role
from lms.domain.errors import InvalidError, NotFoundError
from lms.domain.year_close import YearOutcome, outcomes_digest
from lms.models import JournalHead
from lms.queries.owed import Owed, owed_on
from lms.queries.package_tables import years
from lms.queries.year_close import closed_year, closing_year, memos, signed_outcomes
from lms.services.assign_module import open_period
from lms.services.close_year import (
    NotClosableError,
    OutcomesChangedError,
    close_year,
    excuse_from_year,
)
from lms.services.open_account import open_account
from lms.services.verify_journal import verify_journal
from lms.storage.database import Database
from tests.clock import Clock
from tests.desk_people import desk_members
from tests.factories import Someone, enlist, facts, sign_up, today
from tests.training_rows import School

OVER = datetime(2028, 1, 4, 15, tzinfo=UTC)
LAST = date(2027, 12, 31)


@pytest.fixture
def members(database: Database) -> dict[str, int]:
    return desk_members(database)


@pytest.fixture
def chief(database: Database, members: dict[str, int]) -> Someone:
    return sign_up(database, Role.CHIEF, login="chief", name="Chris Chief")


@pytest.fixture
def school(database: Database, members: dict[str, int], clock: Clock) -> School:
    """A year that is over: one complete, one on leave, two short."""
    school = School.opened(database)
    school.open_year()
    school.work(members["0101"], 7_260)
    school.complete(school.begin(members["0101"]), "updates")
    school.leave(members["0103"], date(2027, 11, 1))
    clock.now = OVER
    return school


@pytest.fixture
def late_sitting(school: School, members: dict[str, int], clock: Clock) -> int:
    """A sitting of the year, begun on its last day and not ended."""
    clock.now = datetime(2027, 12, 31, 15, tzinfo=UTC)
    sitting_id = school.begin(members["0102"])
    clock.now = OVER
    return sitting_id


def _owed(database: Database) -> Owed:
    with database.reading() as session:
        return owed_on(session, LAST)[0]


def _seen(database: Database) -> str:
    with database.reading() as session:
        found = closing_year(session, _owed(database), day=today(database))
    return outcomes_digest(found.at_close.outcomes)


def _close(database: Database, by: Actor, seen: str | None = None, words: str = "As it is.") -> int:
    return database.writing(
        partial(
            close_year,
            owed=_owed(database),
            seen=seen or _seen(database),
            statement=words,
            by=by,
        )
    )


def _excuse(database: Database, by: Actor, *member_ids: int) -> int:
    return database.writing(
        partial(
            excuse_from_year,
            owed=_owed(database),
            member_ids=member_ids,
            reason="On orders until spring.",
            approved_by="Chief Chris",
            by=by,
        )
    )


def test_the_signature_fixes_everybodys_outcome(
    database: Database, school: School, members: dict[str, int], chief: Someone
) -> None:
    trainer = sign_up(database, Role.TRAINING_UNIT, login="luis")
    assert _excuse(database, trainer.actor, members["0103"]) == 1
    close_id = _close(database, chief.actor)
    with database.reading() as session:
        signed = signed_outcomes(session, close_id)
        closed = closed_year(session, _owed(database))
    assert {badge: signed[each].outcome for badge, each in members.items()} == {
        "0101": YearOutcome.COMPLETE,
        "0102": YearOutcome.LATE,
        "0103": YearOutcome.EXCUSED,
        "0120": YearOutcome.LATE,
    }
    assert signed[members["0101"]].seconds == 7_260
    assert closed is not None
    assert (closed.by, closed.signed_on) == ("Chris Chief", date(2028, 1, 4))
    assert not [each for each in verify_journal(database).findings if "year" in each]


def test_it_is_closed_once(database: Database, school: School, chief: Someone) -> None:
    _close(database, chief.actor)
    with pytest.raises(NotClosableError) as refused:
        _close(database, chief.actor)
    assert refused.value.facts["obstacles"] == ["closed"]


def test_what_the_signer_did_not_see_is_not_signed(
    database: Database, school: School, members: dict[str, int], chief: Someone
) -> None:
    seen = _seen(database)
    school.work(members["0102"], 60, on=LAST)
    with pytest.raises(OutcomesChangedError):
        _close(database, chief.actor, seen)


def test_a_year_that_runs_with_people_short_is_not_closed(
    database: Database, school: School, chief: Someone, clock: Clock
) -> None:
    clock.now = datetime(2027, 12, 20, 15, tzinfo=UTC)
    with pytest.raises(NotClosableError) as refused:
        _close(database, chief.actor)
    assert refused.value.facts["obstacles"] == ["not-over"]


def test_a_sworn_member_without_the_duty_stands_against_it(
    database: Database, school: School, chief: Someone, clock: Clock
) -> None:
    clock.now = datetime(2027, 12, 31, 15, tzinfo=UTC)
    enlist(database, facts("0199", hired_on=LAST, valid_from=LAST))
    clock.now = OVER
    with pytest.raises(NotClosableError) as refused:
        _close(database, chief.actor)
    assert refused.value.facts["obstacles"] == ["without-duty"]
    database.writing(partial(open_period, day=LAST, by=chief.actor))
    _close(database, chief.actor)


def test_nobody_signs_without_words_and_the_system_signs_nothing(
    database: Database, school: School, chief: Someone
) -> None:
    with pytest.raises(InvalidError):
        _close(database, chief.actor, words="  ")
    with pytest.raises(NotFoundError):
        _close(database, Actor(None))


def test_a_memo_holds_for_its_year_and_is_recorded_once(
    database: Database, school: School, members: dict[str, int], chief: Someone
) -> None:
    trainer = sign_up(database, Role.TRAINING_UNIT, login="luis")
    assert _excuse(database, trainer.actor, members["0102"], members["0103"]) == 2
    assert _excuse(database, trainer.actor, members["0102"]) == 0
    with database.reading() as session:
        said = memos(session, _owed(database), day=LAST)
        later = memos(session, _owed(database), day=date(2028, 1, 1))
    assert said[members["0102"]].reason == "On orders until spring."
    assert not later


def test_nobody_excuses_themselves_or_after_the_close(
    database: Database, school: School, members: dict[str, int], chief: Someone
) -> None:
    own = Actor(chief.account_id, members["0120"], chief.roles)
    with pytest.raises(InvalidError):
        _excuse(database, own, members["0120"])
    with pytest.raises(InvalidError):
        _excuse(database, chief.actor, 9_999_999)
    _close(database, chief.actor)
    with pytest.raises(NotClosableError):
        _excuse(database, chief.actor, members["0102"])


def test_what_comes_later_changes_the_ledger_and_not_what_was_signed(
    database: Database,
    school: School,
    members: dict[str, int],
    chief: Someone,
    late_sitting: int,
) -> None:
    """An archive lists the lesson that came after, beside what was signed."""
    close_id = _close(database, chief.actor)
    database.writing(partial(open_account, display_name="Later", by=SYSTEM, login_name="later"))
    school.work(members["0102"], 7_200, on=LAST)
    school.complete(late_sitting, "updates")
    with database.reading() as session:
        assert signed_outcomes(session, close_id)[members["0102"]].outcome is YearOutcome.LATE
        head = session.execute(select(JournalHead.seq)).scalar_one()
        closes, signed, after = (list(table.rows(session, head)) for table in years.TABLES)
        before = [list(table.rows(session, closes[0][-1])) for table in years.TABLES]
    assert closes[0][1:7] == ("annual", date(2027, 1, 1), LAST, 1, 0, 3)
    assert (members["0102"], "late", 0) in {row[1:4] for row in signed}
    assert [row[:3] for row in after] == [(close_id, members["0102"], "updates")]
    assert before == [closes, signed, []]
    assert not [each for each in verify_journal(database).findings if "year" in each]


@pytest.mark.parametrize(
    ("table", "change", "said"),
    [
        ("year_close_member", "outcome = 'complete'", "its outcomes differ from what was signed."),
        ("year_close", "signed_on = '2028-01-03'", "its close differs from what entry"),
        ("year_close", "statement = 'Other words.'", "its statement is not the one"),
        ("year_close", "period_end = '2027-01-31'", "the ledger came to other minutes"),
    ],
)
def test_the_check_of_the_record_finds_a_close_that_was_changed(
    database: Database, school: School, chief: Someone, table: str, change: str, said: str
) -> None:
    _close(database, chief.actor)
    _drop_triggers(database, table)
    with database.engine.begin() as connection:
        connection.execute(text(f"UPDATE {table} SET {change}"))  # noqa: S608 - from above
    found = verify_journal(database).findings
    assert any(each.startswith(f"The year from 2027-01-01: {said}") for each in found)


def test_opening_a_year_again_finds_nobody_twice(database: Database, school: School) -> None:
    day = date(2028, 1, 4)
    first = database.writing(partial(open_period, day=day, by=Actor(None)))
    assert (first, database.writing(partial(open_period, day=day, by=Actor(None)))) == (4, 0)


def _drop_triggers(database: Database, table: str) -> None:
    with database.engine.begin() as connection:
        if database.engine.dialect.name == "sqlite":
            connection.execute(text(f"DROP TRIGGER {table}_no_update"))
        else:
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER {table}_append_only"))
