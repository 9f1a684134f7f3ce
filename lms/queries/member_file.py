"""What the record holds of one member's training: attempts, lessons, talks, exemptions.

Answers and points are not read here at all, so that no page can show them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.domain.requirement import Period
from lms.models import (
    Account,
    Assignment,
    Attempt,
    AttemptResult,
    ContentVersion,
    Exemption,
    LessonCompletion,
    RequirementInstance,
    Sitting,
    Talk,
)
from lms.queries.results import passed_or_open


def years_of(session: Session, *, member_id: int) -> tuple[date, ...]:
    """The first days of the periods in which a member has or had the duty, the latest first."""
    rows = session.execute(
        select(RequirementInstance.period_start)
        .where(RequirementInstance.member_id == member_id)
        .distinct()
        .order_by(RequirementInstance.period_start.desc())
    )
    return tuple(rows.scalars())


@dataclass(frozen=True, slots=True)
class TalkRow:
    """A talk after a failed attempt."""

    recorded_at: datetime
    recorded_by: str
    note: str


@dataclass(frozen=True, slots=True)
class Tried:
    """An attempt: whether it was passed, and the talk that followed.

    Attributes:
        passed: None while the attempt is open.
        missed: codes of the provisions to go over; of a passed attempt none.
    """

    id: int
    content_id: int
    number: int
    started_at: datetime
    submitted_at: datetime | None
    passed: bool | None
    missed: tuple[str, ...]
    talk: TalkRow | None


def attempts_in(session: Session, *, member_id: int, period: Period) -> tuple[Tried, ...]:
    """A member's attempts in a period, in the order they were begun."""
    rows = session.execute(
        select(
            Attempt.id,
            ContentVersion.content_id,
            Attempt.number,
            Attempt.started_at,
            AttemptResult.submitted_at,
            passed_or_open().label("passed"),
            AttemptResult.detail,
            Talk.recorded_at,
            Talk.note,
            func.coalesce(Account.display_name, "").label("recorded_by"),
        )
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .join(ContentVersion, ContentVersion.id == Sitting.module_version_id)
        .outerjoin(AttemptResult, AttemptResult.attempt_id == Attempt.id)
        .outerjoin(Talk, Talk.attempt_id == Attempt.id)
        .outerjoin(Account, Account.id == Talk.recorded_by)
        .where(Attempt.member_id == member_id, Sitting.period_start == period.starts_on)
        .order_by(Attempt.id)
    )
    return tuple(
        Tried(
            id=row.id,
            content_id=row.content_id,
            number=row.number,
            started_at=row.started_at,
            submitted_at=row.submitted_at,
            passed=row.passed,
            missed=tuple(row.detail["missed"]) if row.passed is False else (),
            talk=TalkRow(row.recorded_at, row.recorded_by, row.note) if row.recorded_at else None,
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class Begun:
    """A module that was begun, and one of its lessons that was completed, or none."""

    sitting_id: int
    content_id: int
    opened_at: datetime
    lesson: str | None
    completed_at: datetime | None


def lessons_in(session: Session, *, member_id: int, period: Period) -> tuple[Begun, ...]:
    """A member's modules of a period, a row for each lesson completed, one at least."""
    rows = session.execute(
        select(
            Sitting.id,
            ContentVersion.content_id,
            Sitting.opened_at,
            LessonCompletion.lesson,
            LessonCompletion.completed_at,
        )
        .join(ContentVersion, ContentVersion.id == Sitting.module_version_id)
        .outerjoin(LessonCompletion, LessonCompletion.sitting_id == Sitting.id)
        .where(Sitting.member_id == member_id, Sitting.period_start == period.starts_on)
        .order_by(Sitting.id, LessonCompletion.id)
    )
    return tuple(Begun(*row) for row in rows)


@dataclass(frozen=True, slots=True)
class ExemptionRow:
    """An exemption from an assignment (or, without one, from the year).

    With ``extended_to`` it is more time, and excuses from nothing.
    """

    id: int
    assignment_id: int | None
    content_id: int | None
    valid_from: date
    valid_until: date | None
    reason: str
    approved_by: str
    recorded_at: datetime
    extended_to: date | None
    document_sha256: str | None


def exemptions_of(session: Session, *, member_id: int) -> tuple[ExemptionRow, ...]:
    """A member's exemptions, the latest first."""
    rows: Any = session.execute(
        select(
            Exemption.id,
            Exemption.assignment_id,
            Assignment.content_id,
            Exemption.valid_from,
            Exemption.valid_until,
            Exemption.reason,
            Exemption.approved_by,
            Exemption.recorded_at,
            Exemption.extended_to,
            Exemption.document_sha256,
        )
        .outerjoin(Assignment, Assignment.id == Exemption.assignment_id)
        .where(Exemption.member_id == member_id)
        .order_by(Exemption.id.desc())
    )
    return tuple(ExemptionRow(*row) for row in rows)
