"""Who is on leave on a day, and a member's leave over the years."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session, aliased

from lms.models import LeaveRecord


def leave_stands() -> ColumnElement[bool]:
    """Restrict ``LeaveRecord`` to entries that were not taken back, and are no taking back."""
    cancelling = aliased(LeaveRecord)
    taken_back = select(cancelling.cancels_id).where(cancelling.cancels_id.is_not(None))
    return and_(LeaveRecord.cancels_id.is_(None), LeaveRecord.id.not_in(taken_back))


def members_on_leave(session: Session, day: date) -> frozenset[int]:
    """Everybody on leave on ``day``; says the same as ``roster.on_leave_on`` for all at once."""
    return frozenset(session.execute(away_on(day)).scalars())


def away_on(day: date) -> Select[int]:
    """Select everybody on leave on ``day``."""
    return select(LeaveRecord.member_id).where(
        leave_stands(),
        LeaveRecord.starts_on <= day,
        or_(LeaveRecord.ends_on.is_(None), LeaveRecord.ends_on >= day),
    )


@dataclass(frozen=True, slots=True)
class Leave:
    """A leave that stands; without an end it goes on."""

    starts_on: date
    ends_on: date | None
    recorded_at: datetime


def leave_of(session: Session, *, member_id: int) -> tuple[Leave, ...]:
    """A member's leave, the latest first."""
    rows = session.execute(
        select(LeaveRecord.starts_on, LeaveRecord.ends_on, LeaveRecord.recorded_at)
        .where(LeaveRecord.member_id == member_id, leave_stands())
        .order_by(LeaveRecord.starts_on.desc(), LeaveRecord.id.desc())
    )
    return tuple(Leave(*row) for row in rows)


@dataclass(frozen=True, slots=True)
class Away:
    """A member's leave as a list shows it: when it began, and the first day back."""

    member_id: int
    starts_on: date
    back_on: date | None


def away_since(session: Session, *, day: date, since: date) -> tuple[Away, ...]:
    """Everybody's leave that lasts on ``day`` or ended on ``since`` or later, soonest back first.

    Somebody whose leaves follow one another day by day comes once for each of them.
    """
    rows = session.execute(
        select(LeaveRecord.member_id, LeaveRecord.starts_on, LeaveRecord.ends_on).where(
            leave_stands(),
            LeaveRecord.starts_on <= day,
            or_(LeaveRecord.ends_on.is_(None), LeaveRecord.ends_on >= since),
        )
    )
    found = [
        Away(row.member_id, row.starts_on, row.ends_on and row.ends_on + timedelta(days=1))
        for row in rows
    ]
    return tuple(sorted(found, key=lambda each: (each.back_on or date.max, each.member_id)))
