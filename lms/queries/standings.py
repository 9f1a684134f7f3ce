"""How everybody stands in the year: minutes, what is short, who is on leave.

The sums are made in SQL, the judgement by ``lms.domain.compliance``; the number of statements
does not grow with people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from lms.domain.compliance import YearState, short_seconds, year_state
from lms.domain.requirement import LimbRule, Period
from lms.models import (
    Content,
    CreditEntry,
    Exemption,
    LessonCompletion,
    RequirementInstance,
    ServiceRecord,
    Sitting,
)
from lms.queries.as_of import rows_of
from lms.queries.classes import lessons_taught_in
from lms.queries.counted_in import counted_in
from lms.queries.leave import members_on_leave
from lms.queries.roster import Person, people_on, serving_on
from lms.queries.standing import Owed, lessons_that_count
from lms.queries.updates_of_year import Lessons, certified_members, unstated_limbs


class MemberYear(NamedTuple):
    """A member and how their year stands; ``open_lessons`` are those it still needs.

    ``late`` says of a complete year that it was completed after its last day; lists of a
    year that is over set it. ``extended_to`` is until when more time was given, which makes
    nobody less late.
    """

    person: Person
    worked: int
    short: int
    open_lessons: int
    state: YearState
    on_leave: bool
    late: bool = False
    extended_to: date | None = None

    @property
    def sworn_without_duty(self) -> bool:
        """Whether nobody has opened this year's duty for a sworn member yet."""
        return self.person.sworn and self.state is YearState.NOT_OWED


def everybody(
    session: Session,
    owed: Owed,
    *,
    day: date,
    supervisor_id: int | None = None,
    lessons: Lessons | None = None,
    seconds: Mapping[int, int] | None = None,
) -> tuple[MemberYear, ...]:
    """Everybody who serves on ``day`` against one requirement, in no order of note.

    Args:
        lessons: from ``lessons_that_count``, where they are known.
        seconds: everybody's in the period, where they are known.
        supervisor_id: only the people whose supervisor this member is.
    """
    statement = people_on(day).where(serving_on(day))
    if supervisor_id is not None:
        statement = statement.where(ServiceRecord.supervisor_id == supervisor_id)
    rows = rows_of(session, statement).all()
    only = [row.member_id for row in rows] if supervisor_id is not None else None
    lessons = lessons or lessons_that_count(session, owed)
    if seconds is None:
        seconds = seconds_by_member(session, period=owed.period, member_ids=only)
    year = _Year.of(session, owed, day, lessons, seconds)
    return tuple(year.of_member(Person(*row)) for row in rows)


@dataclass(frozen=True, slots=True)
class _Year:
    """What is known of everybody's year, by member."""

    asked: int
    lessons: int
    unstated: bool
    certified: frozenset[int]
    seconds: Mapping[int, int]
    lessons_done: Mapping[int, int]
    owes: frozenset[int]
    excused: frozenset[int]
    extended: Mapping[int, date]
    on_leave: frozenset[int]

    @classmethod
    def of(
        cls,
        session: Session,
        owed: Owed,
        day: date,
        by_subject: Lessons,
        seconds: Mapping[int, int],
    ) -> _Year:
        """Read what else there is of the year."""
        lessons = of_lesson_subjects(owed, by_subject)
        owes = select(RequirementInstance.member_id).where(
            RequirementInstance.requirement_id == owed.requirement_id,
            RequirementInstance.period_start == owed.period.starts_on,
        )
        spared = (
            select(Exemption.member_id, Exemption.extended_to)
            .where(
                Exemption.requirement_id == owed.requirement_id,
                or_(exempt_on(day), extends(owed.period)),
            )
            .order_by(Exemption.extended_to)
        )
        memos = session.execute(spared).all()
        return cls(
            asked=owed.requirement.seconds,
            lessons=len(lessons),
            unstated=bool(unstated_limbs(session, owed, by_subject)),
            certified=certified_members(session, owed),
            seconds=seconds,
            lessons_done=_lessons_done(session, owed, lessons),
            owes=frozenset(rows_of(session, owes).scalars()),
            excused=frozenset(row.member_id for row in memos if row.extended_to is None),
            extended={row.member_id: row.extended_to for row in memos if row.extended_to},
            on_leave=members_on_leave(session, day),
        )

    def of_member(self, person: Person) -> MemberYear:
        """Judge one member's year."""
        member_id = person.member_id
        worked = self.seconds.get(member_id, 0)
        short = short_seconds(worked=worked, asked=self.asked)
        certified = member_id in self.certified
        open_lessons = 0 if certified else self.lessons - self.lessons_done.get(member_id, 0)
        on_leave = member_id in self.on_leave
        state = year_state(
            short=short,
            open_lessons=open_lessons,
            owes=member_id in self.owes,
            excused=member_id in self.excused,
            on_leave=on_leave,
            unstated=self.unstated and not certified,
        )
        return MemberYear(
            person=person,
            worked=worked,
            short=short,
            open_lessons=open_lessons,
            state=state,
            on_leave=on_leave,
            extended_to=self.extended.get(member_id),
        )


def of_lesson_subjects(owed: Owed, lessons: Lessons) -> frozenset[str]:
    """The lessons of every subject that is met by lessons, not by time."""
    subjects = [limb.slug for limb in owed.requirement.limbs if limb.rule is LimbRule.LESSONS]
    return frozenset().union(*(lessons.get(slug, frozenset()) for slug in subjects))


def _lessons_done(session: Session, owed: Owed, lessons: frozenset[str]) -> dict[int, int]:
    """How many of some lessons each member completed in the period, online or in a class."""
    wanted = sorted(lessons)
    online = (
        select(Sitting.member_id, LessonCompletion.lesson.label("lesson"))
        .join(LessonCompletion, LessonCompletion.sitting_id == Sitting.id)
        .where(Sitting.period_start == owed.period.starts_on, LessonCompletion.lesson.in_(wanted))
    )
    taught = lessons_taught_in(owed.period).where(Content.slug.in_(wanted))
    done = online.union(taught).subquery()
    rows = session.execute(
        select(done.c.member_id, func.count(done.c.lesson)).group_by(done.c.member_id)
    )
    return {member_id: int(number) for member_id, number in rows}


def seconds_by_member(
    session: Session, *, period: Period, member_ids: Collection[int] | None = None
) -> dict[int, int]:
    """Each member's seconds in a period, reversals included; of some members or everybody."""
    statement = (
        select(CreditEntry.member_id, func.sum(CreditEntry.seconds))
        .where(counted_in(period))
        .group_by(CreditEntry.member_id)
    )
    if member_ids is not None:
        statement = statement.where(CreditEntry.member_id.in_(tuple(member_ids)))
    rows = rows_of(session, statement)
    return {member_id: int(seconds) for member_id, seconds in rows}


class Pace(NamedTuple):
    """A member's seconds in a period, of them those up to a day, and the last day of them."""

    seconds: int
    earlier: int
    last_on: date


def paces(session: Session, *, period: Period, until: date) -> dict[int, Pace]:
    """Everybody's seconds in a period with those up to a day, read once."""
    earlier = case((CreditEntry.earned_on <= until, CreditEntry.seconds), else_=0)
    rows = rows_of(
        session,
        select(
            CreditEntry.member_id,
            func.sum(CreditEntry.seconds),
            func.sum(earlier),
            func.max(CreditEntry.earned_on),
        )
        .where(counted_in(period))
        .group_by(CreditEntry.member_id),
    )
    return {row[0]: Pace(int(row[1]), int(row[2]), row[3]) for row in rows}


def last_days(session: Session, *, period: Period, member_ids: Collection[int]) -> dict[int, date]:
    """The last day in a period for which some members have time in the ledger."""
    rows = session.execute(
        select(CreditEntry.member_id, func.max(CreditEntry.earned_on))
        .where(counted_in(period), CreditEntry.member_id.in_(tuple(member_ids)))
        .group_by(CreditEntry.member_id)
    )
    return {member_id: day for member_id, day in rows}  # noqa: C416 - rows are no pairs


def exempt_on(day: date) -> ColumnElement[bool]:
    """Restrict ``Exemption`` to those that excuse on ``day``; more time excuses nobody."""
    return and_(
        Exemption.extended_to.is_(None),
        Exemption.valid_from <= day,
        or_(Exemption.valid_until.is_(None), Exemption.valid_until >= day),
    )


def extends(period: Period) -> ColumnElement[bool]:
    """Restrict ``Exemption`` to more time for a period itself; it is recorded in its days."""
    return and_(
        Exemption.extended_to.is_not(None),
        Exemption.valid_from.between(period.starts_on, period.ends_on),
    )


def year_counts(years: Iterable[MemberYear]) -> dict[YearState, int]:
    """How many of those who owe the year stand where; every state has its number."""
    counts = Counter(year.state for year in years)
    return {state: counts[state] for state in YearState if state is not YearState.NOT_OWED}
