"""What an administrator does for an account: end its sign-ins, make a one-time link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.errors import ConflictError, NotFoundError
from lms.models import Account, Password, SignIn
from lms.services.open_account import FIRST_LINK, RESET_LINK, make_sign_in_link
from lms.services.sign_in import end_other_sign_ins, note_security


@dataclass(frozen=True, slots=True)
class MadeLink:
    """A one-time link's token and until when it opens; the token is stored nowhere."""

    token: str
    expires_at: datetime


def end_sign_ins(
    session: Session, *, account_id: int, keep: int, by: Actor, source: str, now: datetime
) -> int:
    """End every sign-in of an account from its next request on; returns how many ended.

    Args:
        keep: the administrator's own sign-in, which stays.

    Raises:
        NotFoundError: there is no such account.
    """
    if session.get(Account, account_id) is None:
        raise NotFoundError(account=account_id)
    ended = end_other_sign_ins(session, account_id=account_id, keep=keep, now=now)
    note_security(
        session,
        kind="sign-ins-ended",
        account_id=by.account_id,
        source=source,
        detail=f"account {account_id}: {ended}",
        now=now,
    )
    return ended


def end_everybody(session: Session, *, keep: int, by: Actor, source: str, now: datetime) -> int:
    """End every sign-in but ``keep``, from each one's next request on; returns how many."""
    ended = session.execute(
        update(SignIn)
        .where(SignIn.id != keep, SignIn.ended_at.is_(None))
        .values(ended_at=now)
        .returning(SignIn.id)
    ).all()
    note_security(
        session,
        kind="all-sign-ins-ended",
        account_id=by.account_id,
        source=source,
        detail=str(len(ended)),
        now=now,
    )
    return len(ended)


def make_link(
    session: Session, *, account_id: int, by: Actor, source: str, now: datetime
) -> MadeLink:
    """Make a one-time link: seven days for a first password, half an hour for a new one.

    Raises:
        NotFoundError: there is no such account.
        ConflictError: the account is closed.
    """
    account = session.get(Account, account_id)
    if account is None:
        raise NotFoundError(account=account_id)
    if account.closed_at is not None:
        raise ConflictError(account=account_id, reason="it is closed")
    has_one = session.execute(select(Password.account_id).where(Password.account_id == account_id))
    lifetime = FIRST_LINK if has_one.first() is None else RESET_LINK
    token = make_sign_in_link(session, account_id=account_id, lifetime=lifetime, by=by, now=now)
    note_security(
        session,
        kind="sign-in-link-made",
        account_id=by.account_id,
        source=source,
        detail=f"account {account_id}",
        now=now,
    )
    return MadeLink(token, now + lifetime)
