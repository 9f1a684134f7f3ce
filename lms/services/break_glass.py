"""The way back in when no administrator is left, which nobody can use unseen."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from lms.domain.access import SYSTEM, Role
from lms.domain.errors import InvalidError
from lms.domain.events import GlassBroken
from lms.models import SignIn
from lms.queries.second_factor import factors
from lms.queries.signed_in import roles_of
from lms.services.journal import keep_private, record
from lms.services.open_account import RESET_LINK, grant_role, make_sign_in_link
from lms.services.reset_second_factor import take_second_factor
from lms.services.sign_in import note_security


def break_glass(session: Session, *, account_id: int, reason: str, now: datetime) -> str:
    """Make somebody administrator who can sign in anew; returns a one-time link's token.

    A second factor of the account is taken away: whoever lost it could not come in with a
    password alone, and whoever holds it may be the reason.

    The act is in the journal before anything else is done, in the same transaction, and is
    shown on the first pages of administration and accreditation.

    Raises:
        InvalidError: no reason is given.
    """
    if not reason.strip():
        raise InvalidError(reason="breaking the glass needs a reason")
    event = GlassBroken(
        account_id=account_id,
        until=(now + RESET_LINK).isoformat(timespec="seconds"),
        reason_digest=keep_private(session, reason.strip()),
    )
    record(session, event, by=SYSTEM, now=now)
    if Role.ADMINISTRATOR not in roles_of(session, account_id, now):
        grant_role(session, account_id=account_id, role=Role.ADMINISTRATOR, by=SYSTEM, now=now)
    held = factors(session, account_id)
    if held.has_second:
        take_second_factor(
            session, held, account_id=account_id, words=reason.strip(), by=SYSTEM, now=now
        )
    session.execute(
        update(SignIn)
        .where(SignIn.account_id == account_id, SignIn.ended_at.is_(None))
        .values(ended_at=now)
    )
    note_security(
        session,
        kind="glass-broken",
        account_id=account_id,
        source="the server",
        detail="",
        now=now,
    )
    return make_sign_in_link(
        session, account_id=account_id, lifetime=RESET_LINK, by=SYSTEM, now=now
    )
