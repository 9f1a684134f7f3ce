"""Signing in and out over rows that can be ended one by one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, delete, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from lms.domain.sign_in import (
    FORGET_AFTER,
    FORGET_IN_ALL,
    SOURCE_WINDOW,
    Failures,
    password_alone_is_refused,
    source_is_spraying,
    source_wait,
    wait_for_account,
)
from lms.models import SecurityLog, SignIn, SignInThrottle
from lms.storage.secret import new_token, token_digest


@dataclass(frozen=True, slots=True)
class Guess:
    """Whether a password may be tried now, and how long to wait where not."""

    wait: timedelta
    refused_for_good: bool

    @property
    def allowed(self) -> bool:
        """Whether to look at the password at all."""
        return not self.wait and not self.refused_for_good


def _keys(login: str, source: str) -> tuple[str, str, str]:
    return f"both:{login}:{source}", f"source:{source}", f"account:{login}"


def note_guess(session: Session, *, login: str, source: str, now: datetime) -> Guess:
    """Count a guess before the password is looked at, so that parallel ones all count.

    A success takes the count back (``forget_guesses``).
    """
    both, by_source, by_account = _keys(login, source)
    _one_at_a_time(session, by_account)
    found = {
        row.key: Failures(row.failures, row.last_failure_at)
        for row in session.execute(
            select(
                SignInThrottle.key, SignInThrottle.failures, SignInThrottle.last_failure_at
            ).where(SignInThrottle.key.in_((both, by_source, by_account)))
        )
    }
    wait = wait_for_account(found.get(both), now)
    if source_is_spraying(found.get(by_source), now):
        wait = max(wait, source_wait())
    guess = Guess(wait, password_alone_is_refused(found.get(by_account), now))
    if guess.allowed:
        _count(session, both, now, forgotten=FORGET_AFTER)
        _count(session, by_source, now, forgotten=SOURCE_WINDOW)
        _count(session, by_account, now, forgotten=FORGET_IN_ALL)
    return guess


def _one_at_a_time(session: Session, key: str) -> None:
    """Let guesses at one account wait for each other; SQLite's one writer does so anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": key}
        )


def _count(session: Session, key: str, now: datetime, *, forgotten: timedelta) -> None:
    """Count one more; what was counted long ago is forgotten first."""
    dialect = session.get_bind().dialect.name
    make = postgresql_insert if dialect == "postgresql" else sqlite_insert
    statement = make(SignInThrottle).values(key=key, failures=1, last_failure_at=now)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=[SignInThrottle.key],
            set_={
                "failures": case(
                    (SignInThrottle.last_failure_at < now - forgotten, 1),
                    else_=SignInThrottle.failures + 1,
                ),
                "last_failure_at": now,
            },
        )
    )


def start_sign_in(
    session: Session, *, account_id: int, login: str, source: str, device: str, now: datetime
) -> str:
    """Open a sign-in after the person has proved who they are; returns its token."""
    both, by_source, by_account = _keys(login, source)
    session.execute(delete(SignInThrottle).where(SignInThrottle.key.in_((both, by_account))))
    session.execute(
        update(SignInThrottle)
        .where(SignInThrottle.key == by_source, SignInThrottle.failures > 0)
        .values(failures=SignInThrottle.failures - 1)
    )
    token = new_token()
    session.execute(
        insert(SignIn).values(
            token_sha256=token_digest(token),
            account_id=account_id,
            device=device[:120],
            created_at=now,
            last_seen_at=now,
            confirmed_at=now,
        )
    )
    note_security(
        session, kind="signed-in", account_id=account_id, source=source, detail="", now=now
    )
    return token


def see_sign_in(session: Session, *, sign_in_id: int, now: datetime) -> None:
    """Note that a sign-in was used; beats do not call this."""
    session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(last_seen_at=now))


def lock_sign_in(session: Session, *, sign_in_id: int, now: datetime) -> None:
    """Lock a device until its person confirms; a lock that stands is left as it is."""
    session.execute(
        update(SignIn)
        .where(SignIn.id == sign_in_id, SignIn.locked_at.is_(None))
        .values(locked_at=now)
    )


def confirm_sign_in(
    session: Session, *, sign_in_id: int, login: str, source: str, now: datetime
) -> None:
    """Unlock a device after its person has proved who they are."""
    both, _, by_account = _keys(login, source)
    session.execute(delete(SignInThrottle).where(SignInThrottle.key.in_((both, by_account))))
    session.execute(
        update(SignIn)
        .where(SignIn.id == sign_in_id)
        .values(locked_at=None, confirmed_at=now, last_seen_at=now)
    )


def end_sign_in(session: Session, *, account_id: int, sign_in_id: int, now: datetime) -> bool:
    """End one sign-in of the account; False where it is not theirs or has ended."""
    ended = session.execute(
        update(SignIn)
        .where(SignIn.id == sign_in_id, SignIn.account_id == account_id, SignIn.ended_at.is_(None))
        .values(ended_at=now)
        .returning(SignIn.id)
    ).first()
    return ended is not None


def end_other_sign_ins(session: Session, *, account_id: int, keep: int, now: datetime) -> int:
    """End every sign-in of the account but ``keep``; returns how many ended."""
    rows = session.execute(
        update(SignIn)
        .where(SignIn.account_id == account_id, SignIn.id != keep, SignIn.ended_at.is_(None))
        .values(ended_at=now)
        .returning(SignIn.id)
    ).all()
    return len(rows)


def note_security(
    session: Session, *, kind: str, account_id: int | None, source: str, detail: str, now: datetime
) -> None:
    """Add a line to the security log; text is cut and kept on one line."""
    line = " ".join("".join(char if char.isprintable() else " " for char in detail).split())
    session.execute(
        insert(SecurityLog).values(
            at=now, kind=kind, account_id=account_id, source=source[:64], detail=line[:300]
        )
    )
