"""Seconds counted so far, posted or not."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.models import Beat


def seconds_of_unit(session: Session, *, sitting_id: int, unit: str) -> int:
    """Seconds that the beats of a lesson or attempt counted."""
    total = session.execute(
        select(func.coalesce(func.sum(Beat.seconds), 0)).where(
            Beat.sitting_id == sitting_id, Beat.unit == unit
        )
    ).scalar_one()
    return int(total)
