"""Where a letter to somebody goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from lms.models import Account, Job, ServiceRecord
from lms.queries.roster import holds_on

MAIL = "send-mail"
"""The kind of job that sends one letter."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person with an address of mail."""

    name: str
    address: str


def recipient(session: Session, *, account_id: int, day: date) -> Recipient | None:
    """The address of an account: a member's on the roster, anybody else's own; None for none."""
    row = session.execute(
        select(
            Account.display_name,
            Account.email,
            ServiceRecord.given_name,
            ServiceRecord.family_name,
            ServiceRecord.email.label("on_roster"),
        )
        .outerjoin(ServiceRecord, and_(ServiceRecord.member_id == Account.member_id, holds_on(day)))
        .where(
            Account.id == account_id,
            Account.closed_at.is_(None),
            or_(ServiceRecord.separated_on.is_(None), ServiceRecord.separated_on > day),
        )
    ).one_or_none()
    if row is None:
        return None
    address = (row.on_roster or row.email or "").strip()
    name = f"{row.given_name or ''} {row.family_name or ''}".strip() or row.display_name
    return Recipient(name, address) if address else None


def letters_since(session: Session, *, key_prefix: str, since: datetime) -> int:
    """How many letters whose key begins so were asked for since a moment."""
    return session.execute(
        select(func.count()).where(
            Job.kind == MAIL,
            Job.key.startswith(key_prefix, autoescape=True),
            Job.created_at > since,
        )
    ).scalar_one()
