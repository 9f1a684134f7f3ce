"""The days that the demonstration covers: three months back, never before New Year."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_WEEKS_BACK = timedelta(weeks=13)
_BEGINS = time(7)
_SET_UP = timedelta(hours=1)
_LAST_START = timedelta(hours=4)
_LONGEST_DAY = timedelta(hours=22)
"""From the local day's first shift to the latest start of a visit in the night after it."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The window of a history.

    Attributes:
        today: the local day of ``now``.
        founded: when the first setting is decided.
        opened: from when on somebody may sit down to train.
        closed: until when somebody may.
    """

    now: datetime
    zone: ZoneInfo
    founded: datetime
    opened: datetime
    closed: datetime

    @property
    def today(self) -> date:
        """The department's day."""
        return self.now.astimezone(self.zone).date()

    @property
    def first(self) -> date:
        """The local day on which training opens."""
        return self.opened.astimezone(self.zone).date()

    @property
    def days(self) -> int:
        """How many days a visit may be put on; on any of them a night's visit ends in time."""
        last = (self.closed - _LONGEST_DAY).astimezone(self.zone).date()
        return max(0, (last - self.first).days)

    def at(self, day: int, minutes: int) -> datetime:
        """A moment by the clock on the wall: minutes after midnight of a day of the window."""
        local = datetime.combine(self.first + timedelta(days=day), time(), self.zone)
        return (local + timedelta(minutes=minutes)).astimezone(UTC)

    def part(self, permille: int) -> datetime:
        """The moment at so many thousandths of the window."""
        room = int((self.closed - self.opened).total_seconds())
        return self.opened + timedelta(seconds=max(0, room) * permille // 1000)

    def office_hour(self, permille: int) -> datetime:
        """A moment of the training unit's day, about so far into the window."""
        if not self.days:
            return self.part(permille)
        return self.at(self.days * permille // 1000, 9 * 60 + permille % 400)

    def until(self, moment: datetime) -> Calendar:
        """The same window, closed earlier."""
        return replace(self, closed=min(self.closed, moment))

    def due_dates(self) -> tuple[date, ...]:
        """When modules are due: two are past, one is soon, one is late in the year."""
        span = (self.today - self.first).days
        year_end = date(self.today.year, 12, 31)
        return (
            self.first + timedelta(days=span * 45 // 100),
            max(self.first, self.today - timedelta(days=max(1, min(10, span // 4)))),
            min(year_end, self.today + timedelta(days=9)),
            max(self.today, date(self.today.year, 12, 15)),
        )


def calendar(now: datetime, zone: ZoneInfo) -> Calendar:
    """The window that ends at ``now``."""
    today = now.astimezone(zone).date()
    new_year = date(today.year, 1, 1)
    first = datetime.combine(max(new_year, today - _WEEKS_BACK), _BEGINS, zone)
    founded = min(first.astimezone(UTC), now - 2 * _LAST_START)
    midnight = datetime.combine(new_year, time(), zone).astimezone(UTC)
    opened = max(founded + _SET_UP, midnight)
    return Calendar(now, zone, founded, opened, closed=now - _LAST_START)
