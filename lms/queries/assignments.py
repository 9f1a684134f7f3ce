"""Assignments as they were made: which module, for whom, by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.domain.assignment import Audience, AudienceKind
from lms.domain.errors import NotFoundError
from lms.domain.requirement import Period, PeriodKind, period_of
from lms.models import Account, Assignment, Content, Policy


@cache
def period_of_work(due_on: date) -> Period:
    """The calendar year of a due date (IV.E): a pass in it is a pass for what is due then."""
    return period_of(PeriodKind.CALENDAR_YEAR, due_on)


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """An assignment, and the period in which work for it counts."""

    id: int
    content_id: int
    policy: str
    module: str
    audience: Audience
    opens_on: date
    due_on: date
    assigned_by: str
    assigned_at: datetime

    @property
    def period(self) -> Period:
        """The period in which work for it counts."""
        return period_of_work(self.due_on)


_ASSIGNMENT = (
    select(
        Assignment.id,
        Assignment.content_id,
        Policy.slug.label("policy"),
        Content.slug.label("module"),
        Assignment.audience,
        Assignment.opens_on,
        Assignment.due_on,
        func.coalesce(Account.display_name, "").label("assigned_by"),
        Assignment.assigned_at,
    )
    .join(Content, Content.id == Assignment.content_id)
    .join(Policy, Policy.id == Content.policy_id)
    .outerjoin(Account, Account.id == Assignment.assigned_by)
)


def _assignment(row: Any) -> AssignmentRow:  # noqa: ANN401 - a row of _ASSIGNMENT
    audience = Audience(AudienceKind(row.audience["kind"]), row.audience["value"])
    return AssignmentRow(
        id=row.id,
        content_id=row.content_id,
        policy=row.policy,
        module=row.module,
        audience=audience,
        opens_on=row.opens_on,
        due_on=row.due_on,
        assigned_by=row.assigned_by,
        assigned_at=row.assigned_at,
    )


def assignment_row(session: Session, assignment_id: int) -> AssignmentRow:
    """One assignment.

    Raises:
        NotFoundError: there is none.
    """
    row = session.execute(_ASSIGNMENT.where(Assignment.id == assignment_id)).first()
    if row is None:
        raise NotFoundError(assignment=assignment_id)
    return _assignment(row)


def assignments_due(session: Session, *, since: date) -> tuple[AssignmentRow, ...]:
    """The assignments due on ``since`` or later, the next due date first."""
    rows = session.execute(
        _ASSIGNMENT.where(Assignment.due_on >= since).order_by(Assignment.due_on, Assignment.id)
    )
    return tuple(_assignment(row) for row in rows)
