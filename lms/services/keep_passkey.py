"""Passkeys and the challenges they answer."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.errors import ConflictError, InvalidError, NotFoundError
from lms.domain.sign_in import ChallengeUse
from lms.models import Passkey, PasskeyChallenge
from lms.services.note_credential import note_removed, note_set
from lms.services.set_up_authenticator import drop_unneeded_codes, refuse_to_strand
from lms.storage.passkeys import NewPasskey
from lms.storage.secret import token_digest

CHALLENGE_LIFE = timedelta(minutes=5)
LONGEST_NAME = 60
_MOST = 20


def keep_challenge(
    session: Session,
    *,
    challenge: str,
    use: ChallengeUse,
    account_id: int | None = None,
    now: datetime,
) -> None:
    """Keep a challenge until its one answer or for five minutes; older ones go."""
    session.execute(delete(PasskeyChallenge).where(PasskeyChallenge.expires_at < now))
    session.execute(
        insert(PasskeyChallenge).values(
            sha256=token_digest(challenge),
            use=use,
            account_id=account_id,
            expires_at=now + CHALLENGE_LIFE,
        )
    )


def spend_challenge(
    session: Session,
    *,
    challenge: str,
    use: ChallengeUse,
    account_id: int | None = None,
    now: datetime,
) -> bool:
    """Spend a challenge, whatever becomes of the answer; False where it is spent or too old."""
    spent = session.execute(
        delete(PasskeyChallenge)
        .where(
            PasskeyChallenge.sha256 == token_digest(challenge),
            PasskeyChallenge.use == use,
            PasskeyChallenge.account_id.is_not_distinct_from(account_id),
            PasskeyChallenge.expires_at >= now,
        )
        .returning(PasskeyChallenge.sha256)
    ).first()
    return spent is not None


def keep_passkey(
    session: Session, *, account_id: int, made: NewPasskey, name: str, by: Actor, now: datetime
) -> None:
    """Keep a new passkey of an account under a name that its person chose.

    Raises:
        InvalidError: the name is empty, or there are too many.
        ConflictError: the passkey is kept already.
    """
    words = " ".join("".join(char if char.isprintable() else " " for char in name).split())
    if not words or len(words) > LONGEST_NAME:
        raise InvalidError(name="empty or too long")
    held = session.execute(select(Passkey.id).where(Passkey.account_id == account_id)).all()
    if len(held) >= _MOST:
        raise InvalidError(passkeys=len(held), reason="too many")
    known = select(Passkey.id).where(Passkey.credential_id == made.credential_id)
    if session.execute(known).first():
        raise ConflictError(reason="this passkey is kept already")
    session.execute(
        insert(Passkey).values(
            account_id=account_id,
            credential_id=made.credential_id,
            public_key=made.public_key,
            user_handle=made.user_handle,
            sign_count=made.sign_count,
            name=words,
            created_at=now,
        )
    )
    note_set(session, account_id=account_id, credential="passkey", how=words, by=by, now=now)


def use_passkey(session: Session, *, passkey_id: int, sign_count: int, now: datetime) -> bool:
    """Note a use and the count that came with it; False where another use overtook it."""
    used = session.execute(
        update(Passkey)
        .where(Passkey.id == passkey_id, Passkey.sign_count <= sign_count)
        .values(sign_count=sign_count, last_used_at=now)
        .returning(Passkey.id)
    ).first()
    return used is not None


def remove_passkey(
    session: Session, *, account_id: int, passkey_id: int, by: Actor, now: datetime
) -> None:
    """Take a passkey of the account away.

    Raises:
        NotFoundError: it is not theirs, or there is none.
        ConflictError: the password is too short to stand alone.
    """
    own = select(Passkey.id).where(Passkey.id == passkey_id, Passkey.account_id == account_id)
    if session.execute(own).first() is None:
        raise NotFoundError(passkey=passkey_id)
    refuse_to_strand(session, account_id=account_id)
    session.execute(delete(Passkey).where(Passkey.id == passkey_id))
    note_removed(session, account_id=account_id, credential="passkey", by=by, now=now)
    drop_unneeded_codes(session, account_id=account_id)
