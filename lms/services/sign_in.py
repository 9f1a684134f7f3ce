"""Signing in and out over rows that can be ended one by one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, delete, insert, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from lms.domain.sign_in import (
    FAILURES_IN_ALL,
    FORGET_AFTER,
    FORGET_IN_ALL,
    GUESSES_PER_SOURCE,
    SOURCE_WINDOW,
    Failures,
    Proof,
    asked_at_sign_in,
    password_alone_is_refused,
    remembered,
    source_is_spraying,
    source_wait,
    wait_elsewhere,
    wait_for_account,
)
from lms.models import Password, SecurityLog, SignIn, SignInThrottle
from lms.queries.second_factor import has_second_factor
from lms.queries.signed_in import roles_of
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
    known = _known(login, source)
    _one_at_a_time(session, by_account)
    found = {
        row.key: Failures(row.failures, row.last_failure_at)
        for row in session.execute(
            select(
                SignInThrottle.key, SignInThrottle.failures, SignInThrottle.last_failure_at
            ).where(SignInThrottle.key.in_((both, by_source, by_account, known)))
        )
    }
    wait = max(
        wait_for_account(found.get(both), now),
        wait_elsewhere(
            found.get(by_account),
            now,
            known_since=found[known].last_at if known in found else None,
        ),
    )
    if source_is_spraying(found.get(by_source), now):
        wait = max(wait, source_wait())
    guess = Guess(wait, password_alone_is_refused(found.get(by_account), now))
    if guess.allowed:
        _count(session, both, now, forgotten=FORGET_AFTER)
        _count(session, by_source, now, forgotten=SOURCE_WINDOW)
        _count(session, by_account, now, forgotten=FORGET_IN_ALL)
        if remembered(found.get(by_source), now, SOURCE_WINDOW) + 1 == GUESSES_PER_SOURCE:
            _alert(session, "alert-spraying", source, f"{GUESSES_PER_SOURCE} guesses", now)
        if remembered(found.get(by_account), now, FORGET_IN_ALL) + 1 == FAILURES_IN_ALL:
            _alert(session, "alert-password-refused", source, login, now)
    return guess


def _known(login: str, source: str) -> str:
    """Under which key stands that an account was signed in from a source."""
    return f"known:{login}:{source}"


def _alert(session: Session, kind: str, source: str, detail: str, now: datetime) -> None:
    """Say once that somebody guesses on purpose."""
    note_security(session, kind=kind, account_id=None, source=source, detail=detail, now=now)


def _one_at_a_time(session: Session, key: str) -> None:
    """Let guesses at one account wait for each other; SQLite's one writer does so anyway."""
    if _on_postgresql(session):
        session.execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": key}
        )


def _count(session: Session, key: str, now: datetime, *, forgotten: timedelta) -> None:
    """Count one more; what was counted long ago is forgotten first."""
    make = postgresql_insert if _on_postgresql(session) else sqlite_insert
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


def count_source(session: Session, *, what: str, source: str, now: datetime) -> int:
    """Count something that one source did; returns how often within ten quiet minutes."""
    key = f"{what}:{source}"
    _count(session, key, now, forgotten=SOURCE_WINDOW)
    found = select(SignInThrottle.failures).where(SignInThrottle.key == key)
    return int(session.execute(found).scalar_one())


def forget_guesses(session: Session, *, login: str, source: str) -> None:
    """Take a right guess back from the counts of its account, and once from its source's."""
    both, by_source, by_account = _keys(login, source)
    session.execute(delete(SignInThrottle).where(SignInThrottle.key.in_((both, by_account))))
    session.execute(
        update(SignInThrottle)
        .where(SignInThrottle.key == by_source, SignInThrottle.failures > 0)
        .values(failures=SignInThrottle.failures - 1)
    )


def forget_account_guesses(session: Session, *, keys: Iterable[str]) -> None:
    """Forget what was counted against an account from everywhere, under all of its keys."""
    for key in keys:
        session.execute(
            delete(SignInThrottle).where(
                or_(
                    SignInThrottle.key == f"account:{key}",
                    SignInThrottle.key.startswith(f"both:{key}:", autoescape=True),
                )
            )
        )


def start_sign_in(
    session: Session,
    *,
    account_id: int,
    login: str | None,
    source: str,
    device: str,
    proof: Proof = Proof.PASSWORD,
    now: datetime,
) -> str:
    """Open a sign-in after the person has proved who they are; returns its token.

    A password that is not enough for this account (``owes_second_factor``) opens one that
    leads nowhere before the second factor was shown.

    Args:
        login: under which the guess was counted; None where nothing was guessed.
    """
    if login is not None:
        forget_guesses(session, login=login, source=source)
        _know_source(session, login=login, source=source, now=now)
    token = new_token()
    both = proof is Proof.BOTH_FACTORS
    session.execute(
        insert(SignIn).values(
            token_sha256=token_digest(token),
            account_id=account_id,
            device=device[:120],
            created_at=now,
            last_seen_at=now,
            confirmed_at=now,
            second_factor_at=now if both else None,
            owes_second_factor=not both and _owes_second_factor(session, account_id, now),
        )
    )
    note_security(
        session, kind="signed-in", account_id=account_id, source=source, detail=proof, now=now
    )
    return token


def _know_source(session: Session, *, login: str, source: str, now: datetime) -> None:
    """Remember that an account was signed in from a source; it is no stranger there."""
    make = postgresql_insert if _on_postgresql(session) else sqlite_insert
    statement = make(SignInThrottle).values(
        key=_known(login, source), failures=0, last_failure_at=now
    )
    session.execute(
        statement.on_conflict_do_update(
            index_elements=[SignInThrottle.key], set_={"last_failure_at": now}
        )
    )


def _on_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def _owes_second_factor(session: Session, account_id: int, now: datetime) -> bool:
    short = select(Password.short).where(Password.account_id == account_id)
    return asked_at_sign_in(
        roles_of(session, account_id, now),
        has_second_factor=has_second_factor(session, account_id),
        short_password=bool(session.execute(short).scalar()),
    )


def show_second_factor(
    session: Session,
    *,
    sign_in_id: int,
    account_id: int,
    source: str,
    key: str | None = None,
    now: datetime,
) -> str:
    """Note that a second factor was shown on a device; returns the token that replaces its own.

    Args:
        key: under which guesses at it were counted, where it can be guessed.
    """
    if key is not None:
        forget_guesses(session, login=key, source=source)
    token = new_token()
    note_security(
        session,
        kind="second-factor-shown",
        account_id=account_id,
        source=source,
        detail="",
        now=now,
    )
    session.execute(
        update(SignIn)
        .where(SignIn.id == sign_in_id)
        .values(
            token_sha256=token_digest(token),
            second_factor_at=now,
            confirmed_at=now,
            last_seen_at=now,
            locked_at=None,
        )
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
    """Note that the person of a device has just proved who they are; it opens a locked one."""
    forget_guesses(session, login=login, source=source)
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
