"""The close of a year, on both databases: who may, when, and what it fixes for good."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import partial

import pytest
from sqlalchemy import text

from lms.domain.access import Actor, Role
from lms.domain.errors import InvalidError, NotFoundError
from lms.domain.year_close import YearOutcome, outcomes_digest
from lms.queries.owed import Owed, owed_on
from lms.queries.year_close import closed_year, closing_year, memos, signed_outcomes
from lms.services.assign_module import open_period
from lms.services.close_year import (
    NotClosableError,
    OutcomesChangedError,
    close_year,
    excuse_from_year,
)
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


def test_time_that_comes_later_changes_the_ledger_and_not_what_was_signed(
    database: Database, school: School, members: dict[str, int], chief: Someone
) -> None:
    close_id = _close(database, chief.actor)
    school.work(members["0102"], 7_200, on=LAST)
    with database.reading() as session:
        assert signed_outcomes(session, close_id)[members["0102"]].outcome is YearOutcome.LATE


def test_the_check_of_the_record_finds_an_outcome_that_was_changed(
    database: Database, school: School, members: dict[str, int], chief: Someone
) -> None:
    _close(database, chief.actor)
    _drop_triggers(database)
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE year_close_member SET outcome = 'complete'"))
    assert "The year from 2027-01-01: its outcomes differ from what was signed." in (
        verify_journal(database).findings
    )


def test_opening_a_year_again_finds_nobody_twice(database: Database, school: School) -> None:
    day = date(2028, 1, 4)
    first = database.writing(partial(open_period, day=day, by=Actor(None)))
    assert (first, database.writing(partial(open_period, day=day, by=Actor(None)))) == (4, 0)


def _drop_triggers(database: Database) -> None:
    with database.engine.begin() as connection:
        if database.engine.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER year_close_member_no_update"))
        else:
            connection.execute(
                text("ALTER TABLE year_close_member DISABLE TRIGGER year_close_member_append_only")
            )
