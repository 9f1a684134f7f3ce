"""A clock that a test sets."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

MONDAY_MORNING = datetime(2027, 3, 1, 15, 0, tzinfo=UTC)
"""Ten o'clock in Haverhill, on a day when nothing changes: no new year, no change of clocks."""


class Clock:
    """Stands still until it is told otherwise; ``running`` lets it follow real seconds.

    Give it to a ``Database`` or to ``create_app`` as their clock.
    """

    def __init__(self, now: datetime = MONDAY_MORNING, *, running: bool = False) -> None:
        self._running = running
        self.now = now

    @property
    def now(self) -> datetime:
        """The moment it shows; may be set."""
        elapsed = time.monotonic() - self._since if self._running else 0.0
        return self._set_to + timedelta(milliseconds=int(elapsed * 1000))

    @now.setter
    def now(self, moment: datetime) -> None:
        self._set_to = moment.astimezone(UTC)
        self._since = time.monotonic()

    def advance(self, *, seconds: int = 0, minutes: int = 0, days: int = 0) -> datetime:
        """Go forward (or, with negative numbers, back) and return the new moment."""
        self.now += timedelta(seconds=seconds, minutes=minutes, days=days)
        return self.now

    def __call__(self) -> datetime:
        return self.now
