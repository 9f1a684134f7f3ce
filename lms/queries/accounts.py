"""Accounts as a command names them: by login name or by badge number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.models import Account
from lms.queries.signed_in import credentials, roles_of


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An open account."""

    actor: Actor
    display_name: str
    login: str


def account_named(session: Session, *, login: str, now: datetime) -> AccountRow | None:
    """The open account of a login name, or of a badge number in use today."""
    found = credentials(session, login=login.strip().upper(), day=now.date())
    if found is None:
        return None
    row = session.execute(
        select(Account.member_id, Account.display_name).where(Account.id == found.account_id)
    ).one()
    actor = Actor(found.account_id, row.member_id, roles_of(session, found.account_id, now))
    return AccountRow(actor, row.display_name, login.strip())
