"""Passkeys as checking them needs them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from lms.models import Account, Passkey, ServiceRecord
from lms.queries.roster import holds_on


@dataclass(frozen=True, slots=True)
class StoredPasskey:
    """The public half of a passkey, and the account it opens."""

    id: int
    account_id: int
    public_key: str
    sign_count: int


def passkey_named(session: Session, *, credential_id: str, day: date) -> StoredPasskey | None:
    """The passkey of an id, where its account may sign in on ``day``.

    A closed account, and the account of somebody who has left, finds nothing.
    """
    row = session.execute(
        select(Passkey.id, Passkey.account_id, Passkey.public_key, Passkey.sign_count)
        .join(Account, Account.id == Passkey.account_id)
        .outerjoin(ServiceRecord, and_(ServiceRecord.member_id == Account.member_id, holds_on(day)))
        .where(
            Passkey.credential_id == credential_id,
            Account.closed_at.is_(None),
            or_(ServiceRecord.separated_on.is_(None), ServiceRecord.separated_on > day),
        )
    ).one_or_none()
    return StoredPasskey(*row) if row else None


@dataclass(frozen=True, slots=True)
class KnownPasskeys:
    """The ids of an account's passkeys, and the handle they share; None where there is none."""

    credential_ids: tuple[str, ...]
    user_handle: str | None


def known_passkeys(session: Session, account_id: int) -> KnownPasskeys:
    """What a device has to know when it makes another passkey."""
    rows = session.execute(
        select(Passkey.credential_id, Passkey.user_handle)
        .where(Passkey.account_id == account_id)
        .order_by(Passkey.id)
    ).all()
    return KnownPasskeys(
        tuple(row.credential_id for row in rows), rows[0].user_handle if rows else None
    )
