"""Signing in: how long a sign-in lives, and how guesses are slowed without locking out.

Failures are counted for an account from one source, for an account from everywhere, and
for a source over all accounts. The delay belongs to account and source together, so that
nobody can lock the chief out from elsewhere; a source that tries many accounts is slowed
as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)
LOCK_AFTER_HIDDEN = timedelta(minutes=5)

FREE_GUESSES = 5
GUESSES_PER_SOURCE = 40
FAILURES_IN_ALL = 100
_LONGEST_DELAY = timedelta(minutes=15)
FORGET_AFTER = timedelta(hours=24)
SOURCE_WINDOW = timedelta(minutes=10)
FORGET_IN_ALL = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Failures:
    """How many failures a key has and when the last one was."""

    count: int
    last_at: datetime


def is_alive(*, created_at: datetime, last_seen_at: datetime, now: datetime) -> bool:
    """Whether a sign-in still holds: not idle for 30 minutes, not older than 12 hours."""
    return now - last_seen_at <= IDLE and now - created_at <= ABSOLUTE


def remembered(failures: Failures | None, now: datetime, window: timedelta = FORGET_AFTER) -> int:
    """Failures that still count: none once ``window`` has passed without another."""
    if failures is None or now - failures.last_at > window:
        return 0
    return failures.count


def wait_for_account(failures: Failures | None, now: datetime) -> timedelta:
    """How long this account has to wait from this source: five free, then doubling delays."""
    count = remembered(failures, now)
    if failures is None or count < FREE_GUESSES:
        return timedelta(0)
    delay = min(timedelta(seconds=2 ** min(count - FREE_GUESSES + 1, 12)), _LONGEST_DELAY)
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
