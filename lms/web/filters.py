"""How values are written on pages: dates, times, minutes, counts."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import Flask

from lms.domain.credit import minutes
from lms.web.department import settings


def install(app: Flask) -> None:
    """Give the templates their filters."""
    for view in (day, clock, moment, minutes, clock_time, plural, counted, decided):
        app.add_template_filter(view)


def _local(value: datetime) -> datetime:
    found = settings()
    return value.astimezone(found.zone if found else ZoneInfo("UTC"))


def day(value: date | datetime) -> str:
    """``November 24, 2026``; a moment is first brought to the department's zone."""
    local = _local(value) if isinstance(value, datetime) else value
    return f"{local:%B} {local.day}, {local.year}"


def clock(value: datetime) -> str:
    """``14:02`` in the department's zone."""
    return f"{_local(value):%H:%M}"


def clock_time(value: datetime) -> str:
    """``14:02:09 EST`` in the department's zone, for records."""
    return f"{_local(value):%H:%M:%S %Z}"


def moment(value: datetime) -> str:
    """``November 24, 2026, 14:02``."""
    return f"{day(value)}, {clock(value)}"


def plural(count: int, one: str, many: str = "") -> str:
    """``1 minute``, ``2 minutes``."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def counted(count: int, one: str, many: str = "") -> str:
    """``1 minute``, ``1,843 minutes``: for numbers that may be large."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def decided(value: object) -> str:
    """A setting's value as people say it."""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
