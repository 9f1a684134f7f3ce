"""Sittings: what a member has done of a module in a period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Label, bindparam, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from lms.domain.duty import Duty
from lms.models import (
    Attempt,
    AttemptResult,
    ContentVersion,
    LessonCompletion,
    LessonPin,
    PageDone,
    PracticeResponse,
    Sitting,
    Talk,
    Visit,
)
from lms.queries.journal_place import rows_of
from lms.queries.results import passed_or_open, points_now


@dataclass(frozen=True, slots=True)
class SittingRow:
    """A member's sitting of a module version."""

    id: int
    member_id: int
    module_version_id: int
    content_id: int
    period_start: date
    opened_at: datetime
    duty: Duty | None
    visited_at: datetime | None


def _latest_visit(column: InstrumentedAttribute[Any]) -> Label[Any]:
    """A column of a sitting's newest visit."""
    return (
        select(column)
        .where(Visit.sitting_id == Sitting.id)
        .order_by(Visit.id.desc())
        .limit(1)
        .correlate(Sitting)
        .scalar_subquery()
        .label(column.key)
    )


_SITTING = select(
    Sitting.id,
    Sitting.member_id,
    Sitting.module_version_id,
    ContentVersion.content_id,
    Sitting.period_start,
    Sitting.opened_at,
    _latest_visit(Visit.duty),
    _latest_visit(Visit.started_at),
).join(ContentVersion, ContentVersion.id == Sitting.module_version_id)


_OWN_SITTING = _SITTING.where(
    Sitting.id == bindparam("sitting_id"), Sitting.member_id == bindparam("member_id")
)
_IN_PERIOD = _SITTING.where(
    Sitting.member_id == bindparam("member_id"), Sitting.period_start == bindparam("period_start")
).order_by(Sitting.id)


def own_sitting(session: Session, *, sitting_id: int, member_id: int) -> SittingRow | None:
    """The sitting where it is this member's, else None, the same as a missing one."""
    own = {"sitting_id": sitting_id, "member_id": member_id}
    row = session.connection().execute(_OWN_SITTING, own).first()
    return SittingRow(*row) if row else None


def sittings_of(session: Session, *, member_id: int, period_start: date) -> dict[int, SittingRow]:
    """A member's sittings in a period, the newest of each module, by the module's content."""
    asked = {"member_id": member_id, "period_start": period_start}
    rows = rows_of(session, _IN_PERIOD, asked)
    return {row.content_id: SittingRow(*row) for row in rows}


@dataclass(frozen=True, slots=True)
class Pin:
    """The versions a sitting uses for one lesson."""

    lesson: str
    lesson_version_id: int
    scenario_version_ids: tuple[int, ...]


_PINS = select(LessonPin.lesson, LessonPin.lesson_version_id, LessonPin.scenario_version_ids).where(
    LessonPin.sitting_id == bindparam("sitting_id")
)


def pins(session: Session, sitting_id: int) -> dict[str, Pin]:
    """The lessons a sitting has begun, by slug."""
    rows = session.connection().execute(_PINS, {"sitting_id": sitting_id})
    return {
        row.lesson: Pin(row.lesson, row.lesson_version_id, tuple(row.scenario_version_ids))
        for row in rows
    }


_PAGES_DONE = select(PageDone.page).where(PageDone.sitting_id == bindparam("sitting_id"))


def pages_done(session: Session, sitting_id: int) -> frozenset[str]:
    """The reading pages left by "next", each as ``lesson/page``."""
    rows = session.connection().execute(_PAGES_DONE, {"sitting_id": sitting_id})
    return frozenset(rows.scalars())


@dataclass(frozen=True, slots=True)
class Practiced:
    """A member's first answer to a practice item."""

    scenario_version_id: int
    item: str
    answer: int | tuple[int, ...]
    points: int
    maximum: int


_PRACTICED = (
    select(
        PracticeResponse.scenario_version_id,
        PracticeResponse.item,
        PracticeResponse.answer,
        PracticeResponse.points,
        PracticeResponse.maximum,
    )
    .where(PracticeResponse.sitting_id == bindparam("sitting_id"))
    .order_by(PracticeResponse.id)
)


def practiced(session: Session, sitting_id: int) -> tuple[Practiced, ...]:
    """Every practice answer of a sitting, in the order given."""
    rows = session.connection().execute(_PRACTICED, {"sitting_id": sitting_id})
    return tuple(Practiced(row[0], row[1], as_answer(row[2]), row[3], row[4]) for row in rows)


def as_answer(stored: object) -> int | tuple[int, ...]:
    """A stored answer as the domain takes it: JSON has lists where the domain has tuples."""
    if isinstance(stored, list):
        return tuple(int(part) for part in stored)
    return int(str(stored))


_COMPLETED = select(LessonCompletion.lesson, LessonCompletion.completed_at).where(
    LessonCompletion.sitting_id == bindparam("sitting_id")
)


def lessons_completed(session: Session, sitting_id: int) -> dict[str, datetime]:
    """When each lesson of a sitting was completed, by slug."""
    rows = rows_of(session, _COMPLETED, {"sitting_id": sitting_id})
    return {row.lesson: row.completed_at for row in rows}


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """An attempt and, once submitted, its result."""

    id: int
    sitting_id: int
    member_id: int
    number: int
    seed: str
    draw: dict[str, object]
    pass_mark: int
    started_at: datetime
    submitted_at: datetime | None
    points: int | None
    maximum: int | None
    passed: bool | None
    talked: bool

    @property
    def is_closed(self) -> bool:
        """Whether it has its one result."""
        return self.submitted_at is not None


_ATTEMPT = (
    select(
        Attempt.id,
        Attempt.sitting_id,
        Attempt.member_id,
        Attempt.number,
        Attempt.seed,
        Attempt.draw,
        Attempt.pass_mark,
        Attempt.started_at,
        AttemptResult.submitted_at,
        points_now().label("points"),
        AttemptResult.maximum,
        passed_or_open().label("passed"),
        Talk.attempt_id.is_not(None).label("talked"),
    )
    .outerjoin(AttemptResult, AttemptResult.attempt_id == Attempt.id)
    .outerjoin(Talk, Talk.attempt_id == Attempt.id)
)


_OWN_ATTEMPT = _ATTEMPT.where(
    Attempt.id == bindparam("attempt_id"), Attempt.member_id == bindparam("member_id")
)


def own_attempt(session: Session, *, attempt_id: int, member_id: int) -> AttemptRow | None:
    """The attempt where it is this member's, else None."""
    own = {"attempt_id": attempt_id, "member_id": member_id}
    row = session.connection().execute(_OWN_ATTEMPT, own).first()
    return AttemptRow(*row) if row else None


def attempts_of(session: Session, sitting_id: int) -> tuple[AttemptRow, ...]:
    """The attempts of a sitting, in order."""
    rows = session.execute(
        _ATTEMPT.where(Attempt.sitting_id == sitting_id).order_by(Attempt.number)
    )
    return tuple(AttemptRow(*row) for row in rows)
