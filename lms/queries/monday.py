"""Who is short on a Monday: everybody who owes the year, with pace, overdue work and leave.

A fixed number of statements reads it all; what is left to a person's name is one row a
person. Groups are sums of the people they are shown with.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy.orm import Session

from lms.domain.assignment import Progress
from lms.domain.compliance import YearState, short_minutes, short_seconds
from lms.domain.projection import Outlook, looks_back_to, outlook
from lms.queries.completion import Share, shares_due
from lms.queries.make_up_plan import ShortPerson
from lms.queries.owed import Owed
from lms.queries.roster import Person
from lms.queries.standing import lessons_that_count
from lms.queries.standings import MemberYear, Pace, everybody, paces
from lms.queries.updates_of_year import Lessons

_NONE = Pace(0, 0, date.min)


class Standing(NamedTuple):
    """One person who owes the year.

    Attributes:
        made_up: seconds by which they came closer since the look-back's first day.
        last_on: the last day of the year for which they have time in the ledger.
        overdue: assigned modules whose date has passed.
        in_hand: modules, by content, to be done by a day to come.
    """

    year: MemberYear
    made_up: int
    last_on: date | None
    overdue: int
    in_hand: frozenset[int]

    @property
    def person(self) -> Person:
        """Who it is."""
        return self.year.person

    @property
    def is_short(self) -> bool:
        """Whether the year asks more of them, and nothing excuses them."""
        return self.year.state is YearState.SHORT

    @property
    def minutes(self) -> int:
        """Minutes missing of those who are short, rounded up."""
        return short_minutes(self.year.short) if self.is_short else 0

    @property
    def lessons(self) -> int:
        """Lessons that the year itself still asks for, of those who are short."""
        return self.year.open_lessons if self.is_short else 0


@dataclass(frozen=True, slots=True)
class Everybody:
    """What was read of everybody: the year, the lessons that count in it, and the work.

    Attributes:
        paces: seconds by member, with those up to the day to which the pace looks back.
    """

    owed: Owed
    day: date
    lessons: Lessons
    years: Sequence[MemberYear]
    shares: Sequence[Share]
    paces: Mapping[int, Pace]

    @classmethod
    def of(cls, session: Session, owed: Owed, day: date) -> Everybody:
        """Read it, in a fixed number of statements."""
        lessons = lessons_that_count(session, owed)
        until = looks_back_to(day, owed.period.starts_on)
        found = paces(session, period=owed.period, until=until)
        seconds = {member_id: pace.seconds for member_id, pace in found.items()}
        years = everybody(session, owed, day=day, lessons=lessons, seconds=seconds)
        return cls(
            owed=owed,
            day=day,
            lessons=lessons,
            years=years,
            shares=shares_due(
                session,
                since=owed.period.starts_on,
                day=day,
                serving=frozenset(year.person.member_id for year in years),
                on_leave=frozenset(year.person.member_id for year in years if year.on_leave),
            ),
            paces=found,
        )

    @property
    def standings(self) -> tuple[Standing, ...]:
        """Everybody who owes the year, in no order of note."""
        overdue, in_hand = _work(self.shares)
        asked = self.owed.requirement.seconds
        return tuple(
            Standing(
                year=year,
                made_up=short_seconds(worked=pace.earlier, asked=asked) - year.short,
                last_on=None if pace is _NONE else pace.last_on,
                overdue=overdue[year.person.member_id],
                in_hand=frozenset(in_hand.get(year.person.member_id, ())),
            )
            for year in self.years
            if year.state is not YearState.NOT_OWED
            for pace in [self.paces.get(year.person.member_id, _NONE)]
        )


def _work(shares: Iterable[Share]) -> tuple[Counter[int], dict[int, set[int]]]:
    """How much is overdue, and what is to be done by a day to come, by member."""
    overdue: Counter[int] = Counter()
    in_hand: dict[int, set[int]] = {}
    for share in shares:
        if share.progress is Progress.OVERDUE:
            overdue[share.member_id] += 1
        elif share.progress in {Progress.NOT_STARTED, Progress.IN_PROGRESS}:
            in_hand.setdefault(share.member_id, set()).add(share.content_id)
    return overdue, in_hand


@dataclass(frozen=True, slots=True)
class Sum:
    """Some people taken together.

    Attributes:
        minutes: the sum of what each of them is short of, each rounded up.
        with_lessons: how many of them have lessons open that the year itself asks for.
        overdue: how many of them have something overdue.
    """

    name: str
    owing: int
    complete: int
    short: int
    away: int
    minutes: int
    with_lessons: int
    overdue: int


def sum_of(name: str, people: Iterable[Standing]) -> Sum:
    """Some people taken together."""
    found = tuple(people)
    states = Counter(each.year.state for each in found)
    return Sum(
        name=name,
        owing=len(found),
        complete=states[YearState.COMPLETE] + states[YearState.UNSTATED],
        short=states[YearState.SHORT],
        away=states[YearState.ON_LEAVE] + states[YearState.EXCUSED],
        minutes=sum(each.minutes for each in found),
        with_lessons=sum(each.lessons > 0 for each in found),
        overdue=sum(each.overdue > 0 for each in found),
    )


def sums_by(people: Iterable[Standing], value: Callable[[Person], str]) -> tuple[Sum, ...]:
    """Sums by what ``value`` says of a person, the shortest group first."""
    groups: dict[str, list[Standing]] = {}
    for each in people:
        groups.setdefault(value(each.person), []).append(each)
    found = [sum_of(name, group) for name, group in groups.items()]
    return tuple(sorted(found, key=lambda each: (-each.minutes, -each.short, each.name)))


def outlook_of(people: Iterable[Standing], owed: Owed, *, day: date) -> Outlook:
    """Where the recent pace of those who are expected to train leads."""
    expected = [
        each for each in people if each.year.state not in {YearState.ON_LEAVE, YearState.EXCUSED}
    ]
    return outlook(
        missing=sum(each.year.short for each in expected),
        made_up=sum(each.made_up for each in expected),
        starts_on=owed.period.starts_on,
        ends_on=owed.period.ends_on,
        today=day,
    )


def to_make_up(people: Iterable[Standing]) -> tuple[ShortPerson, ...]:
    """Those who are short, as a make-up is planned for them."""
    return tuple(
        ShortPerson(each.person, each.year.short, each.in_hand) for each in people if each.is_short
    )
