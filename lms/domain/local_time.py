"""A wall clock's time on a day as a moment; the nights when clocks change are asked about."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from lms.domain.errors import InvalidError


class Turn(StrEnum):
    """Which of the two hours is meant in the night when clocks are set back."""

    FIRST = "first"
    SECOND = "second"


class NoSuchTimeError(InvalidError):
    """Clocks were set forward over this time: it did not exist that night."""


class TwiceError(InvalidError):
    """Clocks were set back: this time came twice that night, and nobody said which is meant."""


def moment_of(day: date, clock: time, zone: tzinfo, turn: Turn | None = None) -> datetime:
    """The moment in UTC at which a wall clock showed ``clock`` on ``day``.

    Args:
        turn: which one, where the time came twice; ignored on every other night.

    Raises:
        NoSuchTimeError: the clock never showed it.
        TwiceError: it showed it twice and ``turn`` is None.
    """
    first, second = (
        datetime.combine(day, clock, tzinfo=zone).replace(fold=fold) for fold in (0, 1)
    )
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != first.replace(tzinfo=None):
        raise NoSuchTimeError(day=day, clock=clock)
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    if turn is None:
        raise TwiceError(day=day, clock=clock)
    return (first if turn is Turn.FIRST else second).astimezone(UTC)


def span_of(
    day: date, starts: time, ends: time, zone: tzinfo, turn: Turn | None = None
) -> tuple[datetime, datetime]:
    """From one wall-clock time on ``day`` to another, on the next day where it is earlier.

    Raises:
        NoSuchTimeError: as ``moment_of``.
        TwiceError: as ``moment_of``; ``turn`` is about whichever of the two came twice.
    """
    last = day if ends > starts else day + timedelta(days=1)
    return moment_of(day, starts, zone, turn), moment_of(last, ends, zone, turn)


def in_words(day: date) -> str:
    """``November 24, 2026``."""
    return f"{day:%B} {day.day}, {day.year}"
