"""Who has done what was assigned: one assignment person by person, and counts of many.

A few plain statements are read whole and put together here: ten thousand people take as many
statements as ten. Where somebody stands is judged by ``lms.domain.assignment.progress``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from lms.domain.assignment import Progress
from lms.domain.requirement import Period
from lms.models import (
    Assignment,
    MemberAssignment,
    MemberAssignmentEnd,
    ServiceRecord,
)
from lms.queries.assignments import AssignmentRow, period_of_work
from lms.queries.progress_facts import ProgressFacts
from lms.queries.roster import holds_on, serving_on

BAR = (
    Progress.DONE,
    Progress.IN_PROGRESS,
    Progress.NOT_STARTED,
    Progress.OVERDUE,
    Progress.EXCUSED,
)
"""The states from left to right in a bar and in the columns beside it."""


class Work(NamedTuple):
    """One member's share of an assignment and where it stands.

    A plain tuple: a large department's table has ten thousand of them.
    """

    member_id: int
    badge_number: str
    given_name: str
    family_name: str
    rank: str
    unit: str
    shift: str
    due_on: date
    passed_on: date | None
    progress: Progress

    @property
    def list_name(self) -> str:
        """The name as a roster sorts it."""
        return f"{self.family_name}, {self.given_name}" if self.given_name else self.family_name


def completion(session: Session, assignment: AssignmentRow, *, day: date) -> tuple[Work, ...]:
    """Everybody who serves on ``day`` and has the assignment, in no order of note."""
    first = assignment.period.starts_on
    facts = ProgressFacts.of(session, first, day, content_id=assignment.content_id)
    rows = (
        session.connection()
        .execute(
            select(
                ServiceRecord.member_id,
                ServiceRecord.badge_number,
                ServiceRecord.given_name,
                ServiceRecord.family_name,
                ServiceRecord.rank,
                ServiceRecord.unit,
                ServiceRecord.shift,
                MemberAssignment.due_on,
            )
            .select_from(MemberAssignment)
            .join(ServiceRecord, ServiceRecord.member_id == MemberAssignment.member_id)
            .where(
                MemberAssignment.assignment_id == assignment.id,
                _stands(),
                holds_on(day),
                serving_on(day),
            )
        )
        .all()
    )
    content_id, passed, judge = assignment.content_id, facts.passed, facts.judge
    works = []
    for row in rows:
        module = (row[0], content_id, first)
        due_on = facts.due_on(row[0], assignment.id, row[7])
        judged = judge(module, assignment.id, row[7])
        works.append(Work(*row[:7], due_on, passed.get(module), judged))
    return tuple(works)


def count(works: Iterable[Work]) -> dict[Progress, int]:
    """How many of some people stand where; every state has its number."""
    counts = dict.fromkeys(BAR, 0)
    for work in works:
        counts[work.progress] += 1
    return counts


def assignment_counts(
    session: Session, *, since: date, day: date
) -> dict[int, dict[Progress, int]]:
    """How many people stand where with each assignment due since a day, by the assignment."""
    return counts_of(shares_due(session, since=since, day=day))


class Share(NamedTuple):
    """One member's share of an assignment and where it stands."""

    assignment_id: int
    content_id: int
    member_id: int
    due_on: date
    progress: Progress


def shares_due(
    session: Session,
    *,
    since: date,
    day: date,
    serving: frozenset[int] | None = None,
    on_leave: frozenset[int] | None = None,
) -> tuple[Share, ...]:
    """Everybody's share of every assignment due since a day, of those who serve.

    Args:
        serving: those who serve on ``day``, where they are known.
        on_leave: those of them on leave, where they are known.
    """
    due = Assignment.due_on >= since
    return tuple(_judged(session, since, day, due, serving=serving, on_leave=on_leave))


def counts_of(shares: Iterable[Share]) -> dict[int, dict[Progress, int]]:
    """How many shares stand where, by the assignment."""
    found: dict[int, dict[Progress, int]] = {}
    for share in shares:
        found.setdefault(share.assignment_id, dict.fromkeys(BAR, 0))[share.progress] += 1
    return found


def member_counts(
    session: Session, *, member_ids: Collection[int], period: Period, day: date
) -> dict[int, dict[Progress, int]]:
    """How many assignments of a period stand where, by the member, for some members."""
    found = {member_id: dict.fromkeys(BAR, 0) for member_id in member_ids}
    for share in _judged(session, period.starts_on, day, _due_in(period), member_ids):
        found[share.member_id][share.progress] += 1
    return found


class Assigned(NamedTuple):
    """One assignment of one member and where it stands."""

    assignment_id: int
    content_id: int
    due_on: date
    assigned_at: datetime
    passed_on: date | None
    progress: Progress


def assigned_to(
    session: Session, *, member_id: int, period: Period, day: date
) -> tuple[Assigned, ...]:
    """What one member is assigned in a period, by due date."""
    first = period.starts_on
    facts = ProgressFacts.of(session, first, day, member_ids=(member_id,))
    rows = session.execute(
        select(
            MemberAssignment.assignment_id,
            Assignment.content_id,
            MemberAssignment.due_on,
            MemberAssignment.assigned_at,
        )
        .join(Assignment, Assignment.id == MemberAssignment.assignment_id)
        .where(MemberAssignment.member_id == member_id, _stands(), _due_in(period))
        .order_by(MemberAssignment.due_on, MemberAssignment.assignment_id)
    )
    return tuple(
        Assigned(
            row.assignment_id,
            row.content_id,
            facts.due_on(member_id, row.assignment_id, row.due_on),
            row.assigned_at,
            facts.passed.get((member_id, row.content_id, first)),
            facts.judge((member_id, row.content_id, first), row.assignment_id, row.due_on),
        )
        for row in rows
    )


def _judged(
    session: Session,
    since: date,
    day: date,
    which: ColumnElement[bool],
    member_ids: Collection[int] | None = None,
    *,
    serving: frozenset[int] | None = None,
    on_leave: frozenset[int] | None = None,
) -> Iterator[Share]:
    """Every share of some assignments, of members who serve.

    Args:
        since: no earlier than the first day of the year in which the first is due.
    """
    facts = ProgressFacts.of(
        session,
        period_of_work(since).starts_on,
        day,
        member_ids=member_ids,
        on_leave=on_leave,
    )
    statement = (
        select(
            MemberAssignment.assignment_id,
            MemberAssignment.member_id,
            Assignment.content_id,
            Assignment.due_on,
            MemberAssignment.due_on.label("own_due_on"),
        )
        .join(Assignment, Assignment.id == MemberAssignment.assignment_id)
        .where(_stands(), which)
    )
    if member_ids is not None:
        statement = statement.where(MemberAssignment.member_id.in_(tuple(member_ids)))
    serve = _serving(session, day, member_ids) if serving is None else serving
    for row in session.connection().execute(statement).all():
        assignment_id, member_id, content_id, due_on, own_due_on = row
        if member_id in serve:
            work = (member_id, content_id, period_of_work(due_on).starts_on)
            judged = facts.judge(work, assignment_id, own_due_on)
            due = facts.due_on(member_id, assignment_id, own_due_on)
            yield Share(assignment_id, content_id, member_id, due, judged)


def _serving(session: Session, day: date, member_ids: Collection[int] | None) -> frozenset[int]:
    statement = select(ServiceRecord.member_id).where(holds_on(day), serving_on(day))
    if member_ids is not None:
        statement = statement.where(ServiceRecord.member_id.in_(tuple(member_ids)))
    return frozenset(session.connection().execute(statement).scalars())


def _stands() -> ColumnElement[bool]:
    """Whether a member's assignment was not withdrawn."""
    return MemberAssignment.id.not_in(select(MemberAssignmentEnd.member_assignment_id))


def _due_in(period: Period) -> ColumnElement[bool]:
    return and_(Assignment.due_on >= period.starts_on, Assignment.due_on <= period.ends_on)
