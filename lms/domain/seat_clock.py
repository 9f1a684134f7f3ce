"""What a member's clock is made of: beats, the time they close, and why time did not count.

Times are whole milliseconds since 1970 in UTC, credit is whole seconds. ``MemberTime`` and
``PageTime`` are all that is needed to judge the next beat. Both are flat, so that the row of
a beat holds them as they stood after it: the member's latest row and the latest row of the
page are read, one row is inserted, nothing is updated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Kind(StrEnum):
    """What closed an interval.

    ``OPEN`` is sent by a page that comes back into sight, ``LEAVE`` by one that goes out of
    it. The first serving of a page is no beat: its token arrives with the first of them.
    """

    BEAT = "beat"
    ANSWER = "answer"
    NEXT = "next"
    SUBMIT = "submit"
    OPEN = "open"
    LEAVE = "leave"


WORK = frozenset({Kind.ANSWER, Kind.NEXT, Kind.SUBMIT})


class WhyNot(StrEnum):
    """Why a stretch of time, or a part of it, was not counted."""

    UNDER_A_SECOND = "under_a_second"
    ALREADY_COUNTED = "already_counted"
    CLOCK_SET_BACK = "clock_set_back"
    ELSEWHERE = "elsewhere"
    OUT_OF_SIGHT = "out_of_sight"
    GAP_HELD = "gap_held"
    GAP = "gap"
    LONG_GAP = "long_gap"
    IDLE = "idle"
    PAGE_FULL = "page_full"
    NO_SIGNAL = "no_signal"


EXPLANATIONS: Mapping[WhyNot, str] = MappingProxyType(
    {
        WhyNot.UNDER_A_SECOND: "Less than a second had passed; it was added to the next count.",
        WhyNot.ALREADY_COUNTED: "This time had already been counted.",
        WhyNot.CLOCK_SET_BACK: "The server's clock had been set back; nothing could be measured.",
        WhyNot.ELSEWHERE: "Another page was in use at the time; only one page counts at once.",
        WhyNot.OUT_OF_SIGHT: "The page was closed, or hidden behind another tab or app.",
        WhyNot.GAP_HELD: (
            "The connection was lost for up to two minutes. This time is counted when work on "
            "the page goes on, within the page's expected time."
        ),
        WhyNot.GAP: (
            "The connection was lost for up to two minutes. Such time is counted only within "
            "the page's expected time, and only for the page that was in use."
        ),
        WhyNot.LONG_GAP: "Nothing was heard from the page for more than two minutes.",
        WhyNot.IDLE: (
            "The page's expected time had been counted, "
            "and for more than 90 seconds there was no sign of activity."
        ),
        WhyNot.PAGE_FULL: "The page had already counted all the time it can.",
        WhyNot.NO_SIGNAL: (
            "The page was used without JavaScript and counts up to its expected time; "
            "this was beyond it."
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Beat:
    """One message of a page that closes an interval and opens the next.

    Attributes:
        kind: what happened.
        page: key of the page, unique among all pages of the member's sittings.
        served_ms: when the interval opened, from the signed token.
        at_ms: when the server received the beat.
        expected_seconds: how long the page's words and items should take.
        activity: whether the browser saw a sign of activity since its last beat.
        scripted: whether the page's script runs; without it only forms arrive.
        opening: whether the token came with the page itself, not with the answer to a beat.
    """

    kind: Kind
    page: str
    served_ms: int
    at_ms: int
    expected_seconds: int
    activity: bool = False
    scripted: bool = True
    opening: bool = False

    @property
    def works(self) -> bool:
        """Whether somebody was at work: a sign of activity, or an act that needs a person."""
        return self.activity or self.kind in WORK

    @property
    def is_form(self) -> bool:
        """Whether this is a form sent by a page without a script."""
        return not self.scripted and self.kind in WORK


@dataclass(frozen=True, slots=True)
class Interval:
    """Whole seconds that counted, from a moment on, without a break."""

    from_ms: int
    seconds: int

    @property
    def until_ms(self) -> int:
        """The moment after the last millisecond that counted."""
        return self.from_ms + self.seconds * 1000


@dataclass(frozen=True, slots=True)
class MemberTime:
    """One member's clock, shared by all tabs, browsers, devices and modules.

    Attributes:
        watermark_ms: nothing before this moment can be counted any more, save the held gap.
        live_page: the page most recently opened or worked on; empty before the first beat.
        live_ms: when that was.
        live_left: whether the live page has gone out of sight, so that another may follow.
        held_from_ms: start of a gap of the live page that waits for work on it.
        held_until_ms: its end; equal to the start when nothing waits.
        seq: number of beats judged so far.
    """

    watermark_ms: int = 0
    live_page: str = ""
    live_ms: int = 0
    live_left: bool = False
    held_from_ms: int = 0
    held_until_ms: int = 0
    seq: int = 0


@dataclass(frozen=True, slots=True)
class PageTime:
    """What one page has counted within its sitting.

    Attributes:
        counted_seconds: sum over every beat of the page, from every tab and device.
        quiet_from_ms: since when silence is measured: the last sign of activity, or the end
            of the expected time if that is later; without meaning before that end.
        left_ms: when the page last went out of sight; 0 if it never did.
        reopens_ms: where the next interval opens; what the next challenge signs as served.
    """

    counted_seconds: int = 0
    quiet_from_ms: int = 0
    left_ms: int = 0
    reopens_ms: int = 0


@dataclass(frozen=True, slots=True)
class Advance:
    """What one beat changed.

    Attributes:
        member: the member's clock after it.
        page: the page's time after it.
        counted: what counted of the beat's own interval.
        regained: what counted of a gap held before.
        why_not: why the rest of the beat's own interval did not count; none if all of it did.
        no_signal: whether the seconds are those of a page without a script.
    """

    member: MemberTime
    page: PageTime
    counted: Interval | None
    regained: Interval | None
    why_not: WhyNot | None
    no_signal: bool

    @property
    def intervals(self) -> tuple[Interval, ...]:
        """Everything the beat counted, in order of time."""
        return tuple(part for part in (self.regained, self.counted) if part is not None)

    @property
    def seconds(self) -> int:
        """Everything the beat counted."""
        return sum(part.seconds for part in self.intervals)

    @property
    def explanation(self) -> str:
        """A plain sentence for the member; empty if everything counted."""
        return "" if self.why_not is None else EXPLANATIONS[self.why_not]
