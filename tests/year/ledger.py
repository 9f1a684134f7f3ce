"""The year computed from the list of events alone, by the written rules and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from tests.year import script as say
from tests.year.script import ASKED, COURSE, UPDATES, YEAR, ZONE, Event

_WORDS_A_MINUTE = 200
_CUTOFF = date(YEAR, 10, 30)


class Line(NamedTuple):
    """What the report says of one member."""

    shift: str
    seconds: int
    open_updates: int
    state: str


@dataclass
class Person:
    """One member as the events tell."""

    shift: str
    shifts: list[tuple[date, str]]
    left: date | None = None
    owes: bool = False
    seconds: int = 0
    certified: bool = False


@dataclass
class Held:
    """A class: what it credits each attendee, and what was said and decided."""

    lesson: str
    credits: dict[str, int]
    confirmed: set[str]
    approved: bool | None = None


class Ledger:
    """Plays the events up to a day, and tells how everybody stands at its end."""

    def __init__(self, events: Iterable[Event], day: date) -> None:
        self.day = day
        self.people: dict[str, Person] = {}
        self.done: set[tuple[str, str]] = set()
        self.leaves: list[tuple[str, date, date | None]] = []
        self.classes: dict[int, Held] = {}
        self.updates: list[str] = []
        self.asked: list[tuple[date, int]] = [(date.min, ASKED)]
        for event in events:
            if event.at.astimezone(ZONE).date() <= day:
                self._take(event)

    def report(self) -> dict[str, Line]:
        """Everybody who serves at the end of the day."""
        return {
            badge: self._line(badge, person)
            for badge, person in self.people.items()
            if person.left is None or person.left > self.day
        }

    def _line(self, badge: str, person: Person) -> Line:
        asked = self._asked(self.day)
        still_open = 0 if person.certified else self._open(badge)
        shift = [shift for since, shift in person.shifts if since <= self.day][-1]
        if not person.owes:
            state = "not owed"
        elif person.seconds >= asked and not still_open:
            state = "complete"
        elif self._is_away(badge):
            state = "on leave"
        else:
            state = "short"
        return Line(shift, person.seconds, still_open, state)

    def _is_away(self, badge: str) -> bool:
        return any(
            who == badge and starts <= self.day and (ends is None or ends >= self.day)
            for who, starts, ends in self.leaves
        )

    def _asked(self, day: date) -> int:
        return [seconds for since, seconds in self.asked if since <= day][-1]

    def _open(self, badge: str) -> int:
        return sum((badge, update) not in self.done for update in self.updates)

    def _credit(self, badge: str, lesson: str, seconds: int, at: datetime) -> None:
        person = self.people[badge]
        person.seconds += seconds
        self.done.add((badge, lesson))
        asked = self._asked(at.astimezone(ZONE).date())
        if person.owes and person.seconds >= asked and not self._open(badge):
            person.certified = True

    def _take(self, event: Event) -> None:  # noqa: C901, PLR0912 - one branch a kind of event
        match event:
            case say.Joins():
                self.people[event.badge] = Person(event.shift, [(event.day, event.shift)])
            case say.Moves():
                self.people[event.badge].shifts.append((event.day, event.shift))
            case say.Leaves():
                self.people[event.badge].left = event.day
            case say.IsAway():
                self.leaves.append((event.badge, event.starts_on, event.ends_on))
            case say.YearOpens():
                for person in self.people.values():
                    if person.left is None or person.left > event.day:
                        person.owes = True
            case say.PolicyChanges():
                self.asked.append((event.valid_from, event.seconds))
            case say.UpdateComes():
                if event.at.astimezone(ZONE).date() <= _CUTOFF:
                    self.updates.append(event.lesson)
            case say.Studies():
                words = {**COURSE, **UPDATES}[event.lesson]
                counted = min(event.seconds, words * 60 // _WORDS_A_MINUTE)
                until = event.at + timedelta(seconds=event.seconds)
                self._credit(event.badge, event.lesson, counted, until)
            case say.Taught():
                each = {
                    badge: (event.minutes - event.breaks - late - early) * 60
                    for badge, late, early in event.attended
                }
                self.classes[event.number] = Held(event.lesson, each, set())
            case say.Answers():
                held = self.classes[event.number]
                if event.was_there:
                    held.confirmed.add(event.badge)
                    if held.approved:
                        self._class_credit(held, event.badge, event.at)
            case say.Decided():
                held = self.classes[event.number]
                held.approved = event.approved
                if event.approved:
                    for badge in sorted(held.confirmed):
                        self._class_credit(held, badge, event.at)
            case _:
                raise AssertionError(event)

    def _class_credit(self, held: Held, badge: str, at: datetime) -> None:
        self._credit(badge, held.lesson, held.credits[badge], at)
