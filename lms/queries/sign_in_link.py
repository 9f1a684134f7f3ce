"""The account behind a one-time link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

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
    account_id = session.execute(
        select(SignInLink.account_id)
        .join(Account, Account.id == SignInLink.account_id)
        .where(
            SignInLink.token_sha256 == token_digest(token),
            SignInLink.used_at.is_(None),
            SignInLink.expires_at > now,
            Account.closed_at.is_(None),
        )
    ).scalar()
    if account_id is None:
        return None
    return LinkedAccount(account_id, words_of(session, account_id, now.date()))


def words_of(session: Session, account_id: int, day: date) -> tuple[str, ...]:
    """The words that the password of an account must not hold: badge, login and names."""
    row = session.execute(
        select(Account.login_name, Account.display_name, Account.member_id).where(
            Account.id == account_id
        )
    ).one()
    member = person(session, row.member_id, day) if row.member_id else None
    words = [*row.display_name.split(), row.login_name or ""]
    if member is not None:
        words += [member.badge_number, *member.given_name.split(), *member.family_name.split()]
    return tuple(word for word in words if word)
