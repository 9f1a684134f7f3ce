"""Completing a year after its last day, and the year for which such work counts.

The policy asks the hours of each calendar year (IV.E), and who is short on its last day is late.
Being late ends by doing it: the year is opened once more for that member, and what they work
then in its modules counts for that year, late, and for no other one. Nothing else moves: every
other minute counts in the year in which it was worked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from lms.domain.credit import Posting
from lms.domain.requirement import Period, PeriodKind, period_of

LATE_YEARS = 2
"""How many years before the running one can be completed late on the screen."""


class LateState(StrEnum):
    """What a member's past year is to whoever would complete it now."""

    RUNNING = "running"
    TOO_OLD = "too-old"
    NOT_OWED = "not-owed"
    EXCUSED = "excused"
    COMPLETE = "complete"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class PastYear:
    """What the records say of a member and a year.

    Attributes:
        owed: whether they had the duty and served on the year's last day.
        excused: whether a memo excused them on that day.
        lacking: whether time or a lesson of the year is missing.
        modules_open: how many modules that were due in it are not passed.
    """

    period: Period
    owed: bool
    excused: bool
    lacking: bool
    modules_open: int


def late_state(year: PastYear, day: date) -> LateState:
    """Whether a year can be completed late on ``day``, or why not.

    A year that was closed can: the signature stays what it was, and the completion comes after
    it. One that is excused is owed no more, so it is not offered.
    """
    if day <= year.period.ends_on:
        return LateState.RUNNING
    if year.period.ends_on < earliest_end(day):
        return LateState.TOO_OLD
    if not year.owed:
        return LateState.NOT_OWED
    if year.excused:
        return LateState.EXCUSED
    return LateState.OPEN if year.lacking or year.modules_open else LateState.COMPLETE


def earliest_end(day: date) -> date:
    """The last day of the oldest year that can be completed late on ``day``."""
    return date(day.year - LATE_YEARS, 12, 31)


def year_of_work(year: PastYear, day: date, *, opened: bool) -> date | None:
    """The first day of the late year for which time counts that is posted on ``day``.

    None, which is the year in which it was worked, where nobody opened the year for the member,
    and from the moment it lacks nothing more: what it does not need, the running year keeps.
    """
    is_open = opened and late_state(year, day) is LateState.OPEN
    return year.period.starts_on if is_open and year.lacking else None


def for_late_year(postings: Iterable[Posting], late_for: date | None) -> tuple[Posting, ...]:
    """Let postings count for a late year; what was worked in that year itself was in time.

    Args:
        late_for: the first day of the calendar year, or None.
    """
    return tuple(
        replace(each, late_for=late_for)
        if late_for is not None and each.earned_on.year > late_for.year
        else each
        for each in postings
    )


def period_counted(kind: PeriodKind, earned_on: date, late_for: date | None) -> Period:
    """The period for which seconds count: a training year knows only when they were worked."""
    if late_for is not None and kind is PeriodKind.CALENDAR_YEAR:
        return period_of(kind, late_for)
    return period_of(kind, earned_on)


def day_reached(in_time: int, late: Mapping[date, int], asked: int) -> date | None:
    """The day on which late seconds brought a year to what it asks.

    None where the seconds of the year itself were enough, or all together are not.
    """
    total = in_time
    if total >= asked:
        return None
    for day, seconds in sorted(late.items()):
        total += seconds
        if total >= asked:
            return day
    return None
