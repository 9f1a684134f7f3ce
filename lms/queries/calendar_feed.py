"""Whose calendar an address is."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.models import Account, CalendarFeed, ServiceRecord
from lms.queries.roster import holds_on, serving_on


def calendar_owner(session: Session, *, token: str, day: date) -> int | None:
    """The member of a calendar's address; None where it is unknown, ended, or they left."""
    digest = hashlib.sha256(token.encode()).hexdigest()
    return session.execute(
        select(CalendarFeed.member_id)
        .join(Account, Account.member_id == CalendarFeed.member_id)
        .join(ServiceRecord, ServiceRecord.member_id == CalendarFeed.member_id)
        .where(
            CalendarFeed.token_sha256 == digest,
            CalendarFeed.ended_at.is_(None),
            Account.closed_at.is_(None),
            holds_on(day),
            serving_on(day),
        )
    ).scalar_one_or_none()


def calendar_made_at(session: Session, *, member_id: int) -> datetime | None:
    """When the address that holds now was made; None where there is none."""
    return session.execute(
        select(CalendarFeed.made_at).where(
            CalendarFeed.member_id == member_id, CalendarFeed.ended_at.is_(None)
        )
    ).scalar_one_or_none()
