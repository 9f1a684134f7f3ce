"""A member's modules and lessons in the current period, as pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.lesson import Lesson
from lms.domain.nominal import Nominal
from lms.domain.requirement import Period
from lms.domain.scenario import Scenario
from lms.domain.training import TrainingModule
from lms.models import Attempt, AttemptResult, ContentKind, LessonCompletion, LessonPin
from lms.queries.content import Version, approved, things
from lms.queries.expected_time import expected_time
from lms.queries.results import passed_or_open
from lms.queries.sittings import SittingRow, sittings_of
from lms.queries.standing import AssignedModule, assigned_modules, passed_on


@dataclass(frozen=True, slots=True)
class LessonCard:
    """A lesson of a module and how far a member is with it."""

    slug: str
    title: str
    summary: str
    limb: str
    nominal: Nominal
    begun: bool
    completed: bool


@dataclass(frozen=True, slots=True)
class ModuleCard:
    """A module and how far a member is with it.

    Attributes:
        version: the one the member's sitting pins, or the newest approved.
        failed: attempts submitted and not passed.
        open_attempt: the attempt that waits for answers, if any.
    """

    version: Version
    module: TrainingModule
    lessons: tuple[LessonCard, ...]
    sitting: SittingRow | None
    assigned: AssignedModule | None
    passed_on: date | None
    failed: int
    open_attempt: int | None

    @property
    def is_for_the_member(self) -> bool:
        """Whether a list of what to do has it: the course, and tracks assigned or begun."""
        return self.module.is_course or self.is_taken_up

    @property
    def is_taken_up(self) -> bool:
        """Whether it was assigned to the member, or begun."""
        return self.assigned is not None or self.sitting is not None

    @property
    def nominal_minutes(self) -> int:
        """Expected minutes of its lessons together, rounded down once."""
        return sum(lesson.nominal.seconds for lesson in self.lessons) // 60

    @property
    def lessons_done(self) -> int:
        """How many lessons are completed."""
        return sum(lesson.completed for lesson in self.lessons)

    @property
    def next_lesson(self) -> LessonCard | None:
        """The first lesson that is not completed."""
        return next((lesson for lesson in self.lessons if not lesson.completed), None)


def module_cards(session: Session, *, member_id: int, period: Period) -> tuple[ModuleCard, ...]:
    """Every approved module with a member's progress in a period, by number."""
    modules = approved(session, ContentKind.MODULE)
    sittings = sittings_of(session, member_id=member_id, period_start=period.starts_on)
    assigned = {
        each.content_id: each
        for each in assigned_modules(session, member_id=member_id, period=period)
    }
    passed = passed_on(session, member_id=member_id, period=period)
    found = things(session, modules.values(), TrainingModule)
    lessons = _Lessons(session, [sitting.id for sitting in sittings.values()])
    attempts = _attempts(session, [sitting.id for sitting in sittings.values()])
    cards = []
    for slug, each in modules.items():
        sitting = sittings.get(each.content_id)
        failed, still_open = attempts.get(sitting.id, (0, None)) if sitting else (0, None)
        cards.append(
            ModuleCard(
                version=each,
                module=found[slug],
                lessons=lessons.cards(found[slug], sitting),
                sitting=sitting,
                assigned=assigned.get(each.content_id),
                passed_on=passed.get(each.content_id),
                failed=failed,
                open_attempt=still_open,
            )
        )
    return tuple(sorted(cards, key=lambda card: card.module.number))


class _Lessons:
    """The approved lessons and what some sittings have done of them."""

    def __init__(self, session: Session, sitting_ids: list[int]) -> None:
        self._lesson_versions = approved(session, ContentKind.LESSON)
        self._scenario_versions = approved(session, ContentKind.SCENARIO)
        self._lessons = things(session, self._lesson_versions.values(), Lesson)
        self._scenarios = things(session, self._scenario_versions.values(), Scenario)
        self._begun = _pairs(
            session,
            select(LessonPin.sitting_id, LessonPin.lesson).where(
                LessonPin.sitting_id.in_(sitting_ids)
            ),
        )
        self._completed = _pairs(
            session,
            select(LessonCompletion.sitting_id, LessonCompletion.lesson).where(
                LessonCompletion.sitting_id.in_(sitting_ids)
            ),
        )

    def _nominal(self, slug: str) -> Nominal:
        return expected_time(
            self._lessons[slug],
            self._lesson_versions[slug],
            self._scenarios,
            self._scenario_versions,
        )

    def cards(self, module: TrainingModule, sitting: SittingRow | None) -> tuple[LessonCard, ...]:
        sitting_id = sitting.id if sitting else 0
        return tuple(
            LessonCard(
                slug=slug,
                title=self._lessons[slug].title,
                summary=self._lessons[slug].summary,
                limb=self._lessons[slug].limb,
                nominal=self._nominal(slug),
                begun=(sitting_id, slug) in self._begun,
                completed=(sitting_id, slug) in self._completed,
            )
            for slug in module.lessons
            if slug in self._lessons
        )


def _pairs(session: Session, statement: object) -> frozenset[tuple[int, str]]:
    rows = session.execute(statement)  # type: ignore[call-overload]
    return frozenset((row[0], row[1]) for row in rows)


def _attempts(session: Session, sitting_ids: list[int]) -> dict[int, tuple[int, int | None]]:
    """Failed attempts and the open one, by sitting."""
    rows = session.execute(
        select(
            Attempt.sitting_id,
            Attempt.id,
            AttemptResult.attempt_id.is_not(None),
            passed_or_open(),
        )
        .outerjoin(AttemptResult, AttemptResult.attempt_id == Attempt.id)
        .where(Attempt.sitting_id.in_(sitting_ids))
        .order_by(Attempt.number)
    )
    found: dict[int, tuple[int, int | None]] = {}
    for sitting_id, attempt_id, submitted, passed in rows:
        failed, still_open = found.get(sitting_id, (0, None))
        if not submitted:
            still_open = attempt_id
        elif not passed:
            failed += 1
        found[sitting_id] = (failed, still_open)
    return found
