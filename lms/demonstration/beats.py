"""What a page sends while somebody stays on it, and what should be counted of that.

The sums here are made from what a person does and not from the rules of ``domain.seat_time``,
so that a test can hold one against the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from lms.demonstration.luck import Luck
from lms.domain.seat_clock import Kind

_EVERY = 15
_QUIET = 90
_LEAST_ROOM = 60


class Mishap(StrEnum):
    """What may come between a person and a page."""

    DEAD_SPOT = "dead spot"
    CALL = "call"
    IDLE = "idle"


@dataclass(frozen=True, slots=True)
class Page:
    """A page in front of somebody: how long it should take, how much it counted before."""

    expected: int
    counted: int = 0

    @property
    def left(self) -> int:
        """Seconds of its expected time that are not counted yet."""
        return max(0, self.expected - self.counted)

    @property
    def room(self) -> int:
        """Seconds it can count at all."""
        return max(_LEAST_ROOM, 2 * self.expected) - self.counted


@dataclass(frozen=True, slots=True)
class Sign:
    """One message of the page's script, so many seconds after the page was served."""

    after: int
    kind: Kind
    activity: bool


@dataclass(frozen=True, slots=True)
class Stay:
    """Somebody stays on a page until they send its form.

    Attributes:
        seconds: from serving to the form.
        counted: how many of them should be counted.
    """

    seconds: int
    counted: int
    signs: tuple[Sign, ...]


def stay(luck: Luck, page: Page, seconds: int, mishap: Mishap | None = None) -> Stay:
    """Stay about ``seconds`` on a page whose script runs; a mishap happens where it fits."""
    seconds = min(seconds, page.room)
    match mishap:
        case Mishap.DEAD_SPOT if page.left >= 4 * _EVERY:
            return _through_a_dead_spot(luck, page, seconds)
        case Mishap.CALL if seconds >= 4 * _EVERY:
            return _with_a_call(luck, seconds)
        case Mishap.IDLE if page.left >= 4 * _EVERY:
            return _fallen_idle(luck, page)
        case _:
            return Stay(seconds, seconds, tuple(_beats(luck, 0, seconds)))


def stay_without_script(page: Page, seconds: int) -> Stay:
    """Stay on a page that sends nothing but its form; no more than the expected time counts."""
    return Stay(seconds, min(seconds, page.left), ())


def turn_away(luck: Luck, page: Page, seconds: int) -> Stay:
    """Stay for a while and close the page without sending its form."""
    seconds = min(seconds, page.room)
    signs = (*_beats(luck, 0, seconds), Sign(seconds, Kind.LEAVE, activity=False))
    return Stay(seconds, seconds, signs)


def _beats(luck: Luck, start: int, end: int) -> Iterator[Sign]:
    """A beat about every 15 seconds; of three in a row one at least shows activity."""
    at, silent = start + _EVERY + luck.between(-1, 1), 0
    while at < end:
        active = silent == 2 or luck.chance(70)  # noqa: PLR2004 - the third one
        silent = 0 if active else silent + 1
        yield Sign(at, Kind.BEAT, active)
        at += _EVERY + luck.between(-1, 1)


def _through_a_dead_spot(luck: Luck, page: Page, seconds: int) -> Stay:
    """Lose the connection for up to two minutes, within what the page is expected to take."""
    back = _EVERY + min(luck.between(40, 110), page.left - 2 * _EVERY)
    seconds = min(page.room, max(seconds, back + 2 * _EVERY))
    held = luck.chance(50)
    signs = [Sign(_EVERY, Kind.BEAT, activity=True), Sign(back, Kind.BEAT, activity=not held)]
    if held:
        signs.append(Sign(back + _EVERY, Kind.BEAT, activity=True))
    return Stay(seconds, seconds, (*signs, *_beats(luck, signs[-1].after, seconds)))


def _with_a_call(luck: Luck, seconds: int) -> Stay:
    """Put the device away for a call and come back; the time between counts for nothing."""
    left = seconds * luck.between(30, 60) // 100
    back = left + luck.between(240, 900)
    end = back + seconds - left
    signs = (
        *_beats(luck, 0, left),
        Sign(left, Kind.LEAVE, activity=False),
        Sign(back, Kind.OPEN, activity=False),
        *_beats(luck, back, end),
    )
    return Stay(end, seconds, signs)


def _fallen_idle(luck: Luck, page: Page) -> Stay:
    """Leave the page open and do something else; it counts on for 90 seconds at most."""
    seconds = page.left + _QUIET + luck.between(200, 600)
    times = range(_EVERY, seconds, _EVERY)
    signs = tuple(Sign(at, Kind.BEAT, activity=at < page.left // 2) for at in times)
    counted = page.left + _QUIET + seconds - times[-1]
    return Stay(seconds, min(counted, page.room), signs)
