"""Signing in: how long a sign-in lives, and how guesses are slowed without locking out.

Failures are counted for an account from one source, for an account from everywhere, and
for a source over all accounts. The long delay belongs to account and source together; a
short one, of a minute at most, holds for sources from which the account was never signed
in, so that guesses spread over many of them are slowed and the chief's own station is not.
A source that tries many accounts is slowed as a whole, and an alert says so.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from lms.domain.access import Role, needs_second_factor

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)
LOCK_AFTER_HIDDEN = timedelta(minutes=5)
RECENT_TO_OPEN = timedelta(minutes=10)
RECENT_TO_SEND = timedelta(minutes=25)

FREE_GUESSES = 5
GUESSES_PER_SOURCE = 40
FAILURES_IN_ALL = 100
_LONGEST_DELAY = timedelta(minutes=15)
_LONGEST_DELAY_ELSEWHERE = timedelta(minutes=1)
KNOWN_FOR = timedelta(days=90)
FORGET_AFTER = timedelta(hours=24)
SOURCE_WINDOW = timedelta(minutes=10)
FORGET_IN_ALL = timedelta(days=30)


class Proof(StrEnum):
    """With what a person signed in."""

    PASSWORD = "password"  # noqa: S105 - the word, not one of them
    BOTH_FACTORS = "both-factors"


class ChallengeUse(StrEnum):
    """What a passkey challenge was made for."""

    REGISTER = "register"
    PROVE = "prove"


def login_key(typed: str) -> str:
    """What was typed as badge number or login name, in the one form that is looked up.

    Every spelling that finds the same account has the same key, so that none of them gets
    guesses of its own.
    """
    plain = unicodedata.normalize("NFKC", typed).strip().upper().lower()
    return "".join(char if char.isprintable() else "\ufffd" for char in plain)


def asked_at_sign_in(
    roles: Iterable[Role], *, has_second_factor: bool, short_password: bool
) -> bool:
    """Whether a second factor is asked before anything else opens.

    A password of fewer than 15 characters never opens anything alone. Officers who set up a
    second factor, which is their own choice, are asked each time; people who need one for
    other pages are asked there, and not for their own training.
    """
    own_choice = has_second_factor and not needs_second_factor(roles)
    return short_password or own_choice


@dataclass(frozen=True, slots=True)
class Failures:
    """How many failures a key has and when the last one was."""

    count: int
    last_at: datetime


def is_alive(*, created_at: datetime, last_seen_at: datetime, now: datetime) -> bool:
    """Whether a sign-in still holds: not idle for 30 minutes, not older than 12 hours."""
    return now - last_seen_at <= IDLE and now - created_at <= ABSOLUTE


def is_recent(*, confirmed_at: datetime, now: datetime, sending: bool) -> bool:
    """Whether a person proved who they are recently enough for an act that asks for it.

    A page that leads to such an act asks after ten minutes; what it sends is taken for a
    quarter of an hour more, so that a form opened in time can be filled in and sent.
    """
    return now - confirmed_at <= (RECENT_TO_SEND if sending else RECENT_TO_OPEN)


def remembered(failures: Failures | None, now: datetime, window: timedelta = FORGET_AFTER) -> int:
    """Failures that still count: none once ``window`` has passed without another."""
    if failures is None or now - failures.last_at > window:
        return 0
    return failures.count


def wait_for_account(failures: Failures | None, now: datetime) -> timedelta:
    """How long this account has to wait from this source: five free, then doubling delays."""
    return _wait(failures, now, longest=_LONGEST_DELAY)


def wait_elsewhere(
    failures: Failures | None, now: datetime, *, known_since: datetime | None
) -> timedelta:
    """How long this account has to wait from a source that it was never signed in from.

    Args:
        failures: those of the account from everywhere.
        known_since: when the account was last signed in from this source.
    """
    if known_since is not None and now - known_since <= KNOWN_FOR:
        return timedelta(0)
    return _wait(failures, now, longest=_LONGEST_DELAY_ELSEWHERE)


def _wait(failures: Failures | None, now: datetime, *, longest: timedelta) -> timedelta:
    count = remembered(failures, now)
    if failures is None or count < FREE_GUESSES:
        return timedelta(0)
    delay = min(timedelta(seconds=2 ** min(count - FREE_GUESSES + 1, 12)), longest)
    return max(timedelta(0), failures.last_at + delay - now)


def source_is_spraying(failures: Failures | None, now: datetime) -> bool:
    """Whether one source failed so often within ten minutes that it is slowed as a whole."""
    return remembered(failures, now, SOURCE_WINDOW) >= GUESSES_PER_SOURCE


def source_wait() -> timedelta:
    """How long a spraying source is told to wait."""
    return SOURCE_WINDOW


def password_alone_is_refused(failures: Failures | None, now: datetime) -> bool:
    """After 100 failures in all a password alone opens nothing; links and passkeys still do."""
    return remembered(failures, now, FORGET_IN_ALL) >= FAILURES_IN_ALL
