from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from lms.domain.access import SYSTEM
from lms.domain.assignment import Audience, AudienceKind, Progress
from lms.models import MemberAssignment, MemberAssignmentEnd
from lms.queries.assignments import assignment_row, assignments_due
from lms.queries.completion import (
    assigned_to,
    assignment_counts,
    completion,
    count,
    member_counts,
)
from lms.services.assign_module import excuse_member
from lms.services.assign_once import assign_once
from lms.storage.database import Database
from tests.factories import decide, enlist, facts, today
from tests.training_rows import POLICY, School

DUE = date(2027, 3, 20)


@contextmanager
def _statements(database: Database) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


@pytest.fixture
def members(database: Database) -> dict[str, int]:
    decide(database)
    return enlist(database, *(facts(f"01{number:02}") for number in range(1, 9)))


@pytest.fixture
def school(database: Database, members: dict[str, int]) -> School:
    """Eight officers: two passed, one tried, one began, one excused, one on leave, two nothing."""
    school = School.opened(database, modules=2)
    school.assign(due_on=DUE)
    school.assign("module-2", due_on=DUE + timedelta(days=5))
    ids = list(members.values())
    for member_id in ids[:4]:
        sitting = school.begin(member_id)
        if member_id != ids[3]:
            school.attempt(member_id, sitting, passed=member_id != ids[2])
    database.writing(
        partial(
            excuse_member,
            member_id=ids[4],
            assignment_id=1,
            reason="Detached to the academy.",
            approved_by="Captain Abernathy",
            valid_until=None,
            by=SYSTEM,
        )
    )
    school.leave(ids[5], date(2027, 2, 1))
    return school


def _progress(database: Database, assignment_id: int = 1, day: date | None = None) -> list[str]:
    with database.reading() as session:
        rows = completion(
            session, assignment_row(session, assignment_id), day=day or today(database)
        )
    return [row.progress for row in sorted(rows)]


def test_everybody_stands_where_the_record_says(database: Database, school: School) -> None:
    assert _progress(database) == [
        Progress.DONE,
        Progress.DONE,
        Progress.IN_PROGRESS,
        Progress.IN_PROGRESS,
        Progress.EXCUSED,
        Progress.EXCUSED,
        Progress.NOT_STARTED,
        Progress.NOT_STARTED,
    ]


def test_after_the_due_date_only_those_without_a_reason_are_overdue(
    database: Database, school: School
) -> None:
    after = _progress(database, day=DUE + timedelta(days=1))
    assert after.count(Progress.OVERDUE) == 4
    assert after.count(Progress.EXCUSED) == 2
    assert after.count(Progress.DONE) == 2


def test_the_counts_say_the_same_as_the_lists(database: Database, school: School) -> None:
    school.assign(due_on=date(2028, 1, 10))
    day = today(database)
    with database.reading() as session:
        row = assignment_row(session, 1)
        assignments = assignments_due(session, since=row.period.starts_on)
        by_assignment = assignment_counts(session, since=row.period.starts_on, day=day)
        lists = {each.id: count(completion(session, each, day=day)) for each in assignments}
        ids = sorted({work.member_id for work in completion(session, row, day=day)})
        by_member = member_counts(session, member_ids=ids, period=row.period, day=day)
        for member_id in ids:
            own = assigned_to(session, member_id=member_id, period=row.period, day=day)
            tally = dict.fromkeys(Progress, 0)
            for each in own:
                tally[each.progress] += 1
            assert tally == by_member[member_id]
    assert by_assignment == lists
    assert len(lists) == 3
    assert sum(lists[1].values()) == 8


def test_a_withdrawn_share_and_one_who_left_are_not_listed(
    database: Database, members: dict[str, int], school: School
) -> None:
    share = _share_of(database, members["0107"])
    school.insert(
        MemberAssignmentEnd, member_assignment_id=share, ended_at=database.clock(), reason="x"
    )
    enlist(
        database,
        facts("0108", separated_on=today(database), valid_from=today(database)),
        *(facts(f"01{number:02}") for number in range(1, 8)),
    )
    assert len(_progress(database)) == 6
    with database.reading() as session:
        row = assignment_row(session, 1)
        counts = assignment_counts(session, since=row.period.starts_on, day=today(database))
    assert sum(counts[1].values()) == 6


def _share_of(database: Database, member_id: int) -> int:
    with database.reading() as session:
        return session.execute(
            select(MemberAssignment.id).where(
                MemberAssignment.member_id == member_id, MemberAssignment.assignment_id == 1
            )
        ).scalar_one()


def test_last_years_pass_is_none_for_this_year(database: Database, school: School) -> None:
    next_year = school.assign(due_on=date(2028, 2, 1))
    assert set(_progress(database, next_year)) == {Progress.NOT_STARTED, Progress.EXCUSED}


def test_a_retake_counts_from_its_first_pass(
    database: Database, members: dict[str, int], school: School
) -> None:
    member_id = members["0107"]
    sitting = school.begin(member_id)
    school.attempt(member_id, sitting, passed=False)
    school.attempt(member_id, sitting, passed=True, number=2)
    with database.reading() as session:
        rows = completion(session, assignment_row(session, 1), day=today(database))
    found = next(row for row in rows if row.member_id == member_id)
    assert (found.progress, found.passed_on) == (Progress.DONE, today(database))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_number_of_statements_does_not_grow_with_people(
    database: Database, school: School
) -> None:
    def taken() -> int:
        with database.reading() as session, _statements(database) as seen:
            row = assignment_row(session, 1)
            completion(session, row, day=today(database))
            assignment_counts(session, since=row.period.starts_on, day=today(database))
        return len(seen)

    few = taken()
    known = [facts(f"01{number:02}") for number in range(1, 9)]
    enlist(database, *known, *(facts(f"05{number:02}") for number in range(1, 40)))
    school.assign(due_on=DUE + timedelta(days=9))
    assert taken() == few


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_same_form_twice_makes_one_assignment(database: Database, school: School) -> None:
    def assign(session: Session, *, now: object) -> int:
        return assign_once(
            session,
            policy=POLICY,
            module="module-2",
            audience=Audience(AudienceKind.SHIFT, "Days"),
            due_on=DUE,
            by=SYSTEM,
            now=now,  # type: ignore[arg-type]
        )

    first = database.writing(assign)
    assert database.writing(assign) == first
    with database.reading() as session:
        assert len(assignments_due(session, since=date(2027, 1, 1))) == 3
