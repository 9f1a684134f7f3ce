"""Taking every second factor from an account whose person lost theirs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from lms.domain.events import SecondFactorReset
from lms.domain.letter import LetterKind
from lms.models import Account, Authenticator, Passkey, Password, RecoveryCode
from lms.queries.second_factor import Factors, factors
from lms.services.ask_for_mail import ask_for_mail
from lms.services.journal import keep_private
from lms.services.note_credential import note
from lms.services.sign_in import end_other_sign_ins, note_security

LONGEST_REASON = 500
_NO_DEVICE = 0


def reset_second_factor(
    session: Session, *, account_id: int, reason: str, by: Actor, source: str, now: datetime
) -> bool:
    """Reset an account's second factor, for a reason that its person reads.

    Every sign-in of the account ends. A password that was too short to stand alone ends as
    well, and its person needs a one-time link; True where it did. Nobody picks a password.

    Raises:
        NotFoundError: there is no such account.
        ForbiddenError: it is the account of the person who acts.
        InvalidError: the reason is empty or too long.
        ConflictError: the account has no second factor.
    """
    if session.get(Account, account_id) is None:
        raise NotFoundError(account=account_id)
    if by.account_id == account_id:
        raise ForbiddenError(account=account_id, reason="nobody resets their own")
    words = " ".join(reason.split())
    if not words or len(words) > LONGEST_REASON:
        raise InvalidError(reason="empty or too long")
    held = factors(session, account_id)
    if not held.has_second:
        raise ConflictError(account=account_id, reason="it has no second factor")
    take_second_factor(session, held, account_id=account_id, words=words, by=by, now=now)
    note_security(
        session,
        kind="second-factor-reset",
        account_id=by.account_id,
        source=source,
        detail=f"account {account_id}",
        now=now,
    )
    return held.short_password


def take_second_factor(
    session: Session, held: Factors, *, account_id: int, words: str, by: Actor, now: datetime
) -> None:
    """Take away what an account holds as second factor, end its sign-ins and tell its person."""
    for table in (Passkey, Authenticator, RecoveryCode):
        session.execute(delete(table).where(table.account_id == account_id))
    if held.short_password:
        session.execute(delete(Password).where(Password.account_id == account_id))
    ended = end_other_sign_ins(session, account_id=account_id, keep=_NO_DEVICE, now=now)
    event = SecondFactorReset(
        account_id=account_id,
        sign_ins=ended,
        password_ended=held.short_password,
        reason_digest=keep_private(session, words),
    )
    whose = "The server's operator" if by.is_system else "An administrator"
    what = f"{whose} reset your second factor"
    seq = note(session, event, account_id=account_id, what=what, detail=words, by=by, now=now)
    ask_for_mail(
        session,
        kind=LetterKind.SECOND_FACTOR_RESET,
        key=f"second-factor-reset:{seq}",
        account_id=account_id,
        facts={"at": now.isoformat(), "reason": words},
        now=now,
    )
