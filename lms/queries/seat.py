"""Seconds counted so far, posted or not."""

from __future__ import annotations

from sqlalchemy import ScalarSelect, bindparam, func, select
from sqlalchemy.orm import Session

from lms.models import Beat, BeatSum
from lms.queries.journal_place import rows_of


def _sum_of(table: type[Beat | BeatSum]) -> ScalarSelect[int]:
    return (
        select(func.coalesce(func.sum(table.seconds), 0))
        .where(table.sitting_id == bindparam("sitting_id"), table.unit == bindparam("unit"))
        .scalar_subquery()
    )


_OF_UNIT = select(_sum_of(Beat) + _sum_of(BeatSum))


def seconds_of_unit(session: Session, *, sitting_id: int, unit: str) -> int:
    """Seconds that a lesson or attempt counted, from its beats or the sums that stayed."""
    total = rows_of(session, _OF_UNIT, {"sitting_id": sitting_id, "unit": unit}).scalar_one()
    return int(total)
