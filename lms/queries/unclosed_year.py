"""The year before, while nobody has closed it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from lms.models import RequirementInstance, YearClose


@dataclass(frozen=True, slots=True)
class UnclosedYear:
    """A period that is over and not closed, and how many people owed it."""

    requirement_id: int
    starts_on: date
    ends_on: date
    people: int


def unclosed_year(session: Session, *, before: date) -> UnclosedYear | None:
    """The latest period that ended before a day and has no close; None where there is none."""
    closed = exists().where(
        YearClose.requirement_id == RequirementInstance.requirement_id,
        YearClose.period_start == RequirementInstance.period_start,
    )
    row = session.execute(
        select(
            RequirementInstance.requirement_id,
            RequirementInstance.period_start,
            func.max(RequirementInstance.period_end),
            func.count(),
        )
        .where(RequirementInstance.period_end < before, ~closed)
        .group_by(RequirementInstance.requirement_id, RequirementInstance.period_start)
        .order_by(RequirementInstance.period_start.desc())
        .limit(1)
    ).one_or_none()
    return UnclosedYear(*row) if row else None
