from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from lms.domain.access import SYSTEM
from lms.domain.errors import InvalidError, NotFoundError
from lms.queries.leave import leave_of, members_on_leave
from lms.services.record_leave import record_leave
from lms.storage.database import Database
from tests.factories import cast, today


def test_somebody_is_on_leave_from_the_first_day_to_the_last(database: Database) -> None:
    officer = cast(database)["officer"]
    day = today(database)
    last = day + timedelta(days=9)
    leave = partial(record_leave, member_id=officer.member, starts_on=day, ends_on=last, by=SYSTEM)
    database.writing(leave)
    with database.reading() as session:
        assert officer.member in members_on_leave(session, day)
        assert officer.member in members_on_leave(session, last)
        assert officer.member not in members_on_leave(session, last + timedelta(days=1))
        assert [each.ends_on for each in leave_of(session, member_id=officer.member)] == [last]


def test_a_leave_that_ends_before_it_starts_is_refused(sqlite_database: Database) -> None:
    officer = cast(sqlite_database)["officer"]
    day = today(sqlite_database)
    backwards = partial(
        record_leave,
        member_id=officer.member,
        starts_on=day,
        ends_on=day - timedelta(days=1),
        by=SYSTEM,
    )
    with pytest.raises(InvalidError):
        sqlite_database.writing(backwards)


def test_nobody_records_their_own_leave(sqlite_database: Database) -> None:
    officer = cast(sqlite_database)["officer"]
    own = partial(
        record_leave,
        member_id=officer.member,
        starts_on=today(sqlite_database),
        ends_on=None,
        by=officer.actor,
    )
    with pytest.raises(InvalidError):
        sqlite_database.writing(own)


def test_nobody_unknown_goes_on_leave(sqlite_database: Database) -> None:
    cast(sqlite_database)
    unknown = partial(
        record_leave,
        member_id=4711,
        starts_on=today(sqlite_database),
        ends_on=None,
        by=SYSTEM,
    )
    with pytest.raises(NotFoundError):
        sqlite_database.writing(unknown)
