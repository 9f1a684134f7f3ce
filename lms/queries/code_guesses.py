"""How often a source asked for certificates that do not exist."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.sign_in import Failures
from lms.models import SignInThrottle


def guesses_key(source: str) -> str:
    """Under which the guesses of a source are counted."""
    return f"verify:{source}"


def code_guesses(session: Session, *, source: str) -> Failures | None:
    """The unknown codes counted for a source, or None."""
    row = session.execute(
        select(SignInThrottle.failures, SignInThrottle.last_failure_at).where(
            SignInThrottle.key == guesses_key(source)
        )
    ).one_or_none()
    return Failures(*row) if row else None
