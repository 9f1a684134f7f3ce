"""When people sit down to train: on their shift, or at home, spread over the window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from lms.demonstration.calendar import Calendar
from lms.demonstration.luck import Luck

_ON_SHIFT: Mapping[str, tuple[int, int]] = {
    "Day": (7 * 60 + 40, 13 * 60 + 30),
    "Evening": (15 * 60 + 30, 21 * 60 + 30),
    "Midnight": (23 * 60 + 10, 28 * 60 + 45),
}
"""The earliest and the latest start, in minutes after the midnight before the shift."""

_AT_HOME: Mapping[str, tuple[int, int]] = {
    "Day": (18 * 60 + 30, 21 * 60 + 30),
    "Evening": (9 * 60 + 30, 12 * 60),
    "Midnight": (15 * 60, 19 * 60),
}
_BEFORE_MIDNIGHT = (23 * 60 + 25, 23 * 60 + 45)

_SPANS = ((20, 420), (320, 840), (560, 980), (660, 1000))
"""For each module the part of the window in which it is worked on, in thousandths."""

_APART = timedelta(hours=3)


def starts(
    calendar: Calendar, modules: Sequence[int], at_home: Sequence[bool], shift: str, luck: Luck
) -> Sequence[datetime]:
    """A start for each visit, in order; fewer where the window has no room for all.

    Args:
        modules: of each visit the index of its module.
        at_home: of each visit whether it is on the member's own time.
    """
    if len(modules) > calendar.days:
        return _close_together(calendar, len(modules), luck)
    days = _apart(_wanted_days(calendar, modules, luck), calendar.days)
    found = []
    for number, (day, home) in enumerate(zip(days, at_home, strict=True)):
        earliest, latest = (_AT_HOME if home else _ON_SHIFT)[shift]
        if shift == "Midnight" and number == 0:
            earliest, latest = _BEFORE_MIDNIGHT
        start = calendar.at(day, luck.between(earliest, latest))
        found.append(start + timedelta(seconds=luck.between(0, 59)))
    return [max(calendar.opened, start) for start in found]


def _wanted_days(calendar: Calendar, modules: Sequence[int], luck: Luck) -> list[int]:
    """The days of the visits in order; two may want the same."""
    wanted = []
    for number, module in enumerate(modules):
        first, last = _SPANS[min(module, len(_SPANS) - 1)]
        same = [at for at, each in enumerate(modules) if each == module]
        part = (last - first) // len(same)
        permille = first + part * same.index(number) + luck.between(0, part)
        wanted.append(calendar.days * min(permille, 999) // 1000)
    return sorted(wanted)


def _apart(days: Sequence[int], there_are: int) -> Sequence[int]:
    """The same days moved so that each visit has one of its own."""
    later: list[int] = []
    for day in days:
        later.append(max(day, later[-1] + 1) if later else day)
    apart: list[int] = []
    for day in reversed(later):
        apart.append(min(day, apart[-1] - 1 if apart else there_are - 1))
    return apart[::-1]


def _close_together(calendar: Calendar, count: int, luck: Luck) -> Sequence[datetime]:
    """Visits one after the other, as far as they fit in a window of few days."""
    room = calendar.closed - calendar.opened
    count = max(0, min(count, room // _APART))
    return [
        calendar.opened + room * at // count + timedelta(seconds=luck.between(0, 2700))
        for at in range(count)
    ]
