"""When the shifts of a department work, as it writes them in one line.

``Days 07:00-15:00; Evenings 15:00-23:00; Nights 23:00-07:00``: a shift's name as on the
roster, when it begins and when it ends. One that ends before it begins crosses midnight.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from lms.domain.errors import InvalidError

_ENTRY = re.compile(r"(?P<name>\S.*?)\s+(?P<begins>\d\d:\d\d)\s*-\s*(?P<ends>\d\d:\d\d)")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Hours:
    """From when to when a shift works, by the clock on the wall."""

    begins: time
    ends: time


OFFICE = Hours(time(8), time(16))
"""When a letter goes to somebody whose shift has no hours."""


def read_shift_hours(text: str) -> Mapping[str, Hours]:
    """The hours of each shift by its name in small letters.

    Raises:
        InvalidError: with the reason, naming the entry.
    """
    found: dict[str, Hours] = {}
    for entry in filter(None, (part.strip() for part in text.split(";"))):
        name, hours = _entry(entry)
        if name in found:
            raise InvalidError(reason=f"{entry!r} names a shift a second time")
        found[name] = hours
    if not found:
        raise InvalidError(reason="no shift is named")
    return found


def _entry(entry: str) -> tuple[str, Hours]:
    parts = _ENTRY.fullmatch(entry)
    if parts is None:
        raise InvalidError(reason=f"{entry!r} is not written like Days 07:00-15:00")
    try:
        hours = Hours(time.fromisoformat(parts["begins"]), time.fromisoformat(parts["ends"]))
    except ValueError as error:
        raise InvalidError(reason=f"{entry!r} has a time that no clock shows") from error
    if hours.begins == hours.ends:
        raise InvalidError(reason=f"{entry!r} ends when it begins")
    return parts["name"].casefold(), hours


def next_at_work(hours: Hours, now: datetime) -> datetime:
    """``now`` where the shift works, or the moment at which it next begins.

    Args:
        now: in the department's zone; the hours are of its clock.
    """
    if _works(hours, now.time()):
        return now
    begins = datetime.combine(now.date(), hours.begins, tzinfo=now.tzinfo)
    return begins if now.time() < hours.begins else begins + _DAY


def _works(hours: Hours, clock: time) -> bool:
    if hours.begins < hours.ends:
        return hours.begins <= clock < hours.ends
    return clock >= hours.begins or clock < hours.ends
