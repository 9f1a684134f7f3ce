"""A past year that is completed late on the screen, on both databases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial

import pytest
from sqlalchemy import insert, select

from lms.domain.access import Role
from lms.domain.credit import NotLateError
from lms.domain.duty import Duty
from lms.domain.events import LateYearOpened
from lms.domain.requirement import Period
from lms.domain.year_close import YearOutcome
from lms.models import CreditEntry
from lms.queries.counted_in import counted_in
from lms.queries.late_years import LateYear, late_years
from lms.queries.ledger import seconds_elsewhere, verified_in
from lms.queries.owed import owed_on
from lms.queries.standing import seconds_by_limb
from lms.queries.standings import seconds_by_member
from lms.queries.statements import year_statement
from lms.queries.year_close import closing_year
from lms.rendering.package.verify import Totals
from lms.services.close_year import excuse_from_year
from lms.services.open_late_year import open_late_year, open_late_years
from lms.services.open_sitting import open_sitting
from lms.services.verify_late import late_findings
from lms.storage.database import Database
from tests.clock import Clock
from tests.desk_people import desk_members
from tests.factories import Someone, officer, sign_up
from tests.studying import pin, practice, read, served
from tests.training_rows import POLICY, School

YEAR = Period(date(2027, 1, 1), date(2027, 12, 31))
NEXT = Period(date(2028, 1, 1), date(2028, 12, 31))
FEBRUARY = datetime(2028, 2, 10, 15, tzinfo=UTC)
DAY = date(2028, 2, 10)
ASKED = 7_200


@dataclass(frozen=True)
class Department:
    """An officer two minutes short of 2027 when 2028 has begun, and the others."""

    database: Database
    school: School
    officer: Someone
    others: dict[str, int]


@pytest.fixture
def department(database: Database, clock: Clock) -> Department:
    others = desk_members(database)
    school = School.opened(database, seconds=ASKED)
    short = officer(database, "0147")
    school.open_year()
    school.work(short.member, ASKED - 100)
    school.work(others["0101"], ASKED)
    school.complete(school.begin(others["0101"]), "updates")
    clock.now = FEBRUARY
    school.open_year()
    return Department(database, school, short, others)


def _late(database: Database, member_id: int, day: date = DAY) -> tuple[LateYear, ...]:
    with database.reading() as session:
        return late_years(session, member_id=member_id, day=day)


def _open(database: Database, who: Someone, year: int = 2027) -> bool:
    first = date(year, 1, 1)
    work = partial(open_late_year, member_id=who.member, period_start=first, by=who.actor)
    return database.writing(work)


def _begin(database: Database, who: Someone, late_for: date | None) -> int:
    return database.writing(
        partial(
            open_sitting,
            member_id=who.member,
            policy=POLICY,
            module="module-1",
            duty=Duty.ON_DUTY,
            device="a test",
            late_for=late_for,
            by=who.actor,
        )
    )


def _finish(database: Database, who: Someone, sitting_id: int, lesson: str, clock: Clock) -> None:
    """Read a lesson for sixty seconds and practice it."""
    pinned = pin(database, who, sitting_id, lesson)
    for page in pinned.lesson.pages:
        token = served(who, pinned, clock, page.id)
        clock.advance(seconds=60)
        read(database, who, pinned, page.id, token)
    for scenario in pinned.scenarios:
        practice(database, who, pinned, scenario)


def _seconds(database: Database, who: Someone) -> tuple[int, int]:
    """Seconds of both years, one by one as for everybody."""
    with database.reading() as session:
        found = [
            sum(seconds_by_limb(session, member_id=who.member, period=year).values())
            for year in (YEAR, NEXT)
        ]
        of_all = [
            seconds_by_member(session, period=year).get(who.member, 0) for year in (YEAR, NEXT)
        ]
    assert found == of_all
    return found[0], found[1]


def test_what_is_worked_late_counts_for_the_past_year_until_it_lacks_nothing(
    department: Department, clock: Clock
) -> None:
    database, who = department.database, department.officer
    (late,) = _late(database, who.member)
    assert (late.minutes, late.lessons_open, late.opened_on) == (2, 1, None)
    with pytest.raises(NotLateError):
        _begin(database, who, YEAR.starts_on)
    assert _open(database, who)
    assert not _open(database, who), "a second click opens nothing"
    sitting_id = _begin(database, who, YEAR.starts_on)
    assert _begin(database, who, None) != sitting_id, "this year has a beginning of its own"
    _finish(database, who, sitting_id, "at-the-counter", clock)
    first = _seconds(database, who)
    assert ASKED - 100 < first[0] < ASKED
    assert first[1] == 0
    _finish(database, who, sitting_id, "updates", clock)
    second = _seconds(database, who)
    assert second[0] > ASKED
    assert second[1] == 0
    assert _late(database, who.member) == ()
    _again(database, who, sitting_id, clock)
    after = _seconds(database, who)
    assert after[0] == second[0]
    assert after[1] > 0, "what the past year does not need, this one keeps"
    _it_is_late_and_said_once(department, second[0], after[1])


def _again(database: Database, who: Someone, sitting_id: int, clock: Clock) -> None:
    pinned = pin(database, who, sitting_id, "updates")
    page = pinned.lesson.pages[0].id
    token = served(who, pinned, clock, page)
    clock.advance(seconds=60)
    read(database, who, pinned, page, token)


def _it_is_late_and_said_once(department: Department, counted: int, this_year: int) -> None:
    database, who = department.database, department.officer
    with database.reading() as session:
        owed = owed_on(session, YEAR.ends_on)[0]
        closing = closing_year(session, owed, day=DAY)
        elsewhere = seconds_elsewhere(session, member_id=who.member, period=NEXT)
        verified = [
            sum(verified_in(session, member_id=who.member, period=year).values())
            for year in (YEAR, NEXT)
        ]
        stated = [
            year_statement(
                session, member_id=who.member, owed=each, now=department.database.clock()
            )
            for each in (owed, owed_on(session, DAY)[0])
        ]
        assert list(late_findings(session)) == []
    assert [each.counted_seconds for each in stated] == verified
    (mine,) = (each for each in closing.at_close.outcomes if each.member_id == who.member)
    assert (mine.outcome, mine.seconds) == (YearOutcome.LATE, counted)
    (year,) = (each for each in closing.years if each.person.member_id == who.member)
    assert year.late
    assert elsewhere == {YEAR.starts_on: counted - (ASKED - 100)}
    assert verified == [counted - (ASKED - 100), this_year]


def test_time_of_a_past_years_module_counts_where_it_was_worked_while_nobody_opened_the_year(
    department: Department, clock: Clock
) -> None:
    database, who = department.database, department.officer
    clock.now = datetime(2028, 1, 1, 4, 59, tzinfo=UTC)
    sitting_id = _begin(database, who, None)
    clock.now = FEBRUARY
    _finish(database, who, sitting_id, "at-the-counter", clock)
    before, this_year = _seconds(database, who)
    assert before == ASKED - 100
    assert this_year > 0
    assert _open(database, who)
    assert _begin(database, who, YEAR.starts_on) == sitting_id, "it goes on, and nothing is reset"
    _finish(database, who, sitting_id, "updates", clock)
    assert _seconds(database, who)[1] == this_year
    assert _seconds(database, who)[0] > before


def test_only_a_year_that_is_late_is_opened(department: Department, clock: Clock) -> None:
    database, others = department.database, department.others
    trainer = sign_up(database, Role.TRAINING_UNIT, login="luis")
    with database.reading() as session:
        owed = owed_on(session, YEAR.ends_on)[0]
    database.writing(
        partial(
            excuse_from_year,
            owed=owed,
            member_ids=[others["0103"]],
            reason="On orders until spring.",
            approved_by="Chief Chris",
            by=trainer.actor,
        )
    )
    assert _late(database, others["0101"]) == (), "complete"
    assert _late(database, others["0103"]) == (), "excused"
    assert len(_late(database, others["0102"])) == 1
    work = partial(
        open_late_years,
        member_ids=frozenset({*others.values(), department.officer.member}),
        owed=owed,
        by=trainer.actor,
    )
    assert database.writing(work) == 3
    assert database.writing(work) == 0
    with pytest.raises(NotLateError):
        _open(database, department.officer, 2028)
    clock.now = datetime(2029, 3, 1, 15, tzinfo=UTC)
    both = _late(database, department.officer.member, date(2029, 3, 1))
    assert [each.owed.period.name for each in both] == ["2027", "2028"], "two years at once"
    assert [each.opened_on for each in both] == [DAY, None]
    assert _late(database, department.officer.member, date(2030, 1, 2))[0].owed.period == NEXT


def test_a_change_of_the_late_time_is_found(department: Department, clock: Clock) -> None:
    database, who = department.database, department.officer

    def unsaid(session: object, *, now: datetime) -> None:
        del now
        seq = session.execute(select(CreditEntry.event_seq)).scalars().first()  # type: ignore[attr-defined]
        session.execute(  # type: ignore[attr-defined]
            insert(CreditEntry).values(
                member_id=who.member,
                limb="policy",
                seconds=60,
                earned_on=DAY,
                late_for=YEAR.starts_on,
                source="lesson",
                unit="lesson:x",
                event_seq=seq,
            )
        )

    database.writing(unsaid)
    with database.reading() as session:
        (finding,) = late_findings(session)
        rows = select(CreditEntry.seconds).where(counted_in(YEAR), CreditEntry.earned_on == DAY)
        assert session.execute(rows).scalars().all() == [60]
    assert "another year than the journal" in finding


SITTING = {"sitting_id": 1, "member_id": 7, "period_start": "2027-01-01"}
LESSON = {"sitting_id": 1, "member_id": 7, "lesson": "a", "counting": "measured"}
TIME = {"time": [["p", "policy", "2028-02-10", 90], ["p", "policy", "2027-12-31", 30]]}
OPENED = {"member_id": 7, "period_start": "2027-01-01", "requirement": "annual"}


def _totals(*entries: tuple[str, dict[str, object]]) -> Totals:
    totals = Totals()
    for seq, (kind, data) in enumerate(entries, 1):
        totals.add({"seq": seq, "kind": kind, "data": data})
    return totals


def test_the_verifier_of_an_archive_counts_late_time_once_and_asks_for_its_opening() -> None:
    late = {**LESSON, **TIME, "late_for": "2027-01-01"}
    found = _totals(
        ("sitting-opened", SITTING),
        (LateYearOpened.kind, OPENED),
        ("lesson-completed", late),
    )
    years = [(f"{year}-01-01", f"{year}-12-31") for year in (2027, 2028)]
    assert [found.of(7, *year) for year in years] == [120, 0]
    assert found.of(7, "2027-07-01", "2028-06-30") == 120, "a training year counts it when worked"
    assert found.findings == []
    unopened = _totals(("sitting-opened", SITTING), ("lesson-completed", late))
    assert "nobody had opened" in unopened.findings[0]
    other = _totals(
        ("sitting-opened", {**SITTING, "period_start": "2028-01-01"}),
        (LateYearOpened.kind, OPENED),
        ("lesson-completed", late),
    )
    assert "another year than its module" in other.findings[0]
