"""How counted seconds become entries of the ledger, and how entries become minutes.

Seconds belong to the local day they were worked on, and count in its year, or late for one
before it (``lms.domain.late_year``). Balances are sums of entries and are
rounded down to minutes once, when they are shown or judged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from types import MappingProxyType

from lms.domain.errors import ConflictError, InvalidError
from lms.domain.requirement import Period
from lms.domain.seat_clock import Interval
from lms.domain.setting import Counting

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class UnevenSecondsError(InvalidError):
    """A posting has no seconds, or does only one of: it subtracts, it reverses an entry."""


class NotLateError(ConflictError):
    """The year is not one that somebody completes late."""


class NotReversibleError(ConflictError):
    """The entry is a reversal, or was reversed before."""


@dataclass(frozen=True, slots=True)
class PageWork:
    """Everything one page counted since the last posting.

    Attributes:
        limb: slug of the limb that the page's time counts toward.
    """

    page: str
    limb: str
    intervals: tuple[Interval, ...]


@dataclass(frozen=True, slots=True, order=True)
class PageDay:
    """Seconds of one page on one local day: a line of ``time`` in the journal's events."""

    page: str
    limb: str
    earned_on: date
    seconds: int


@dataclass(frozen=True, slots=True, order=True)
class Posting:
    """Seconds to be entered for one limb and one local day.

    Attributes:
        late_for: the first day of an earlier calendar year for which they count.

    Raises:
        UnevenSecondsError: if there are no seconds, if a posting that reverses nothing
            subtracts, or if one that reverses an entry adds.
        NotLateError: if they would count for a year that is not before the one they were
            worked in.
    """

    earned_on: date
    limb: str
    seconds: int
    reverses_id: int | None = None
    late_for: date | None = None

    def __post_init__(self) -> None:
        if not self.seconds or (self.reverses_id is not None) != (self.seconds < 0):
            raise UnevenSecondsError(seconds=self.seconds, reverses_id=self.reverses_id)
        if self.late_for is not None and self.late_for.year >= self.earned_on.year:
            raise NotLateError(year=self.late_for.year, earned_on=self.earned_on.isoformat())

    @property
    def counts_from(self) -> date:
        """A day of the calendar year in which they count."""
        return self.late_for or self.earned_on

    def counts_in(self, period: Period) -> bool:
        """Whether they count in a period; one across New Year asks only when they were worked."""
        day = self.counts_from if period.is_calendar_year else self.earned_on
        return period.starts_on <= day <= period.ends_on


@dataclass(frozen=True, slots=True)
class Entry:
    """A posting as the ledger holds it."""

    id: int
    posting: Posting


def local_day(at_ms: int, zone: tzinfo) -> date:
    """The department's date at one moment, in milliseconds since 1970 in UTC."""
    return (_EPOCH + timedelta(milliseconds=at_ms)).astimezone(zone).date()


def seconds_by_day(intervals: Iterable[Interval], zone: tzinfo) -> Mapping[date, int]:
    """Split counted time by the local day it was worked on; the parts sum to the whole.

    A second that midnight cuts belongs to the day in which it began. Lengths are differences
    of UTC, so a day of 23 or 25 hours holds that many.
    """
    days: Counter[date] = Counter()
    for interval in intervals:
        first = local_day(interval.from_ms, zone)
        if first == local_day(interval.until_ms, zone):
            days[first] += interval.seconds
        else:
            begun = range(interval.from_ms, interval.until_ms, 1000)
            days.update(local_day(at_ms, zone) for at_ms in begun)
    return MappingProxyType({day: seconds for day, seconds in sorted(days.items()) if seconds})


def page_days(work: Iterable[PageWork], zone: tzinfo) -> tuple[PageDay, ...]:
    """Sum what pages counted by local day, in order of page, limb and day."""
    sums: Counter[tuple[str, str, date]] = Counter()
    for page in work:
        for earned_on, seconds in seconds_by_day(page.intervals, zone).items():
            sums[page.page, page.limb, earned_on] += seconds
    return tuple(PageDay(*key, seconds) for key, seconds in sorted(sums.items()))


def postings(time: Iterable[PageDay]) -> tuple[Posting, ...]:
    """Sum the time of a lesson or attempt by local day and limb, in that order."""
    sums: Counter[tuple[date, str]] = Counter()
    for part in time:
        sums[part.earned_on, part.limb] += part.seconds
    return tuple(Posting(*key, seconds) for key, seconds in sorted(sums.items()) if seconds)


def reversal(entry: Entry, ledger: Iterable[Entry]) -> Posting:
    """Undo an entry by exactly the opposite seconds, on the day and limb it was entered for.

    Args:
        entry: what is undone.
        ledger: the member's entries.

    Raises:
        NotReversibleError: if the entry is itself a reversal, or one in the ledger reverses it.
    """
    undone = entry.posting
    if undone.reverses_id is not None:
        raise NotReversibleError(entry_id=entry.id, reverses_id=undone.reverses_id)
    for other in ledger:
        if other.posting.reverses_id == entry.id:
            raise NotReversibleError(entry_id=entry.id, reversed_by=other.id)
    return replace(undone, seconds=-undone.seconds, reverses_id=entry.id)


def balance(ledger: Iterable[Entry], period: Period) -> Mapping[str, int]:
    """Seconds by limb that count in one period, reversals included."""
    sums: Counter[str] = Counter()
    for entry in ledger:
        if entry.posting.counts_in(period):
            sums[entry.posting.limb] += entry.posting.seconds
    return MappingProxyType(dict(sorted(sums.items())))


def minutes(seconds: int) -> int:
    """Whole minutes of a sum, rounded down; for sums only, never for their parts."""
    return seconds // 60


def lesson_seconds(counting: Counting, *, nominal_seconds: int, verified_seconds: int) -> int:
    """Seconds that a completed lesson counts, by the chief's choice.

    Rated counts the lesson's nominal time once three quarters of it were verified. Below
    that it counts what was verified, so that no choice takes away time that was worked.
    """
    is_rated = counting is Counting.RATED and nominal_seconds > 0
    if is_rated and verified_seconds * 4 >= nominal_seconds * 3:
        return nominal_seconds
    return verified_seconds


def lesson_postings(
    time: Iterable[PageDay],
    counting: Counting,
    *,
    nominal_seconds: int,
    limb: str,
    completed_on: date,
) -> tuple[Posting, ...]:
    """What a completed lesson enters in the ledger.

    Measured: its verified seconds, by limb and local day. Rated: its nominal seconds on the
    day of completion, where three quarters of them were verified, else as measured.
    """
    measured = postings(time)
    verified = sum(posting.seconds for posting in measured)
    credited = lesson_seconds(counting, nominal_seconds=nominal_seconds, verified_seconds=verified)
    if counting is Counting.MEASURED or credited == verified:
        return measured
    return (Posting(completed_on, limb, credited),)
