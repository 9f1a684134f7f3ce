"""A desk to try the clock at: sends beats in seconds and keeps the challenges as a browser does."""

from __future__ import annotations

from lms.domain.seat_clock import Advance, Beat, Kind, MemberTime, PageTime
from lms.domain.seat_time import advance

START_MS = 1_790_000_000_000


def ms(second: float) -> int:
    return START_MS + round(second * 1000)


class Desk:
    """One member at any number of pages, tabs and devices; pages are named by letters."""

    def __init__(self, expected: int = 60) -> None:
        self.expected = expected
        self.member = MemberTime()
        self.pages: dict[str, PageTime] = {}
        self.tokens: dict[str, tuple[int, bool]] = {}
        self.beats: list[Beat] = []
        self.steps: list[Advance] = []

    def open(self, second: float, page: str = "a") -> None:
        """Serve the page; nothing is recorded."""
        self.tokens[page] = (ms(second), True)

    def send(
        self,
        second: float,
        page: str = "a",
        kind: Kind = Kind.BEAT,
        *,
        activity: bool = False,
        scripted: bool = True,
        served: float | None = None,
    ) -> Advance:
        """Send one beat with the page's challenge, or with another one served at ``served``."""
        served_ms, opening = self.tokens[page] if served is None else (ms(served), False)
        beat = Beat(
            kind=kind,
            page=page,
            served_ms=served_ms,
            at_ms=ms(second),
            expected_seconds=self.expected,
            activity=activity,
            scripted=scripted,
            opening=opening,
        )
        step = advance(self.member, self.pages.get(page, PageTime()), beat)
        self.member, self.pages[page] = step.member, step.page
        self.tokens[page] = (step.page.reopens_ms, False)
        self.beats.append(beat)
        self.steps.append(step)
        return step

    def read(self, first: int, last: int, page: str = "a", *, activity: bool = False) -> int:
        """Beat every 15 seconds after ``first`` up to ``last``; return the seconds counted."""
        beats = range(first + 15, last + 1, 15)
        return sum(self.send(at, page, activity=activity).seconds for at in beats)

    def work(self, second: float, page: str = "a", kind: Kind = Kind.ANSWER) -> Advance:
        return self.send(second, page, kind)

    def form(self, second: float, page: str = "a", kind: Kind = Kind.NEXT) -> Advance:
        """Send the page's form from a browser without JavaScript."""
        return self.send(second, page, kind, scripted=False)

    def counted(self, page: str = "a") -> int:
        return self.pages[page].counted_seconds

    @property
    def total(self) -> int:
        return sum(step.seconds for step in self.steps)


def opened(expected: int = 60) -> Desk:
    desk = Desk(expected)
    desk.open(0)
    return desk


def past_expected(expected: int = 60) -> Desk:
    """A page whose expected time has just been counted, without a sign of activity."""
    desk = opened(expected)
    assert desk.read(0, expected) == expected
    return desk
