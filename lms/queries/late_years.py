"""The past years that a member has not completed, as far as they can be completed late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, literal, select
from sqlalchemy.orm import Session

from lms.domain.certificate import CertificateKind
from lms.domain.compliance import YearState, short_minutes
from lms.domain.late_year import LateState, PastYear, earliest_end, late_state, year_of_work
from lms.domain.requirement import Standing
from lms.models import (
    Certificate,
    CertificateRevocation,
    Exemption,
    LateOpening,
    Requirement,
    RequirementInstance,
    ServiceRecord,
    Sitting,
)
from lms.queries.leave import away_on
from lms.queries.owed import Owed, owed_on
from lms.queries.roster import holds_on, people_on, serving_on
from lms.queries.standing import assigned_modules, member_standing
from lms.queries.standings import MemberYear, everybody, exempt_on

_LATE = frozenset({YearState.SHORT, YearState.ON_LEAVE})
"""What stands of a past year where somebody is late for it and can do something about it."""


@dataclass(frozen=True, slots=True)
class LateYear:
    """A past year of a member that can be completed late.

    Attributes:
        opened_on: the day on which it was opened for them once more, if it was.
        modules_open: how many modules that were due in it are not passed.
    """

    owed: Owed
    instance_id: int
    opened_on: date | None
    standing: Standing
    modules_open: int

    @property
    def minutes(self) -> int:
        """Minutes missing, rounded up."""
        return short_minutes(self.standing.short)

    @property
    def lessons_open(self) -> int:
        """How many of the year's own lessons are missing."""
        return sum(each.open_lessons for each in self.standing.limbs if not each.met)

    @property
    def facts(self) -> PastYear:
        """The year as the domain asks for it; it was owed, and nothing excuses it."""
        return PastYear(
            period=self.owed.period,
            owed=True,
            excused=False,
            lacking=bool(self.standing.short or self.lessons_open),
            modules_open=self.modules_open,
        )


def late_years(session: Session, *, member_id: int, day: date) -> tuple[LateYear, ...]:
    """The years that a member can complete late on ``day``, the oldest first."""
    rows = session.execute(
        select(
            RequirementInstance.id,
            RequirementInstance.requirement_id,
            RequirementInstance.period_end,
            LateOpening.opened_on,
        )
        .join(Requirement, Requirement.id == RequirementInstance.requirement_id)
        .outerjoin(LateOpening, LateOpening.instance_id == RequirementInstance.id)
        .where(
            RequirementInstance.member_id == member_id,
            RequirementInstance.period_end < day,
            RequirementInstance.period_end >= earliest_end(day),
            ~_is_certified(),
        )
        .order_by(RequirementInstance.period_end, RequirementInstance.id)
    ).all()
    found = []
    for row in rows:
        duties = owed_on(session, row.period_end)
        owed = next((each for each in duties if each.requirement_id == row.requirement_id), None)
        if owed is None or not _is_asked(session, member_id, owed):
            continue
        year = _year(session, member_id, owed, row.id, row.opened_on)
        if late_state(year.facts, day) is LateState.OPEN:
            found.append(year)
    return tuple(found)


def _is_certified() -> ColumnElement[bool]:
    """Whether a valid certificate of the year of ``RequirementInstance`` stands."""
    return exists().where(
        Certificate.member_id == RequirementInstance.member_id,
        Certificate.kind == CertificateKind.YEAR,
        Certificate.subject == Requirement.slug,
        Certificate.period_start == RequirementInstance.period_start,
        Certificate.id.not_in(select(CertificateRevocation.certificate_id)),
    )


def _is_asked(session: Session, member_id: int, owed: Owed) -> bool:
    """Whether a year still asks something of somebody who had the duty."""
    if not owed.period.is_calendar_year:
        return False
    last = owed.period.ends_on
    serving = people_on(last).where(serving_on(last), ServiceRecord.member_id == member_id)
    if session.execute(serving).first() is None:
        return False
    excused = select(Exemption.id).where(
        Exemption.member_id == member_id,
        Exemption.requirement_id == owed.requirement_id,
        exempt_on(last),
    )
    return session.execute(excused).first() is None


def _year(
    session: Session, member_id: int, owed: Owed, instance_id: int, opened_on: date | None
) -> LateYear:
    modules = assigned_modules(session, member_id=member_id, period=owed.period)
    return LateYear(
        owed=owed,
        instance_id=instance_id,
        opened_on=opened_on,
        standing=member_standing(session, member_id=member_id, owed=owed),
        modules_open=sum(each.passed_on is None for each in modules),
    )


@dataclass(frozen=True, slots=True)
class ToOpen:
    """Who is late for a past year and can complete it yet.

    Attributes:
        waiting: those for whom it is not open, who serve and are not on leave.
        opened: those for whom it is, and who lack something yet.
    """

    waiting: frozenset[int]
    opened: frozenset[int]


def to_open(
    session: Session, owed: Owed, *, day: date, years: Sequence[MemberYear] | None = None
) -> ToOpen:
    """Who is late for a year, as its close finds them; nobody while it runs or when it is too old.

    Args:
        years: everybody's, as of its last day, where they are known.
    """
    last = owed.period.ends_on
    if not owed.period.is_calendar_year or not earliest_end(day) <= last < day:
        return ToOpen(frozenset(), frozenset())
    if years is None:
        years = everybody(session, owed, day=last)
    late = frozenset(each.person.member_id for each in years if each.state in _LATE)
    opened = (
        select(RequirementInstance.member_id, literal(value=True).label("opened"))
        .join(LateOpening, LateOpening.instance_id == RequirementInstance.id)
        .where(
            RequirementInstance.requirement_id == owed.requirement_id,
            RequirementInstance.period_start == owed.period.starts_on,
        )
    )
    here = select(ServiceRecord.member_id, literal(value=False).label("opened")).where(
        holds_on(day), serving_on(day), ServiceRecord.member_id.not_in(away_on(day))
    )
    rows = session.execute(opened.union_all(here)).all()
    has_it = frozenset(row.member_id for row in rows if row.opened)
    serving = frozenset(row.member_id for row in rows if not row.opened)
    return ToOpen(waiting=late & serving - has_it, opened=late & has_it)


def late_opened_on(session: Session, *, member_id: int, owed: Owed) -> date | None:
    """The day on which a year was opened once more for a member, if it was."""
    return session.execute(
        select(LateOpening.opened_on)
        .join(RequirementInstance, RequirementInstance.id == LateOpening.instance_id)
        .where(
            RequirementInstance.member_id == member_id,
            RequirementInstance.requirement_id == owed.requirement_id,
            RequirementInstance.period_start == owed.period.starts_on,
        )
    ).scalar_one_or_none()


def opened_starts(day: date) -> Select[Any]:
    """Select the first days of past years that were opened for the member of ``Sitting``."""
    return (
        select(RequirementInstance.period_start)
        .join(LateOpening, LateOpening.instance_id == RequirementInstance.id)
        .where(
            RequirementInstance.member_id == Sitting.member_id,
            RequirementInstance.period_end >= earliest_end(day),
        )
        .correlate(Sitting)
    )


def late_for(
    session: Session, *, member_id: int, policy: str, period_start: date, day: date
) -> date | None:
    """The late year for which time of a sitting counts that is posted on ``day``, or None.

    Args:
        period_start: of the sitting.
    """
    if period_start.year == day.year:
        return None
    for year in late_years(session, member_id=member_id, day=day):
        if year.owed.policy == policy and year.owed.period.starts_on == period_start:
            found = year_of_work(year.facts, day, opened=year.opened_on is not None)
            if found is not None:
                return found
    return None
