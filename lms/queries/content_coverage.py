"""Approved content held against the approved plan of coverage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from lms.domain.coverage import CoveragePlan, Covered, coverage
from lms.domain.lesson import Lesson
from lms.domain.provision import ProvisionStatus
from lms.domain.scenario import Scenario
from lms.models import ContentKind
from lms.queries.content import Version, approved, things
from lms.queries.provisions import ProvisionRow, provisions, revision_in_force


@dataclass(frozen=True, slots=True)
class Section:
    """A provision as it stands today. ``phrases`` is for the rules of writing, not for this."""

    id: str
    status: ProvisionStatus
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CoverageOf:
    """A policy's sections with what asks about them; ``lessons`` are titles by slug."""

    policy: str
    plan: CoveragePlan
    version: Version
    lines: tuple[tuple[ProvisionRow, Covered], ...]
    lessons: dict[str, str]


def coverage_of(session: Session, *, day: date) -> tuple[CoverageOf, ...]:
    """For every policy with an approved plan and a revision in force."""
    plans = approved(session, ContentKind.COVERAGE)
    found = [_of(session, version, day) for version in plans.values()]
    return tuple(each for each in found if each is not None)


def _of(session: Session, version: Version, day: date) -> CoverageOf | None:
    revision = revision_in_force(session, policy=version.policy, day=day)
    if revision is None:
        return None
    plan = things(session, (version,), CoveragePlan)[version.slug]
    rows = provisions(session, revision_id=revision.id, day=day)
    scenarios = approved(session, ContentKind.SCENARIO, policy=version.policy)
    lessons = approved(session, ContentKind.LESSON, policy=version.policy)
    lesson_of = things(session, lessons.values(), Lesson)
    lines = coverage(
        [Section(row.code, row.status) for row in rows],
        plan,
        things(session, scenarios.values(), Scenario).values(),
        lesson_of.values(),
    )
    return CoverageOf(
        policy=version.policy,
        plan=plan,
        version=version,
        lines=tuple(zip(rows, lines, strict=True)),
        lessons={slug: lesson.title for slug, lesson in lesson_of.items()},
    )
