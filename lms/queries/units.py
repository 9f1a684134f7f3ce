"""What a unit of time is called on pages."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.lesson import Lesson
from lms.domain.page_token import attempt_unit, lesson_unit
from lms.domain.training import TrainingModule
from lms.models import Attempt, LessonPin, Sitting
from lms.queries.content import things, versions_by_id

_UNTIMED: Mapping[str, str] = {
    "class": "class",
    "correction": "correction by act",
    "outside": "outside training, number",
    "paper": "completion from paper,",
}


def unit_names(
    session: Session, units: Collection[tuple[int | None, str]]
) -> dict[tuple[int | None, str], str]:
    """Names of lessons and attempts by sitting and unit, in a fixed number of queries."""
    sitting_ids = {sitting_id for sitting_id, _ in units if sitting_id is not None}
    names: dict[tuple[int | None, str], str] = {}
    names.update(_lesson_names(session, sitting_ids))
    names.update(_attempt_names(session, sitting_ids))
    return {unit: names.get(unit) or _untimed_name(unit[1]) for unit in units}


def _untimed_name(unit: str) -> str:
    """What is called by a kind and a number where no page timed it."""
    kind, _, number = unit.partition(":")
    return f"{_UNTIMED[kind]} {number}" if kind in _UNTIMED else unit


def _lesson_names(
    session: Session, sitting_ids: Collection[int]
) -> dict[tuple[int | None, str], str]:
    rows = session.execute(
        select(LessonPin.sitting_id, LessonPin.lesson, LessonPin.lesson_version_id).where(
            LessonPin.sitting_id.in_(sitting_ids)
        )
    ).all()
    versions = versions_by_id(session, {row.lesson_version_id for row in rows})
    lessons = things(session, versions.values(), Lesson)
    return {(row.sitting_id, lesson_unit(row.lesson)): lessons[row.lesson].title for row in rows}


def _attempt_names(
    session: Session, sitting_ids: Collection[int]
) -> dict[tuple[int | None, str], str]:
    rows = session.execute(
        select(Attempt.id, Attempt.sitting_id, Attempt.number, Sitting.module_version_id)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .where(Attempt.sitting_id.in_(sitting_ids))
    ).all()
    versions = versions_by_id(session, {row.module_version_id for row in rows})
    modules = things(session, versions.values(), TrainingModule)
    titles = {each.id: modules[each.slug].title for each in versions.values()}
    return {
        (row.sitting_id, attempt_unit(row.id)): (
            f"Graded scenarios of \u201c{titles[row.module_version_id]}\u201d, attempt {row.number}"
        )
        for row in rows
    }
