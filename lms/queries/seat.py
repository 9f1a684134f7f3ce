"""Seconds counted so far, posted or not."""

from __future__ import annotations

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from lms.models import Beat

_OF_UNIT = select(func.coalesce(func.sum(Beat.seconds), 0)).where(
    Beat.sitting_id == bindparam("sitting_id"), Beat.unit == bindparam("unit")
)


def seconds_of_unit(session: Session, *, sitting_id: int, unit: str) -> int:
    """Seconds that the beats of a lesson or attempt counted."""
    total = session.execute(_OF_UNIT, {"sitting_id": sitting_id, "unit": unit}).scalar_one()
    return int(total)
