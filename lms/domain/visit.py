"""Visits: what the time between two statements of duty came to, page by page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from types import MappingProxyType

from lms.domain.requirement import Period
from lms.domain.seat_clock import WhyNot


@dataclass(frozen=True, slots=True)
class Span:
    """The moments of a period's local days, in milliseconds since 1970; the end is not in it."""

    from_ms: int
    until_ms: int

    @classmethod
    def of(cls, period: Period, zone: tzinfo) -> Span:
        """From the first midnight of a period to the one after its last day."""
        after = period.ends_on + timedelta(days=1)
        first, until = (
            int(datetime.combine(day, time(), zone).timestamp() * 1000)
            for day in (period.starts_on, after)
        )
        return cls(first, until)

    def holds(self, at_ms: int) -> bool:
        """Whether a moment is in it."""
        return self.from_ms <= at_ms < self.until_ms

    def nearest(self, at_ms: int) -> int:
        """A moment, or the nearest one in it."""
        return min(max(at_ms, self.from_ms), self.until_ms - 1)

    def part(self, from_ms: int, seconds: int) -> tuple[int, int]:
        """Of whole seconds from a moment on, those that began in it: as the ledger splits days."""
        begun = [-(-(edge - from_ms) // 1000) for edge in (self.from_ms, self.until_ms)]
        first, until = (min(max(each, 0), seconds) for each in begun)
        return from_ms + first * 1000, until - first


@dataclass(frozen=True, slots=True)
class Seen:
    """One record of a page, as far as a visit's account needs it.

    Attributes:
        missed_seconds: what passed since the page was last heard of and did not count.
        regained_seconds: what counted of a gap that an earlier record had left open.
        worked: whether it was an answer, "next" or a submission.
        beats: how many records it stands for; more than one once they were summed.
    """

    unit: str
    page: str
    limb: str
    first_ms: int
    last_ms: int
    expected_seconds: int
    seconds: int
    missed: Mapping[WhyNot, int]
    regained_seconds: int
    no_signal: bool
    worked: bool
    beats: int = 1


@dataclass(frozen=True, slots=True)
class PageAccount:
    """What one page counted in a visit, and why other time on it was not counted.

    Attributes:
        missed: seconds that passed without being counted, by reason; only whole seconds.
    """

    unit: str
    page: str
    limb: str
    expected_seconds: int
    seconds: int
    missed: Mapping[WhyNot, int]
    no_signal: bool
    worked: bool
    first_ms: int
    last_ms: int
    beats: int

    @property
    def missed_seconds(self) -> int:
        """Everything that passed and was not counted."""
        return sum(self.missed.values())


def seen_beat(  # noqa: PLR0913 - a record has this many columns
    *,
    unit: str,
    page: str,
    limb: str,
    served_ms: int,
    at_ms: int,
    expected_seconds: int,
    intervals: Iterable[Sequence[int]],
    why_not: str | None,
    no_signal: bool,
    worked: bool,
) -> Seen:
    """One stored record; its interval runs from ``served_ms`` to ``at_ms``."""
    parts = [(int(first), int(seconds)) for first, seconds in intervals]
    own = sum(seconds for first, seconds in parts if first + seconds * 1000 > served_ms)
    regained = sum(seconds for _, seconds in parts) - own
    missed: dict[WhyNot, int] = {}
    if why_not is not None and why_not != WhyNot.UNDER_A_SECOND:
        missed[WhyNot(why_not)] = max(0, (at_ms - served_ms) // 1000 - own)
    return Seen(
        unit=unit,
        page=page,
        limb=limb,
        first_ms=min(served_ms, at_ms),
        last_ms=at_ms,
        expected_seconds=expected_seconds,
        seconds=own + regained,
        missed=missed,
        regained_seconds=regained,
        no_signal=no_signal,
        worked=worked,
    )


def page_accounts(seen: Iterable[Seen]) -> tuple[PageAccount, ...]:
    """Sum what was seen by page, in the order the pages were first opened."""
    pages: dict[tuple[str, str, str], list[Seen]] = {}
    for each in seen:
        pages.setdefault((each.unit, each.page, each.limb), []).append(each)
    accounts = [_account(key, parts) for key, parts in pages.items()]
    return tuple(sorted(accounts, key=lambda account: (account.first_ms, account.page)))


def _account(key: tuple[str, str, str], parts: Sequence[Seen]) -> PageAccount:
    missed: Counter[WhyNot] = Counter()
    for each in parts:
        missed.update(each.missed)
    missed[WhyNot.GAP_HELD] -= sum(each.regained_seconds for each in parts)
    unit, page, limb = key
    return PageAccount(
        unit=unit,
        page=page,
        limb=limb,
        expected_seconds=max(each.expected_seconds for each in parts),
        seconds=sum(each.seconds for each in parts),
        missed=MappingProxyType({why: count for why, count in missed.items() if count > 0}),
        no_signal=any(each.no_signal for each in parts),
        worked=any(each.worked for each in parts),
        first_ms=min(each.first_ms for each in parts),
        last_ms=max(each.last_ms for each in parts),
        beats=sum(each.beats for each in parts),
    )


def visit_at(starts: Sequence[tuple[int, int]], at_ms: int) -> int | None:
    """The visit that a moment of a sitting belongs to: the latest begun, else the first.

    Args:
        starts: moment and id of each visit to the sitting, in order of time.
    """
    begun = [visit_id for started_ms, visit_id in starts if started_ms <= at_ms]
    if begun:
        return begun[-1]
    return starts[0][1] if starts else None


def counted_seconds(pages: Iterable[PageAccount]) -> int:
    """Everything that pages counted."""
    return sum(page.seconds for page in pages)


def expected_seconds(pages: Iterable[PageAccount]) -> int:
    """The expected time of the pages that were worked on to their end."""
    return sum(page.expected_seconds for page in pages if page.worked)


def missed_seconds(pages: Iterable[PageAccount]) -> Mapping[WhyNot, int]:
    """What passed and was not counted, by reason."""
    missed: Counter[WhyNot] = Counter()
    for page in pages:
        missed.update(page.missed)
    return MappingProxyType(dict(missed))
