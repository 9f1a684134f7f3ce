"""A year of a department as a list of events, made by a seed: what happens, in order of time.

Two readers take it: the driver plays it through the services, and the ledger computes the
year's end from the list alone. Neither knows the other.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/New_York")
YEAR = 2027
FIRST, LAST = date(YEAR, 1, 4), date(YEAR, 12, 30)
SHIFTS = ("Days", "Evenings", "Midnights")
COURSE = {f"course-{number}": 2_000 + 200 * number for number in range(1, 7)}
"""Lessons of the course, and the words on the page of each."""
UPDATES = {"update-january": 1_000, "update-october": 800, "update-december": 600}
ASKED, ASKED_SINCE_JULY = 7_200, 6_600
POLICY_CHANGE, FEDERAL_CHANGE, LATE_CHANGE = (
    date(YEAR, 7, 15),
    date(YEAR, 10, 12),
    date(YEAR, 12, 6),
)
_STARTERS, _HIRES, _LEAVERS = 104, 6, 4


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment of the department's day."""
    return datetime.combine(day, time(hour, minute), ZONE).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens at a moment."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Joins(Event):
    """Somebody is on the roster from a day on."""

    badge: str
    shift: str
    day: date


@dataclass(frozen=True, slots=True)
class Moves(Event):
    """Somebody works another shift from a day on."""

    badge: str
    shift: str
    day: date


@dataclass(frozen=True, slots=True)
class Leaves(Event):
    """Somebody's service ends on a day."""

    badge: str
    day: date


@dataclass(frozen=True, slots=True)
class IsAway(Event):
    """Somebody's leave, its last day included where it is known."""

    badge: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class YearOpens(Event):
    """Everybody sworn who serves and lacks the year's duty gets it."""

    day: date


@dataclass(frozen=True, slots=True)
class Studies(Event):
    """Somebody reads a lesson of one page for some seconds, and is done with it."""

    badge: str
    lesson: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Taught(Event):
    """A class that has just ended: who was there, with minutes late and left early."""

    number: int
    lesson: str
    minutes: int
    breaks: int
    is_roll_call: bool
    attended: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Answers(Event):
    """Somebody says whether they were there."""

    number: int
    badge: str
    was_there: bool


@dataclass(frozen=True, slots=True)
class Decided(Event):
    """A second person decides about a roster."""

    number: int
    approved: bool


@dataclass(frozen=True, slots=True)
class PolicyChanges(Event):
    """The policy asks another time from a day on."""

    seconds: int
    valid_from: date


@dataclass(frozen=True, slots=True)
class UpdateComes(Event):
    """A lesson on a federal change is approved."""

    lesson: str


def script(seed: int) -> tuple[Event, ...]:
    """A year's events in order of time."""
    return tuple(sorted(_Writer(seed).events(), key=lambda event: event.at))


class _Writer:
    """Makes up who works when; keeps apart what cannot happen together."""

    def __init__(self, seed: int) -> None:
        self.luck = random.Random(seed)  # noqa: S311 - the same year every time, on purpose
        self.shift: dict[str, str] = {}
        self.joined: dict[str, date] = {}
        self.left: dict[str, date] = {}
        self.away: dict[str, tuple[date, date]] = {}
        self.moves: dict[str, tuple[date, str]] = {}
        self.busy: dict[tuple[str, date], int] = {}
        self.classes = 0

    def events(self) -> Iterator[Event]:
        yield from self._people()
        yield UpdateComes(at(FIRST, 8), "update-january")
        for month in range(1, 13):
            day = FIRST if month == 1 else date(YEAR, month, 1)
            yield YearOpens(at(day, 9), day)
        yield PolicyChanges(at(date(YEAR, 7, 1), 9), ASKED_SINCE_JULY, POLICY_CHANGE)
        yield UpdateComes(at(FEDERAL_CHANGE, 8), "update-october")
        yield UpdateComes(at(LATE_CHANGE, 8), "update-december")
        yield from self._taught()
        yield from self._studied()

    def _people(self) -> Iterator[Event]:
        for number in range(_STARTERS + _HIRES):
            badge = f"{1000 + number}"
            day = FIRST if number < _STARTERS else self._day(date(YEAR, 2, 1), date(YEAR, 11, 1))
            self.joined[badge], self.shift[badge] = day, SHIFTS[number % len(SHIFTS)]
            yield Joins(at(day, 7), badge, self.shift[badge], day)
        old = [badge for badge, day in self.joined.items() if day == FIRST]
        chosen = self.luck.sample(old, _LEAVERS + 9 + 10)
        for badge in chosen[:_LEAVERS]:
            day = self.left[badge] = self._day(date(YEAR, 3, 1), date(YEAR, 11, 20))
            yield Leaves(at(day, 7), badge, day)
        for number, badge in enumerate(chosen[_LEAVERS : _LEAVERS + 9]):
            starts = self._day(date(YEAR, 2, 1), date(YEAR, 11, 15))
            ends = None if number < 3 else starts + timedelta(days=self.luck.randint(10, 60))
            self.away[badge] = (starts, ends or date.max)
            yield IsAway(
                at(starts - timedelta(days=self.luck.randint(-2, 9)), 11), badge, starts, ends
            )
        for badge in chosen[_LEAVERS + 9 :]:
            day = self._day(date(YEAR, 2, 1), date(YEAR, 12, 1))
            shift = self.luck.choice([each for each in SHIFTS if each != self.shift[badge]])
            self.moves[badge] = (day, shift)
            yield Moves(at(day, 7), badge, shift, day)

    def _day(self, first: date, last: date) -> date:
        return first + timedelta(days=self.luck.randrange((last - first).days))

    def _is_there(self, badge: str, day: date) -> bool:
        starts, ends = self.away.get(badge, (date.max, date.max))
        serves = self.joined[badge] < day < self.left.get(badge, date.max)
        return serves and not starts - timedelta(days=10) <= day <= ends

    def _shift_on(self, badge: str, day: date) -> str:
        moved, shift = self.moves.get(badge, (date.max, ""))
        return shift if day >= moved else self.shift[badge]

    def _taught(self) -> Iterator[Event]:
        """A class or roll call every other week, of each shift in turn."""
        for week in range(22):
            day = FIRST + timedelta(days=10 + 16 * week)
            shift = SHIFTS[week % len(SHIFTS)]
            there = [
                badge
                for badge in self.joined
                if self._is_there(badge, day) and self._shift_on(badge, day) == shift
            ]
            attended = tuple(
                (badge, self.luck.choice([0, 0, 0, 7]), self.luck.choice([0, 0, 0, 0, 5]))
                for badge in there
                if self.luck.random() < 0.8
            )
            yield from self._class(day, attended, is_roll_call=week % 3 == 1)

    def _class(
        self, day: date, attended: tuple[tuple[str, int, int], ...], *, is_roll_call: bool
    ) -> Iterator[Event]:
        self.classes += 1
        number = self.classes
        course = self.luck.choice([*COURSE, "update-january"])
        minutes, breaks = (10, 0) if is_roll_call else (self.luck.choice([45, 60, 90]), 10)
        if is_roll_call:
            attended = tuple((badge, 0, 0) for badge, _, _ in attended)
        for badge, _, _ in attended:
            self.busy[badge, day] = 1
        yield Taught(at(day, 20), number, course, minutes, breaks, is_roll_call, attended)
        decided = day + timedelta(days=self.luck.randint(2, 9))
        approved = number % 8 != 0
        for badge, _, _ in attended:
            answered = day + timedelta(days=self.luck.randint(1, 14))
            is_late = answered >= decided
            if self.luck.random() < 0.9 and (approved or not is_late):
                moment = at(answered, 18, self.luck.randrange(60))
                yield Answers(moment, number, badge, self.luck.random() < 0.96)
        yield Decided(at(decided, 9), number, approved)

    def _studied(self) -> Iterator[Event]:
        """Some read all, some begin late, some never do."""
        for badge in self.joined:
            zeal = self.luck.random()
            lessons = [each for each in COURSE if self.luck.random() < 0.25 + zeal / 2]
            lessons += [each for each in UPDATES if self.luck.random() < 0.5 + zeal / 2]
            for lesson in lessons:
                yield from self._lesson(badge, lesson)

    def _lesson(self, badge: str, lesson: str) -> Iterator[Event]:
        known = {"update-october": FEDERAL_CHANGE, "update-december": LATE_CHANGE}
        first = max(self.joined[badge], known.get(lesson, FIRST)) + timedelta(days=1)
        for _ in range(5):
            day = self._day(first, LAST) if first < LAST else LAST
            if self._is_there(badge, day) and (badge, day) not in self.busy:
                self.busy[badge, day] = 1
                moment = at(day, 12, self.luck.randrange(60))
                seconds = self.luck.randint(200, 900)
                yield Studies(moment, badge, lesson, seconds)
                return
