"""Authenticator apps and recovery codes: setting them up, using them, taking them away."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.errors import ConflictError
from lms.domain.events import CredentialRemoved
from lms.models import Authenticator, RecoveryCode
from lms.queries.second_factor import factors
from lms.services.note_credential import note, note_removed, note_set
from lms.storage.one_time_code import matching_step, new_recovery_code, plain_recovery_code
from lms.storage.seal import Seal
from lms.storage.secret import token_digest

RECOVERY_CODES = 10
_APP = "authenticator app"


def bound_to(account_id: int) -> str:
    """What the sealed secret of an account is bound to, so that rows cannot change places."""
    return f"authenticator:{account_id}"


def set_up_authenticator(
    session: Session,
    *,
    account_id: int,
    secret: str,
    step: int,
    seal: Seal,
    by: Actor,
    now: datetime,
) -> None:
    """Keep the secret of an app whose first code (of ``step``) was right; an older app ends."""
    session.execute(delete(Authenticator).where(Authenticator.account_id == account_id))
    session.execute(
        insert(Authenticator).values(
            account_id=account_id,
            sealed_secret=seal.close(secret, bound_to=bound_to(account_id)),
            last_step=step,
            created_at=now,
        )
    )
    note_set(session, account_id=account_id, credential=_APP, how="set up", by=by, now=now)


def use_code(session: Session, *, account_id: int, typed: str, seal: Seal, now: datetime) -> bool:
    """Use a code of the app, or a recovery code; True where it was right and unused.

    Raises:
        SealedElsewhereError: the app's secret was sealed under another installation secret.
    """
    return _use_app(
        session, account_id=account_id, typed=typed, seal=seal, now=now
    ) or _use_recovery(session, account_id=account_id, typed=typed, now=now)


def _use_app(session: Session, *, account_id: int, typed: str, seal: Seal, now: datetime) -> bool:
    """Check a code; the step it belongs to is spent in the same statement that looks at it.

    After the installation's secret was rotated, the first right code seals the app's anew.
    """
    sealed = session.execute(
        select(Authenticator.sealed_secret).where(Authenticator.account_id == account_id)
    ).scalar()
    if sealed is None or len(plain_recovery_code(typed)) > 6:  # noqa: PLR2004 - a recovery code
        return False
    secret = seal.open(sealed, bound_to=bound_to(account_id))
    step = matching_step(secret, typed, now=now)
    if step is None:
        return False
    if not seal.is_current(sealed):
        sealed = seal.close(secret, bound_to=bound_to(account_id))
    spent = session.execute(
        update(Authenticator)
        .where(Authenticator.account_id == account_id, Authenticator.last_step < step)
        .values(last_step=step, sealed_secret=sealed)
        .returning(Authenticator.account_id)
    ).first()
    return spent is not None


def _use_recovery(session: Session, *, account_id: int, typed: str, now: datetime) -> bool:
    digest = token_digest(plain_recovery_code(typed))
    spent = session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.sha256 == digest,
            RecoveryCode.account_id == account_id,
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
        .returning(RecoveryCode.sha256)
    ).first()
    if spent is None:
        return False
    event = CredentialRemoved(account_id=account_id, credential="recovery code")
    words = "A recovery code was used"
    note(session, event, account_id=account_id, what=words, by=Actor(account_id), now=now)
    return True


def make_recovery_codes(
    session: Session, *, account_id: int, by: Actor, now: datetime
) -> tuple[str, ...]:
    """Make ten codes in place of all earlier ones; they are returned once and stored nowhere.

    Raises:
        ConflictError: the account has no second factor that they could stand in for.
    """
    if not factors(session, account_id).has_second:
        raise ConflictError(account=account_id, reason="it has no second factor")
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    codes = tuple(new_recovery_code() for _ in range(RECOVERY_CODES))
    session.execute(
        insert(RecoveryCode),
        [
            {
                "sha256": token_digest(plain_recovery_code(code)),
                "account_id": account_id,
                "created_at": now,
                "used_at": None,
            }
            for code in codes
        ],
    )
    note_set(
        session,
        account_id=account_id,
        credential="set of recovery codes",
        how="made",
        by=by,
        now=now,
    )
    return codes


def remove_authenticator(session: Session, *, account_id: int, by: Actor, now: datetime) -> None:
    """Take the app away.

    Raises:
        ConflictError: there is none, or the password is too short to stand alone.
    """
    refuse_to_strand(session, account_id=account_id)
    gone = session.execute(
        delete(Authenticator)
        .where(Authenticator.account_id == account_id)
        .returning(Authenticator.account_id)
    ).first()
    if gone is None:
        raise ConflictError(account=account_id, reason="it has no authenticator app")
    note_removed(session, account_id=account_id, credential=_APP, by=by, now=now)
    drop_unneeded_codes(session, account_id=account_id)


def refuse_to_strand(session: Session, *, account_id: int) -> None:
    """Refuse to take the last second factor from an account whose password needs one.

    Raises:
        ConflictError: its password is shorter than one that stands alone.
    """
    held = factors(session, account_id)
    if held.short_password and held.count == 1:
        raise ConflictError(account=account_id, reason="its password is too short to stand alone")


def drop_unneeded_codes(session: Session, *, account_id: int) -> None:
    """Recovery codes end with the last second factor they could stand in for."""
    if not factors(session, account_id).has_second:
        session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
