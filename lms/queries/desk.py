"""What the training unit sees first: talks that are waiting and what needs a decision."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, exists, or_
from sqlalchemy.orm import Session, aliased

from lms.domain.attempt_rules import Opening, Tried, opening
from lms.domain.late_year import LATE_YEARS
from lms.models import Attempt, AttemptResult, ContentVersion, ServiceRecord, Sitting, Talk
from lms.queries.late_years import opened_starts
from lms.queries.results import is_passed
from lms.queries.roster import Person, people_on, serving_on

_PERSON = len(Person.__slots__)


@dataclass(frozen=True, slots=True)
class WaitingTalk:
    """A member whose next attempt opens when somebody has talked with them.

    Attributes:
        attempt_id: the failed attempt that the talk is about.
        failed: how many attempts of this module failed, this one included.
        missed: codes of the provisions to go over.
    """

    attempt_id: int
    person: Person
    content_id: int
    failed: int
    failed_on: date
    missed: tuple[str, ...]


def waiting_talks(
    session: Session,
    *,
    day: date,
    period_starts: Iterable[date],
    attempts_before_talk: int,
    member_id: int | None = None,
) -> tuple[WaitingTalk, ...]:
    """The talks that are waiting, the longest first; of everybody or of one member.

    Args:
        period_starts: first days of the periods whose modules can still be taken; a late year
            of somebody, opened once more, is one by itself.
        attempts_before_talk: the department's setting.
    """
    statement = _failed_last(day, tuple(period_starts))
    if member_id is not None:
        statement = statement.where(ServiceRecord.member_id == member_id)
    return tuple(
        _waiting(row)
        for row in session.execute(statement)
        if _talk_is_due(row.number, attempts_before_talk)
    )


def _failed_last(day: date, period_starts: tuple[date, ...]) -> Select[Any]:
    """Those whose last attempt of a module failed, and nobody has talked with them since."""
    later = aliased(Attempt)
    return (
        people_on(day)
        .add_columns(
            Attempt.id,
            Attempt.number,
            ContentVersion.content_id,
            AttemptResult.submitted_on,
            AttemptResult.detail,
        )
        .join(Attempt, Attempt.member_id == ServiceRecord.member_id)
        .join(AttemptResult, AttemptResult.attempt_id == Attempt.id)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .join(ContentVersion, ContentVersion.id == Sitting.module_version_id)
        .where(
            serving_on(day),
            or_(
                Sitting.period_start.in_(period_starts),
                Sitting.period_start.in_(opened_starts(day)),
            ),
            AttemptResult.submitted_on >= _earliest(period_starts, day),
            ~is_passed(),
            ~exists().where(Talk.attempt_id == Attempt.id),
            ~exists().where(later.sitting_id == Attempt.sitting_id, later.number > Attempt.number),
        )
        .order_by(AttemptResult.submitted_at, Attempt.id)
    )


def _earliest(period_starts: tuple[date, ...], day: date) -> date:
    """No attempt in these periods, or in a year that is opened late, was submitted before."""
    first = min(period_starts, default=day)
    return date(first.year - LATE_YEARS, 1, 1)


def _talk_is_due(failed: int, attempts_before_talk: int) -> bool:
    """Whether the domain asks for a talk after so many failed attempts, the last untalked."""
    tried = [Tried(passed=False, talked=False)] * failed
    found = opening(
        tried, lessons_open=0, attempts_before_talk=attempts_before_talk, on_own_time=False
    )
    return found is Opening.TALK_FIRST


def _waiting(row: Any) -> WaitingTalk:  # noqa: ANN401 - a row of waiting_talks
    return WaitingTalk(
        attempt_id=row.id,
        person=Person(*row[:_PERSON]),
        content_id=row.content_id,
        failed=row.number,
        failed_on=row.submitted_on,
        missed=tuple(row.detail["missed"]),
    )
