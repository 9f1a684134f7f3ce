"""What the one-page report of a month says: the newest head that was signed in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.models import SignedHead
from lms.queries.settings import settings_on
from lms.queries.signed_heads import HeadRow, newest_head_between

_LISTED = 12


@dataclass(frozen=True, slots=True)
class HeadOfMonth:
    """The newest head that was signed in a month.

    Attributes:
        month: its first day.
    """

    month: date
    head: HeadRow
    department: str
    demonstration: bool
    zone: ZoneInfo


def head_of_month(session: Session, month: date, *, today: date) -> HeadOfMonth | None:
    """The newest head of a local month that is over; None where it goes on or has no head."""
    first, after = month.replace(day=1), month_after(month)
    if after > today:
        return None
    settings = settings_on(session, today)
    head = newest_head_between(session, _begin(first, settings.zone), _begin(after, settings.zone))
    if head is None:
        return None
    return HeadOfMonth(first, head, settings.department, settings.demonstration, settings.zone)


def months_with_heads(session: Session, *, today: date) -> tuple[date, ...]:
    """The last twelve months that are over and whose heads can be there, the newest first."""
    oldest = session.execute(select(func.min(SignedHead.signed_at))).scalar()
    if oldest is None:
        return ()
    begun = oldest.astimezone(settings_on(session, today).zone).date().replace(day=1)
    month = month_before(today)
    found: list[date] = []
    while len(found) < _LISTED and month >= begun:
        found.append(month)
        month = month_before(month)
    return tuple(found)


def month_after(day: date) -> date:
    """The first day of the month after that of a day."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def month_before(day: date) -> date:
    """The first day of the month before that of a day."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def _begin(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
