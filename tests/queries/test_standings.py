from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.compliance import YearState
from lms.domain.credit import Entry, Posting, balance
from lms.models import CreditEntry, CreditSource, Exemption, LeaveRecord
from lms.queries.leave import leave_of, members_on_leave
from lms.queries.standing import member_standing
from lms.queries.standings import everybody, last_days, seconds_by_member, year_counts
from lms.storage.database import Database
from tests.factories import decide, enlist, facts, today
from tests.training_rows import LESSON_LIMB, School


@pytest.fixture
def members(database: Database) -> dict[str, int]:
    decide(database)
    return enlist(
        database,
        facts("0201"),
        *(facts(f"01{number:02}", supervisor_badge="0201") for number in range(1, 7)),
        facts("D-1", sworn=False, rank="Civilian"),
    )


@pytest.fixture
def school(database: Database, members: dict[str, int]) -> School:
    """Random work of everybody, some of it reversed, some of it last year's."""
    school = School.opened(database, seconds=3_600)
    school.open_year()
    luck = random.Random(7)  # noqa: S311 - the same every time, on purpose
    for member_id in members.values():
        for _ in range(luck.randint(0, 6)):
            on = today(database) - timedelta(days=luck.randint(0, 120))
            limb = luck.choice(["policy", LESSON_LIMB.slug])
            school.work(member_id, luck.randint(200, 1_500), limb=limb, on=on)
        if luck.random() < 0.6:
            school.complete(school.begin(member_id), "updates")
    with database.reading() as session:
        entries = session.execute(select(CreditEntry.__table__).limit(3)).all()
    for entry in entries:
        school.insert(
            CreditEntry,
            member_id=entry.member_id,
            limb=entry.limb,
            seconds=-entry.seconds,
            earned_on=entry.earned_on,
            source=CreditSource.CORRECTION,
            unit="",
            reverses_id=entry.id,
        )
    return school


def test_the_sum_in_sql_and_the_domain_agree(database: Database, school: School) -> None:
    owed = school.owed
    with database.reading() as session:
        rows = session.execute(select(CreditEntry.__table__)).all()
        summed = seconds_by_member(session, period=owed.period)
        last = last_days(session, period=owed.period, member_ids=list(summed))
    assert len(rows) > 10
    for member_id in {row.member_id for row in rows}:
        own = [row for row in rows if row.member_id == member_id]
        ledger = [
            Entry(row.id, Posting(row.earned_on, row.limb, row.seconds, row.reverses_id))
            for row in own
        ]
        assert sum(balance(ledger, owed.period).values()) == summed.get(member_id, 0)
        days = [row.earned_on for row in own if row.earned_on >= owed.period.starts_on]
        assert last.get(member_id) == max(days, default=None)


def test_the_list_says_of_each_member_what_their_own_page_says(
    database: Database, school: School
) -> None:
    owed = school.owed
    with database.reading() as session:
        years = everybody(session, owed, day=today(database))
        for year in years:
            judged = member_standing(session, member_id=year.person.member_id, owed=owed)
            assert (year.worked, year.short) == (judged.worked, judged.short)
            if year.state is not YearState.NOT_OWED:
                assert (year.state is YearState.COMPLETE) == judged.met
    assert {year.state for year in years} >= {YearState.SHORT, YearState.NOT_OWED}


def test_a_supervisor_sees_only_their_own_people(
    database: Database, members: dict[str, int], school: School
) -> None:
    with database.reading() as session:
        years = everybody(session, school.owed, day=today(database), supervisor_id=members["0201"])
    assert {year.person.badge_number for year in years} == {f"010{n}" for n in range(1, 7)}


def test_civilians_stay_out_of_the_counts(
    database: Database, members: dict[str, int], school: School
) -> None:
    with database.reading() as session:
        years = everybody(session, school.owed, day=today(database))
    assert len(years) == 8
    assert sum(year_counts(years).values()) == 7
    assert not any(year.sworn_without_duty for year in years)


def test_leave_and_exemption_take_a_member_out_of_short(
    database: Database, members: dict[str, int], school: School
) -> None:
    day, owed = today(database), school.owed
    away, excused = members["0105"], members["0106"]
    school.leave(away, day - timedelta(days=3), day + timedelta(days=3))
    school.insert(
        Exemption,
        member_id=excused,
        requirement_id=owed.requirement_id,
        valid_from=day,
        valid_until=day,
        reason="Military duty",
        approved_by="The Chief",
        recorded_at=database.clock(),
    )
    with database.reading() as session:
        states = _states(session, school, day)
        later = _states(session, school, day + timedelta(days=4))
    assert states[away] in {YearState.ON_LEAVE, YearState.COMPLETE}
    assert states[excused] in {YearState.EXCUSED, YearState.COMPLETE}
    assert later[away] in {YearState.SHORT, YearState.COMPLETE}
    assert later[excused] in {YearState.SHORT, YearState.COMPLETE}


def _states(session: Session, school: School, day: date) -> dict[int, YearState]:
    years = everybody(session, school.owed, day=day)
    return {year.person.member_id: year.state for year in years}


def test_who_is_on_leave_is_the_same_asked_one_way_or_the_other(
    database: Database, members: dict[str, int]
) -> None:
    school = School.opened(database)
    day = today(database)
    ids = list(members.values())
    taken_back = school.leave(ids[0], day)
    school.leave(ids[1], day - timedelta(days=9), day)
    school.leave(ids[2], day + timedelta(days=1))
    school.insert(
        LeaveRecord,
        member_id=ids[0],
        starts_on=day,
        ends_on=None,
        cancels_id=taken_back,
        recorded_at=database.clock(),
    )
    with database.reading() as session:
        assert members_on_leave(session, day) == {ids[1]}
        assert leave_of(session, member_id=ids[0]) == ()
        assert leave_of(session, member_id=ids[1])[0].ends_on == day
