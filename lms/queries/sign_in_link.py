"""The account behind a one-time link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.models import Account, SignInLink
from lms.queries.roster import person
from lms.storage.secret import token_digest


@dataclass(frozen=True, slots=True)
class LinkedAccount:
    """Whose link it is, and the words their password must not hold."""

    account_id: int
    words: tuple[str, ...]


def linked_account(session: Session, *, token: str, now: datetime) -> LinkedAccount | None:
    """The account that an unused link still opens, or None; unknown and spent look alike."""
    row = session.execute(
        select(Account.id, Account.login_name, Account.display_name, Account.member_id)
        .join(SignInLink, SignInLink.account_id == Account.id)
        .where(
            SignInLink.token_sha256 == token_digest(token),
            SignInLink.used_at.is_(None),
            SignInLink.expires_at > now,
        )
    ).one_or_none()
    if row is None:
        return None
    member = person(session, row.member_id, now.date()) if row.member_id else None
    words = [*row.display_name.split(), row.login_name or ""]
    if member is not None:
        words += [member.badge_number, member.given_name, member.family_name]
    return LinkedAccount(row.id, tuple(word for word in words if word))
