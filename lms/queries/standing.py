"""How members stand: minutes by subject, lessons still open, modules passed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Session

from lms.domain.lesson import Lesson
from lms.domain.requirement import Period, Standing, Worked, standing
from lms.domain.training import TrainingModule
from lms.models import (
    Assignment,
    Attempt,
    AttemptResult,
    Content,
    ContentKind,
    ContentVersion,
    CreditEntry,
    Exemption,
    LessonCompletion,
    MemberAssignment,
    MemberAssignmentEnd,
    Policy,
    Sitting,
)
from lms.queries.classes import lessons_taught_in
from lms.queries.content import approved, things
from lms.queries.counted_in import counted_in
from lms.queries.owed import Owed, owed_on
from lms.queries.results import is_passed
from lms.queries.updates_of_year import certified_members, in_the_year, unstated_limbs

__all__ = [
    "AssignedModule",
    "Owed",
    "assigned_modules",
    "lessons_by_limb",
    "lessons_completed_in",
    "lessons_that_count",
    "member_standing",
    "owed_on",
    "passed_on",
    "seconds_by_limb",
]


def seconds_by_limb(session: Session, *, member_id: int, period: Period) -> dict[str, int]:
    """A member's seconds in a period, reversals included, by subject."""
    rows = session.execute(
        select(CreditEntry.limb, func.sum(CreditEntry.seconds))
        .where(
            CreditEntry.member_id == member_id,
            counted_in(period),
        )
        .group_by(CreditEntry.limb)
    )
    return {limb: int(seconds) for limb, seconds in rows}


def lessons_by_limb(session: Session, *, policy: str) -> dict[str, frozenset[str]]:
    """The lessons of the policy's approved modules, by the subject they belong to."""
    modules = things(
        session,
        approved(session, ContentKind.MODULE, policy=policy).values(),
        TrainingModule,
    )
    used = {lesson for module in modules.values() for lesson in module.lessons}
    versions = approved(session, ContentKind.LESSON, policy=policy)
    lessons = things(session, [versions[slug] for slug in used if slug in versions], Lesson)
    found: dict[str, set[str]] = {}
    for slug, lesson in lessons.items():
        found.setdefault(lesson.limb, set()).add(slug)
    return {limb: frozenset(slugs) for limb, slugs in found.items()}


def lessons_that_count(session: Session, owed: Owed) -> dict[str, frozenset[str]]:
    """The lessons by subject, without updates that belong to the next period."""
    return in_the_year(session, owed, lessons_by_limb(session, policy=owed.policy))


def lessons_completed_in(session: Session, *, member_id: int, period: Period) -> frozenset[str]:
    """The lessons a member completed in a period, online or in a class."""
    online = (
        select(LessonCompletion.lesson)
        .join(Sitting, Sitting.id == LessonCompletion.sitting_id)
        .where(Sitting.member_id == member_id, Sitting.period_start == period.starts_on)
    )
    taught = lessons_taught_in(period, member_id=member_id).subquery()
    return frozenset(session.execute(online.union(select(taught.c.lesson))).scalars())


def member_standing(session: Session, *, member_id: int, owed: Owed) -> Standing:
    """How one member stands against one requirement in its current period."""
    done = lessons_completed_in(session, member_id=member_id, period=owed.period)
    lessons = lessons_that_count(session, owed)
    certified = member_id in certified_members(session, owed, member_id=member_id)
    worked = Worked(
        seconds=seconds_by_limb(session, member_id=member_id, period=owed.period),
        open_lessons={} if certified else {limb: len(lessons[limb] - done) for limb in lessons},
        unstated=frozenset() if certified else unstated_limbs(session, owed, lessons),
    )
    return standing(worked, owed.requirement)


@dataclass(frozen=True, slots=True)
class AssignedModule:
    """A module assigned to a member, with the earliest pass in the period."""

    assignment_id: int
    content_id: int
    slug: str
    policy: str
    due_on: date
    passed_on: date | None


def assigned_modules(
    session: Session, *, member_id: int, period: Period
) -> tuple[AssignedModule, ...]:
    """The modules a member is assigned in a period, by due date; withdrawn ones left out."""
    passed = passed_on(session, member_id=member_id, period=period)
    rows = session.execute(
        select(
            Assignment.id,
            Assignment.content_id,
            Content.slug,
            Policy.slug.label("policy"),
            func.coalesce(_extended_to(), MemberAssignment.due_on).label("due_on"),
        )
        .join(Assignment, Assignment.id == MemberAssignment.assignment_id)
        .join(Content, Content.id == Assignment.content_id)
        .join(Policy, Policy.id == Content.policy_id)
        .outerjoin(
            MemberAssignmentEnd, MemberAssignmentEnd.member_assignment_id == MemberAssignment.id
        )
        .where(
            MemberAssignment.member_id == member_id,
            MemberAssignmentEnd.member_assignment_id.is_(None),
            MemberAssignment.due_on >= period.starts_on,
            MemberAssignment.due_on <= period.ends_on,
        )
        .order_by("due_on", Assignment.id)
    )
    return tuple(
        AssignedModule(row[0], row[1], row[2], row[3], row[4], passed.get(row[1])) for row in rows
    )


def _extended_to() -> ScalarSelect[Any]:
    """The latest day until which the member of ``MemberAssignment`` has time."""
    return (
        select(func.max(Exemption.extended_to))
        .where(
            Exemption.member_id == MemberAssignment.member_id,
            Exemption.assignment_id == MemberAssignment.assignment_id,
        )
        .scalar_subquery()
    )


def passed_on(session: Session, *, member_id: int, period: Period) -> Mapping[int, date]:
    """The day a member first passed each module in a period, by the module's content."""
    rows = session.execute(
        select(ContentVersion.content_id, func.min(AttemptResult.submitted_on))
        .join(Attempt, Attempt.id == AttemptResult.attempt_id)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .join(ContentVersion, ContentVersion.id == Sitting.module_version_id)
        .where(
            Attempt.member_id == member_id,
            Sitting.period_start == period.starts_on,
            is_passed(),
        )
        .group_by(ContentVersion.content_id)
    )
    return {content_id: day for content_id, day in rows}  # noqa: C416 - rows are no pairs
