"""The calendar of a desk's duties, from the record, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from lms.domain.assignment_rule import Repeat, Timing
from lms.domain.duty_calendar import (
    MONTHS,
    CalendarFacts,
    Dated,
    DutyKind,
    YearAsked,
    calendar,
    months_from,
    routine,
)
from lms.domain.handover import DutyCalendar
from lms.domain.requirement import LimbRule
from lms.domain.retention import kept_until
from lms.domain.setting import Settings
from lms.models import (
    AssessmentWindow,
    Assignment,
    AssignmentRule,
    AssignmentRuleEnd,
    Beat,
    ClassSession,
    Exemption,
    LeaveRecord,
    NoChangeStatement,
    RequirementInstance,
    RevisionDecision,
    RoleGrant,
    RoleGrantEnd,
    RuleAssignment,
    ServiceRecord,
    YearClose,
)
from lms.queries.leave import leave_stands
from lms.queries.open_matters import OpenDesk
from lms.queries.owed import Owed
from lms.queries.provisions import HOLDING
from lms.queries.roster import holds_on
from lms.queries.standing import lessons_that_count
from lms.queries.updates_of_year import unstated_limbs

_OPENED, _CLOSED, _STATED = "opened", "closed", "stated"
_YEARLY = "yearly"
_A_DAY = timedelta(days=1)
Row = tuple[str, date, int, str]
Statement = Select[Any, Any, Any, Any]


def duty_calendar(
    session: Session,
    found: OpenDesk,
    *,
    owed: tuple[Owed, ...],
    settings: Settings,
    now: datetime,
    first: date | None = None,
) -> DutyCalendar:
    """What every month asks, and a year's months from that of ``first`` on; this one, if left out.

    Args:
        found: what lies open, as it was read before.
        owed: what is owed today.
    """
    today = now.astimezone(settings.zone).date()
    months = months_from(first or today)
    last = (months[-1] + timedelta(days=31)).replace(day=1) - _A_DAY
    found_rows = session.execute(union_all(*_dates(months[0], last, settings)))
    rows: list[Row] = [(row[0], row[1], row[2], row[3]) for row in found_rows]
    facts = CalendarFacts(
        years=tuple(_year(session, each, rows, settings) for each in owed),
        dated=(
            *_dated(rows, settings, months),
            *_roles(session, settings, now),
            *(Dated(DutyKind.SETTING, on, count) for on, count in found.coming.items()),
        ),
        oldest_roster=found.oldest_roster,
        key_since=found.key_since,
        holds=found.holds,
    )
    return DutyCalendar(routine(facts, today), calendar(facts, months[0], today, MONTHS))


def _year(session: Session, owed: Owed, rows: list[Row], settings: Settings) -> YearAsked:
    limbs = owed.requirement.limbs
    settled = _starts(rows, _STATED, owed)
    lessons = lessons_that_count(session, owed)
    if not unstated_limbs(session, owed, lessons):
        settled |= {owed.period.starts_on}
    return YearAsked(
        source=owed.requirement.source,
        seconds=owed.requirement.seconds,
        kind=owed.requirement.period,
        opened=_starts(rows, _OPENED, owed),
        closed=_starts(rows, _CLOSED, owed),
        settled=settled,
        cutoff=settings.update_cutoff,
        has_updates=any(limb.rule is LimbRule.LESSONS for limb in limbs),
    )


def _starts(rows: list[Row], kind: str, owed: Owed) -> frozenset[date]:
    return frozenset(
        on for each, on, number, _ in rows if each == kind and number == owed.requirement_id
    )


def _dates(first: date, last: date, settings: Settings) -> Iterator[Statement]:
    """Every date of the record in a span, by kind, with how many things fall on it."""
    yield (
        select(
            literal(DutyKind.CREDENTIAL.value),
            func.max(ClassSession.credential_expires_on).label("on"),
            literal(1),
            func.min(ClassSession.instructor),
        )
        .where(ClassSession.credential_expires_on.is_not(None))
        .group_by(func.coalesce(ClassSession.instructor_id, -1), ClassSession.instructor)
        .having(func.max(ClassSession.credential_expires_on).between(first, last))
    )
    yield from _people(first, last)
    yield from _work(first, last)
    yield from _decided(first, last)
    yield from _periods()
    if settings.retention_years is not None:
        left = ServiceRecord.separated_on
        years = timedelta(days=366 * settings.retention_years)
        yield (
            select(literal(DutyKind.RETENTION.value), left, func.count(), literal(""))
            .where(
                holds_on(last),
                left.between(first - years - _A_DAY, last),
                exists().where(Beat.member_id == ServiceRecord.member_id),
            )
            .group_by(left)
        )


def _people(first: date, last: date) -> Iterator[Statement]:
    ends = LeaveRecord.ends_on
    yield (
        select(literal(DutyKind.BACK.value), ends, func.count(), literal(""))
        .where(leave_stands(), ends.between(first - _A_DAY, last - _A_DAY))
        .group_by(ends)
    )
    until = Exemption.extended_to
    yield (
        select(literal(DutyKind.EXTENSION.value), until, func.count(), literal(""))
        .where(until.between(first, last))
        .group_by(until)
    )
    until = Exemption.valid_until
    yield (
        select(literal(DutyKind.EXCUSE.value), until, func.count(), literal(""))
        .where(Exemption.extended_to.is_(None), until.between(first, last))
        .group_by(until)
    )


def _work(first: date, last: date) -> Iterator[Statement]:
    due, grace = Assignment.due_on, RuleAssignment.grace_on
    yield (
        select(literal(DutyKind.DUE.value), due, func.count(), literal(""))
        .where(due.between(first, last))
        .group_by(due)
    )
    yield (
        select(literal(DutyKind.GRACE.value), grace, func.count(), literal(""))
        .join(Assignment, Assignment.id == RuleAssignment.assignment_id)
        .where(grace.between(first, last), grace > due)
        .group_by(grace)
    )
    stands = ~exists().where(AssignmentRuleEnd.rule_id == AssignmentRule.id)
    yield select(
        literal(DutyKind.RULE.value), AssignmentRule.opens_on, literal(1), AssignmentRule.name
    ).where(
        stands,
        AssignmentRule.repeats == Repeat.ONCE,
        AssignmentRule.opens_on.between(first, last),
    )
    yield select(literal(_YEARLY), AssignmentRule.opens_on, literal(1), AssignmentRule.name).where(
        stands, AssignmentRule.repeats == Repeat.YEARLY, AssignmentRule.opens_on <= last
    )


def _decided(first: date, last: date) -> Iterator[Statement]:
    on = RevisionDecision.effective_on
    yield (
        select(literal(DutyKind.REVISION.value), on, func.count(), literal(""))
        .where(RevisionDecision.kind.in_(HOLDING), on.between(first, last))
        .group_by(on)
    )
    newest = select(func.max(AssessmentWindow.id)).scalar_subquery()
    yield select(
        literal(DutyKind.WINDOW.value), AssessmentWindow.ends_on, literal(1), AssessmentWindow.name
    ).where(AssessmentWindow.id == newest, AssessmentWindow.ends_on.between(first, last))


def _periods() -> Iterator[Statement]:
    """Periods that are open, closed, or stated to have had no change, by their requirement."""
    opened = RequirementInstance
    yield select(
        literal(_OPENED), opened.period_start, opened.requirement_id, literal("")
    ).distinct()
    yield select(literal(_CLOSED), YearClose.period_start, YearClose.requirement_id, literal(""))
    stated = NoChangeStatement
    yield select(literal(_STATED), stated.period_start, stated.requirement_id, literal(""))


def _dated(rows: list[Row], settings: Settings, months: tuple[date, ...]) -> Iterator[Dated]:
    kinds = {kind.value for kind in DutyKind}
    for kind, on, count, name in rows:
        if kind == _YEARLY:
            yield from _rounds(on, name, months)
        elif kind == DutyKind.BACK:
            yield Dated(DutyKind.BACK, on + _A_DAY, count)
        elif kind == DutyKind.RETENTION:
            yield Dated(DutyKind.RETENTION, kept_until(on, settings.retention_years or 0), count)
        elif kind in kinds:
            yield Dated(DutyKind(kind), on, count, name)


def _rounds(opens_on: date, name: str, months: tuple[date, ...]) -> Iterator[Dated]:
    """When a yearly rule opens its rounds within some months."""
    timing = Timing(Repeat.YEARLY, opens_on, opens_on)
    for month in months:
        last = (month + timedelta(days=31)).replace(day=1) - _A_DAY
        found = timing.round_on(last)
        if found is not None and found.opens_on >= month:
            yield Dated(DutyKind.RULE, found.opens_on, 1, name)


def _roles(session: Session, settings: Settings, now: datetime) -> Iterator[Dated]:
    """The days on which roles end that hold now or will."""
    rows = session.execute(
        select(RoleGrant.valid_until).where(
            RoleGrant.valid_until > now,
            ~exists().where(
                RoleGrantEnd.grant_id == RoleGrant.id,
                or_(RoleGrantEnd.ended_at <= now, RoleGrantEnd.ended_at < RoleGrant.valid_until),
            ),
        )
    )
    days: dict[date, int] = {}
    for until in rows.scalars():
        if until is not None:
            day = (until - _A_DAY / 24).astimezone(settings.zone).date()
            days[day] = days.get(day, 0) + 1
    for day, count in days.items():
        yield Dated(DutyKind.ROLE, day, count)
