"""A member's address for calendar programs: made, replaced, ended."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.events import CalendarClosed, CalendarOpened
from lms.models import CalendarFeed
from lms.services.journal import record
from lms.services.lock_member import lock_member


def open_calendar(session: Session, *, member_id: int, by: Actor, now: datetime) -> str:
    """Make a new address and end the one before; returns its secret, which is stored nowhere."""
    lock_member(session, member_id)
    _end(session, member_id, now)
    token = secrets.token_urlsafe(32)
    digest = hashlib.sha256(token.encode()).hexdigest()
    session.execute(
        insert(CalendarFeed).values(
            member_id=member_id, token_sha256=digest, made_at=now, ended_at=None
        )
    )
    record(session, CalendarOpened(member_id=member_id), by=by, now=now)
    return token


def close_calendar(session: Session, *, member_id: int, by: Actor, now: datetime) -> bool:
    """End the address; False where there was none."""
    lock_member(session, member_id)
    if not _end(session, member_id, now):
        return False
    record(session, CalendarClosed(member_id=member_id), by=by, now=now)
    return True


def _end(session: Session, member_id: int, now: datetime) -> bool:
    ended = session.execute(
        update(CalendarFeed)
        .where(CalendarFeed.member_id == member_id, CalendarFeed.ended_at.is_(None))
        .values(ended_at=now)
        .returning(CalendarFeed.id)
    )
    return bool(ended.scalars().all())
