"""Whether a submitted attempt is passed now: by its result, or by a key corrected since."""

from __future__ import annotations

from sqlalchemy import ColumnElement, case, func, or_, select

from lms.models import AttemptResult, RescoredResult


def is_passed() -> ColumnElement[bool]:
    """True of a result that passed or came to pass; a correction never takes a pass away."""
    return or_(
        AttemptResult.passed.is_(True),
        select(RescoredResult.attempt_id)
        .where(
            RescoredResult.attempt_id == AttemptResult.attempt_id, RescoredResult.passed.is_(True)
        )
        .correlate(AttemptResult)
        .exists(),
    )


def passed_or_open() -> ColumnElement[bool | None]:
    """Passed now, not passed, or nothing where an outer join found no result."""
    return case((AttemptResult.attempt_id.is_(None), None), else_=is_passed())


def points_now() -> ColumnElement[int | None]:
    """The points after the last correction; they never fall."""
    corrected = (
        select(func.max(RescoredResult.points))
        .where(RescoredResult.attempt_id == AttemptResult.attempt_id)
        .correlate(AttemptResult)
        .scalar_subquery()
    )
    return func.coalesce(corrected, AttemptResult.points)
