"""What makes up what some people are short of: who gets which module."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.make_up import Lacking, make_up
from lms.models import LessonCompletion, Sitting
from lms.queries.as_of import rows_of
from lms.queries.classes import lessons_taught_in
from lms.queries.offers import OfferedModule, offered_modules
from lms.queries.owed import Owed
from lms.queries.roster import Person
from lms.queries.standings import of_lesson_subjects
from lms.queries.updates_of_year import Lessons


class ShortPerson(NamedTuple):
    """Somebody who is short: seconds, and modules in hand by content."""

    person: Person
    seconds: int
    in_hand: frozenset[int]


@dataclass(frozen=True, slots=True)
class ModuleForPeople:
    """A module and exactly those who are to get it, by badge."""

    module: OfferedModule
    badges: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MakeUpPlan:
    """What to assign to some people.

    Attributes:
        in_hand: how many of them have everything they need assigned already.
        uncovered: how many are short of minutes for which nothing online is left.
    """

    people: int
    modules: tuple[ModuleForPeople, ...]
    in_hand: int
    uncovered: int


def plan_make_up(
    session: Session, owed: Owed, people: Iterable[ShortPerson], lessons: Lessons
) -> MakeUpPlan:
    """Ask the domain for everybody, and bring together who gets the same module.

    Args:
        lessons: those that count, by subject.
    """
    wanted = tuple(people)
    if not wanted:
        return MakeUpPlan(0, (), 0, 0)
    offered = offered_modules(session, policy=owed.policy)
    asked = of_lesson_subjects(owed, lessons)
    done = _lessons_done(session, owed, {each.person.member_id for each in wanted})
    badges: dict[int, list[str]] = {}
    in_hand = uncovered = 0
    for each in wanted:
        lacking = Lacking(
            seconds=each.seconds,
            asked=asked,
            done=done.get(each.person.member_id, frozenset()),
            assigned=each.in_hand,
        )
        found = make_up(lacking, [module.offer for module in offered.values()])
        for content_id in found.modules:
            badges.setdefault(content_id, []).append(each.person.badge_number)
        in_hand += not found.modules and not found.uncovered
        uncovered += found.uncovered > 0
    modules = tuple(
        ModuleForPeople(module, tuple(sorted(badges[content_id])))
        for content_id, module in offered.items()
        if content_id in badges
    )
    return MakeUpPlan(len(wanted), modules, in_hand, uncovered)


def _lessons_done(
    session: Session, owed: Owed, member_ids: Collection[int]
) -> Mapping[int, frozenset[str]]:
    """The lessons each of some members completed in the period, online or in a class."""
    online = (
        select(Sitting.member_id, LessonCompletion.lesson.label("lesson"))
        .join(LessonCompletion, LessonCompletion.sitting_id == Sitting.id)
        .where(Sitting.period_start == owed.period.starts_on)
    )
    taught = lessons_taught_in(owed.period)
    found: dict[int, set[str]] = {}
    for member_id, lesson in rows_of(session, online.union_all(taught)).all():
        if member_id in member_ids:
            found.setdefault(member_id, set()).add(lesson)
    return {member_id: frozenset(lessons) for member_id, lessons in found.items()}
