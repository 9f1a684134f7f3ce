"""Updates and the year they belong to, and the statement of a year that had none."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import partial

import pytest

from lms.domain.access import SYSTEM, Role
from lms.domain.compliance import YearState
from lms.domain.errors import ConflictError, InvalidError, NotFoundError
from lms.models import ContentStateKind
from lms.queries.standing import member_standing, owed_on
from lms.queries.standings import everybody
from lms.queries.updates_of_year import statements
from lms.services.sign_no_change import HasUpdatesError, TooEarlyError, sign_no_change
from lms.storage.database import Database
from tests.clock import Clock
from tests.factories import Someone, decide, officer, sign_up, today
from tests.training_rows import LESSON_LIMB, School, lesson, module

LATE = datetime(2027, 11, 3, 15, tzinfo=UTC)
LAST_DAY = datetime(2027, 10, 30, 15, tzinfo=UTC)
NEXT_YEAR = datetime(2028, 1, 4, 15, tzinfo=UTC)


@pytest.fixture
def chief(database: Database) -> Someone:
    decide(database)
    return sign_up(database, Role.CHIEF, login="chief", name="Chris Chief")


@pytest.fixture
def someone(database: Database, chief: Someone) -> Someone:
    return officer(database)


@pytest.fixture
def school(database: Database, someone: Someone) -> School:
    """A school whose only update is retired, so that the year has none."""
    school = School.opened(database)
    school.open_year()
    school.publish(
        lesson("updates", limb=LESSON_LIMB.slug, title="Old"), state=ContentStateKind.RETIRED
    )
    school.publish(module("module-1", lessons=("at-the-counter",)))
    return school


def _state(database: Database) -> tuple[YearState, int]:
    with database.reading() as session:
        owed = owed_on(session, today(database))[0]
        (year,) = everybody(session, owed, day=today(database))
    return year.state, year.open_lessons


def _met(database: Database, someone: Someone) -> bool:
    with database.reading() as session:
        owed = owed_on(session, today(database))[0]
        return member_standing(session, member_id=someone.member, owed=owed).met


def _record_update(school: School) -> None:
    school.publish(lesson("in-the-fall", limb=LESSON_LIMB.slug))
    school.publish(module("module-2", number=2, lessons=("in-the-fall",)))


@pytest.mark.parametrize(("moment", "open_lessons"), [(LAST_DAY, 1), (LATE, 0)])
def test_an_update_recorded_after_the_last_day_belongs_to_the_next_year(
    database: Database,
    someone: Someone,
    school: School,
    clock: Clock,
    moment: datetime,
    open_lessons: int,
) -> None:
    clock.now = moment
    _record_update(school)
    school.work(someone.member, 7_200)
    assert _state(database)[1] == open_lessons
    clock.now = NEXT_YEAR
    school.open_year()
    assert _state(database)[1] == 1


def test_the_chief_may_order_another_last_day(
    database: Database, someone: Someone, school: School, clock: Clock
) -> None:
    clock.now = LATE
    decide(database, update_cutoff="11-30")
    _record_update(school)
    assert _state(database)[1] == 1
    with pytest.raises(InvalidError):
        decide(database, update_cutoff="02-30")


def test_a_year_without_updates_waits_for_a_signed_statement(
    database: Database, someone: Someone, school: School, clock: Clock, chief: Someone
) -> None:
    school.work(someone.member, 7_200)
    assert _state(database) == (YearState.UNSTATED, 0)
    assert not _met(database, someone)
    act = partial(sign_no_change, statement="There were none.", by=chief.actor)
    with pytest.raises(TooEarlyError):
        database.writing(partial(act, owed=school.owed))
    clock.now = LATE
    owed = school.owed
    with pytest.raises(NotFoundError):
        database.writing(partial(act, owed=owed, by=SYSTEM))
    with pytest.raises(InvalidError):
        database.writing(partial(act, owed=owed, statement=" "))
    database.writing(partial(act, owed=owed))
    with pytest.raises(ConflictError):
        database.writing(partial(act, owed=owed))
    with database.reading() as session:
        (signed,) = statements(session)
    assert (signed.by, signed.signed_on) == ("Chris Chief", date(2027, 11, 3))
    assert _state(database) == (YearState.COMPLETE, 0)
    assert _met(database, someone)


def test_nobody_states_that_a_year_with_updates_had_none(
    database: Database, someone: Someone, school: School, clock: Clock, chief: Someone
) -> None:
    _record_update(school)
    clock.now = LATE
    with pytest.raises(HasUpdatesError):
        database.writing(
            partial(sign_no_change, owed=school.owed, statement="None.", by=chief.actor)
        )


def test_the_year_before_can_still_be_stated_in_january(
    database: Database, someone: Someone, school: School, clock: Clock, chief: Someone
) -> None:
    school.work(someone.member, 7_200)
    clock.now = NEXT_YEAR
    with database.reading() as session:
        before = owed_on(session, date(2027, 12, 31))[0]
    database.writing(partial(sign_no_change, owed=before, statement="None.", by=chief.actor))
    with database.reading() as session:
        assert member_standing(session, member_id=someone.member, owed=before).met
    assert _state(database)[0] is not YearState.COMPLETE
