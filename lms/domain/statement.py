"""The statement of time: what counted, what was unusual, and what may well explain it.

It is written for whoever holds it against an officer or beside one. It compares time with
the expected time of pages and with nobody else's, and concludes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from lms.domain.duty import Duty
from lms.domain.seat_clock import WhyNot
from lms.domain.seat_stretch import (
    BEAT_SECONDS,
    CEILING_FACTOR,
    GAP_SECONDS,
    LEAST_ROOM_SECONDS,
    QUIET_SECONDS,
)
from lms.domain.visit import PageAccount, counted_seconds, expected_seconds, missed_seconds

_LEAST_EXPECTED = 300
_SHARE = 4
_NOTEWORTHY: Mapping[WhyNot, int] = MappingProxyType(
    {
        WhyNot.ELSEWHERE: 60,
        WhyNot.GAP: 60,
        WhyNot.GAP_HELD: 60,
        WhyNot.IDLE: 120,
        WhyNot.LONG_GAP: 120,
        WhyNot.NO_SIGNAL: 120,
        WhyNot.OUT_OF_SIGHT: 300,
        WhyNot.PAGE_FULL: 60,
    }
)
"""Seconds from which a reason is worth a line."""

MEASURED = (
    (
        "The server measured the time, from the moment it served a page to the moments it heard "
        f"from it again: about every 15 seconds, at most {BEAT_SECONDS} of them at once."
    ),
    (
        "No sign of activity was asked for until a page's expected time had counted; after that "
        f"one every {QUIET_SECONDS} seconds. Expected time comes from the words and items of the "
        "page."
    ),
    (
        f"A lost connection of up to {GAP_SECONDS // 60} minutes counted when the work went on. "
        f"One page counted at a time, at most {CEILING_FACTOR} times its expected time, and had "
        f"room for {LEAST_ROOM_SECONDS} seconds at least."
    ),
    "Whether somebody read, understood or sat alone was not measured and is not said here.",
)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of how the time was spent, so that an explanation can fit it."""

    duties: frozenset[Duty]
    phone: bool
    computer: bool
    shared: bool = False

    @property
    def on_duty(self) -> bool:
        """Whether some of it was on duty or overtime."""
        return bool(self.duties & {Duty.ON_DUTY, Duty.OVERTIME})


@dataclass(frozen=True, slots=True)
class Unusual:
    """A fact out of the ordinary, and innocent explanations that fit what is known."""

    fact: str
    explanations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a statement: a page of a visit, or a lesson or attempt of a year."""

    what: str
    counted_seconds: int
    expected_seconds: int
    missed_seconds: int
    no_signal: bool


@dataclass(frozen=True, slots=True)
class Statement:
    """One page about the time of one member in one visit or one year.

    Attributes:
        about: the visit or the year, in words.
        circumstances: (name, value) pairs: duty status, device, days.
        record_position: the newest entry of the record when it was made, and its digest.
    """

    department: str
    member_name: str
    rank: str
    badge_number: str
    about: str
    circumstances: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    counted_seconds: int
    unusual: tuple[Unusual, ...]
    made_on: str
    record_position: int
    record_digest: str
    hour_definition: str
    demonstration: bool

    @property
    def expected_seconds(self) -> int:
        """The expected time of all lines."""
        return sum(line.expected_seconds for line in self.lines)


def unusual(pages: Sequence[PageAccount], known: Known) -> tuple[Unusual, ...]:
    """What was out of the ordinary in these pages; often nothing."""
    missed = missed_seconds(pages)
    found = [*_quick(pages, missed, known)]
    found += [
        Unusual(f"{_minutes(seconds)} {_FACTS[why]}", _explanations(why, known))
        for why, seconds in missed.items()
        if seconds >= _NOTEWORTHY.get(why, seconds + 1)
    ]
    if any(page.no_signal for page in pages):
        found.append(
            Unusual(
                "Some pages were used without JavaScript and sent no sign of activity.",
                ("The browser blocks scripts, or the page had not loaded in full.",),
            )
        )
    if known.shared:
        found.append(
            Unusual(
                "An attempt was answered on two signed-in devices within two minutes.",
                ("The officer went from one device to another and had both open.",),
            )
        )
    return tuple(found)


def _quick(
    pages: Sequence[PageAccount], missed: Mapping[WhyNot, int], known: Known
) -> tuple[Unusual, ...]:
    expected = expected_seconds(pages)
    counted = counted_seconds([page for page in pages if page.worked])
    if expected < _LEAST_EXPECTED or counted * _SHARE >= expected:
        return ()
    fact = (
        f"The finished pages counted {_minutes(counted)} of the {_minutes(expected)} they were "
        "expected to take."
    )
    lost = sum(missed.values())
    explanations = [
        (
            "The officer knows these sections, or had read them on paper or in the policy's own "
            "pages, where nothing is counted."
        ),
        "Expected time is an estimate; people read at very different speeds.",
    ]
    if lost >= LEAST_ROOM_SECONDS:
        explanations.append(f"{_minutes(lost)} more passed on these pages and did not count.")
    if known.on_duty:
        explanations.append("The page was left early for a call; it earned what it took.")
    return (Unusual(fact, tuple(explanations)),)


_FACTS: Mapping[WhyNot, str] = MappingProxyType(
    {
        WhyNot.ELSEWHERE: "did not count because another page was in use.",
        WhyNot.GAP: "did not count because the connection was lost.",
        WhyNot.GAP_HELD: "did not count because the connection was lost.",
        WhyNot.IDLE: "did not count because there was no sign of activity for a while.",
        WhyNot.LONG_GAP: "did not count because nothing was heard from the page.",
        WhyNot.NO_SIGNAL: "did not count: beyond the expected time of pages without JavaScript.",
        WhyNot.OUT_OF_SIGHT: "did not count because the page was hidden or closed.",
        WhyNot.PAGE_FULL: "did not count because pages had counted all they can.",
    }
)
_CALL = "A call for service, or somebody at the desk."
_PHONE = "The phone's screen locked, or another app was opened."
_COMPUTER = "The computer was used for something else, or its screen locked."
_AWAY = frozenset({WhyNot.IDLE, WhyNot.LONG_GAP, WhyNot.OUT_OF_SIGHT, WhyNot.PAGE_FULL})
_CUT = frozenset({WhyNot.GAP, WhyNot.GAP_HELD, WhyNot.LONG_GAP})


def _explanations(why: WhyNot, known: Known) -> tuple[str, ...]:
    found = []
    if why in _AWAY and known.on_duty:
        found.append(_CALL)
    if why in _CUT:
        found.append("A dead spot, a closed lid, or an empty battery.")
    if why in {WhyNot.OUT_OF_SIGHT, WhyNot.LONG_GAP} and known.phone:
        found.append(_PHONE)
    if why in {WhyNot.OUT_OF_SIGHT, WhyNot.LONG_GAP} and known.computer:
        found.append(_COMPUTER)
    if why in {WhyNot.IDLE, WhyNot.PAGE_FULL}:
        found.append("Thinking about the case, taking notes, or talking it over.")
    if why is WhyNot.ELSEWHERE:
        found.append("A second tab or device was left open on another page.")
    if why is WhyNot.NO_SIGNAL:
        found.append("The page was read slowly; without a script nothing more can be told.")
    return tuple(found)


def _minutes(seconds: int) -> str:
    """``1 minute``, ``12 minutes``; below one minute in seconds."""
    if seconds < LEAST_ROOM_SECONDS:
        return f"{seconds} second{'' if seconds == 1 else 's'}"
    whole = seconds // 60
    return f"{whole} minute{'' if whole == 1 else 's'}"
