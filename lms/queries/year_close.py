"""A year as its close finds it, and the years that were closed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.domain.compliance import YearState
from lms.domain.requirement import owes_period
from lms.domain.setting import NewHires
from lms.domain.year_close import MemberOutcome, YearAtClose, YearOutcome, outcome_of
from lms.models import (
    Account,
    Exemption,
    RequirementInstance,
    YearClose,
    YearCloseMember,
)
from lms.queries.completed_late import late_days
from lms.queries.outside_training import undecided_outside
from lms.queries.owed import Owed
from lms.queries.settings import settings_on
from lms.queries.standing import lessons_that_count
from lms.queries.standings import MemberYear, everybody, exempt_on
from lms.queries.updates_of_year import last_day, unstated_limbs


@dataclass(frozen=True, slots=True)
class ClosingYear:
    """A year with everybody in it, and how its close finds it."""

    years: tuple[MemberYear, ...]
    at_close: YearAtClose


def closing_year(session: Session, owed: Owed, *, day: date) -> ClosingYear:
    """How a period stands on ``day``, or on its last day where that is past.

    Args:
        owed: as it holds on a day of the period.
    """
    shown = min(day, owed.period.ends_on)
    lessons = lessons_that_count(session, owed)
    late = late_days(session, owed, lessons)
    years = tuple(
        year._replace(late=year.person.member_id in late and year.state is YearState.COMPLETE)
        for year in everybody(session, owed, day=shown, lessons=lessons)
    )
    at_close = YearAtClose(
        period=owed.period,
        outcomes=tuple(_outcomes(years)),
        last_update_day=last_day(session, owed),
        unstated=bool(unstated_limbs(session, owed, lessons)),
        without_duty=_without_duty(session, owed, years, shown),
        closed=closed_year(session, owed) is not None,
        outside_waits=undecided_outside(session, period=owed.period),
    )
    return ClosingYear(years, at_close)


def _without_duty(session: Session, owed: Owed, years: Iterable[MemberYear], day: date) -> int:
    """How many sworn members lack the duty that they owe; new hires as the Chief decided."""
    later = settings_on(session, day).new_hires is NewHires.NEXT_YEAR
    return sum(
        year.sworn_without_duty
        and owes_period(owed.period, year.person.hired_on, from_next_year=later)
        for year in years
    )


def _outcomes(years: Iterable[MemberYear]) -> Iterable[MemberOutcome]:
    for year in years:
        outcome = outcome_of(year.state, late=year.late)
        if outcome is not None:
            yield MemberOutcome(year.person.member_id, outcome, year.worked)


@dataclass(frozen=True, slots=True)
class ClosedYear:
    """A year that was closed: who signed what, and when."""

    id: int
    requirement_id: int
    period_start: date
    period_end: date
    statement: str
    outcomes_digest: str
    by: str
    signed_on: date
    event_seq: int


_CLOSED = select(
    YearClose.id,
    YearClose.requirement_id,
    YearClose.period_start,
    YearClose.period_end,
    YearClose.statement,
    YearClose.outcomes_digest,
    Account.display_name,
    YearClose.signed_on,
    YearClose.event_seq,
).join(Account, Account.id == YearClose.signed_by)


def closed_year(session: Session, owed: Owed) -> ClosedYear | None:
    """The close of a requirement's period, where it is closed."""
    row = session.execute(
        _CLOSED.where(
            YearClose.requirement_id == owed.requirement_id,
            YearClose.period_start == owed.period.starts_on,
        )
    ).one_or_none()
    return ClosedYear(*row) if row else None


def closed_years(session: Session) -> tuple[ClosedYear, ...]:
    """Every closed year, the newest first."""
    rows = session.execute(_CLOSED.order_by(YearClose.period_start.desc(), YearClose.id))
    return tuple(ClosedYear(*row) for row in rows)


def signed_outcomes(session: Session, close_id: int) -> dict[int, MemberOutcome]:
    """What every member's year came to when it was signed, by member."""
    rows = session.execute(
        select(YearCloseMember.member_id, YearCloseMember.outcome, YearCloseMember.seconds).where(
            YearCloseMember.close_id == close_id
        )
    )
    return {row[0]: MemberOutcome(row[0], YearOutcome(row[1]), row[2]) for row in rows}


@dataclass(frozen=True, slots=True)
class Memo:
    """Why a member is excused from a year, and who approved it."""

    reason: str
    approved_by: str
    exemption_id: int
    has_document: bool


def memos(session: Session, owed: Owed, *, day: date) -> dict[int, Memo]:
    """The newest memo of everybody who is excused from a requirement on a day."""
    rows = session.execute(
        select(
            Exemption.member_id,
            Exemption.reason,
            Exemption.approved_by,
            Exemption.id,
            Exemption.document_sha256.is_not(None).label("has_document"),
        )
        .where(Exemption.requirement_id == owed.requirement_id, exempt_on(day))
        .order_by(Exemption.id)
    )
    return {
        row.member_id: Memo(row.reason, row.approved_by, row.id, row.has_document) for row in rows
    }


def duties_opened(session: Session, *, requirement_id: int) -> dict[date, int]:
    """How many members owe a requirement in each period for which it was opened."""
    rows = session.execute(
        select(RequirementInstance.period_start, func.count())
        .where(RequirementInstance.requirement_id == requirement_id)
        .group_by(RequirementInstance.period_start)
    )
    return {starts_on: int(count) for starts_on, count in rows}
