"""Every piece of content with its newest version, where that stands and who decided it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from lms.domain.checklist import Checklist
from lms.domain.coverage import CoveragePlan
from lms.domain.drafting import DraftingQuestions
from lms.domain.lesson import Lesson
from lms.domain.scenario import Scenario
from lms.domain.training import TrainingModule
from lms.models import (
    Account,
    Content,
    ContentKind,
    ContentState,
    ContentStateKind,
    ContentVersion,
    Policy,
)
from lms.queries.content import Version, latest_state, things

IN_REVIEW = ContentStateKind.IN_REVIEW.value


@dataclass(frozen=True, slots=True)
class ContentRow:
    """The newest version of a piece of content.

    Attributes:
        decided_by: who brought it to its state; empty where no person did.
        in_use: the number of the newest approved version, which is the one members get.
    """

    version: Version
    author: str
    created_at: datetime
    state: str
    decided_by: str
    decided_at: datetime
    in_use: int | None


def content_list(session: Session, *kinds: ContentKind) -> tuple[ContentRow, ...]:
    """All content of some kinds (of every kind, if none is named), in the order it came in."""
    author, decider = aliased(Account), aliased(Account)
    statement = (
        select(
            ContentVersion.id,
            ContentVersion.content_id,
            Content.policy_id,
            Policy.slug.label("policy"),
            Content.kind,
            Content.slug,
            ContentVersion.number,
            ContentVersion.digest,
            ContentVersion.author_id,
            ContentVersion.created_at,
            ContentState.state,
            ContentState.decided_at,
            func.coalesce(author.display_name, "").label("author"),
            func.coalesce(decider.display_name, "").label("decided_by"),
        )
        .join(Content, Content.id == ContentVersion.content_id)
        .join(Policy, Policy.id == Content.policy_id)
        .join(ContentState, ContentState.id == latest_state())
        .outerjoin(author, author.id == ContentVersion.author_id)
        .outerjoin(decider, decider.id == ContentState.decided_by)
        .order_by(ContentVersion.content_id, ContentVersion.number)
    )
    if kinds:
        statement = statement.where(Content.kind.in_(kinds))
    rows = session.execute(statement).all()
    return tuple(_newest(tuple(group)) for _, group in groupby(rows, attrgetter("content_id")))


def _newest(versions: tuple[Any, ...]) -> ContentRow:
    approved = [row.number for row in versions if row.state is ContentStateKind.APPROVED]
    newest = versions[-1]
    return ContentRow(
        version=Version(*newest[: len(Version.__slots__)]),
        author=newest.author,
        created_at=newest.created_at,
        state=newest.state.value,
        decided_by=newest.decided_by,
        decided_at=newest.decided_at,
        in_use=approved[-1] if approved else None,
    )


@dataclass(frozen=True, slots=True)
class ListedModule:
    """A module in a list."""

    row: ContentRow
    module: TrainingModule


@dataclass(frozen=True, slots=True)
class ListedLesson:
    """A lesson in a list."""

    row: ContentRow
    lesson: Lesson


@dataclass(frozen=True, slots=True)
class ListedScenario:
    """A scenario in a list."""

    row: ContentRow
    scenario: Scenario


@dataclass(frozen=True, slots=True)
class ListedPaper:
    """A checklist, a plan of coverage or drafting questions in a list."""

    row: ContentRow
    paper: Checklist | CoveragePlan | DraftingQuestions


@dataclass(frozen=True, slots=True)
class Listed:
    """Modules by number, lessons and scenarios by title, each in its newest version."""

    modules: tuple[ListedModule, ...]
    lessons: tuple[ListedLesson, ...]
    scenarios: tuple[ListedScenario, ...]
    papers: tuple[ListedPaper, ...]


def listed_content(session: Session) -> Listed:
    """All content with what its newest versions say."""
    rows = content_list(session)
    lessons = _of(rows, ContentKind.LESSON)
    scenarios = _of(rows, ContentKind.SCENARIO)
    lesson_of = things(session, [row.version for row in lessons], Lesson)
    scenario_of = things(session, [row.version for row in scenarios], Scenario)
    return Listed(
        modules=_with_modules(session, _of(rows, ContentKind.MODULE)),
        lessons=tuple(
            sorted(
                (ListedLesson(row, lesson_of[row.version.slug]) for row in lessons),
                key=lambda each: each.lesson.title,
            )
        ),
        scenarios=tuple(
            sorted(
                (ListedScenario(row, scenario_of[row.version.slug]) for row in scenarios),
                key=lambda each: each.scenario.title,
            )
        ),
        papers=tuple(_papers(session, rows)),
    )


def _papers(session: Session, rows: Sequence[ContentRow]) -> Iterator[ListedPaper]:
    checklists = _of(rows, ContentKind.CHECKLIST)
    checklist_of = things(session, [row.version for row in checklists], Checklist)
    yield from (ListedPaper(row, checklist_of[row.version.slug]) for row in checklists)
    plans = _of(rows, ContentKind.COVERAGE)
    plan_of = things(session, [row.version for row in plans], CoveragePlan)
    yield from (ListedPaper(row, plan_of[row.version.slug]) for row in plans)
    questions = _of(rows, ContentKind.QUESTIONS)
    asked_in = things(session, [row.version for row in questions], DraftingQuestions)
    yield from (ListedPaper(row, asked_in[row.version.slug]) for row in questions)


def _of(rows: Sequence[ContentRow], kind: ContentKind) -> list[ContentRow]:
    return [row for row in rows if row.version.kind is kind]


def listed_modules(session: Session) -> tuple[ListedModule, ...]:
    """The modules in their newest versions, by number."""
    return _with_modules(session, content_list(session, ContentKind.MODULE))


def _with_modules(session: Session, rows: Sequence[ContentRow]) -> tuple[ListedModule, ...]:
    module_of = things(session, [row.version for row in rows], TrainingModule)
    listed = [ListedModule(row, module_of[row.version.slug]) for row in rows]
    return tuple(sorted(listed, key=lambda each: each.module.number))


def module_titles(session: Session) -> dict[int, str]:
    """What each module is called in its newest version, by its content."""
    return {each.row.version.content_id: each.module.title for each in listed_modules(session)}


@dataclass(frozen=True, slots=True)
class Titles:
    """What modules (by their content) and lessons (by slug) are called in newest versions."""

    modules: dict[int, str]
    lessons: dict[str, str]


def listed_titles(session: Session) -> Titles:
    """The titles of all modules and lessons."""
    rows = content_list(session, ContentKind.MODULE, ContentKind.LESSON)
    modules = _with_modules(session, _of(rows, ContentKind.MODULE))
    versions = [row.version for row in _of(rows, ContentKind.LESSON)]
    lessons = things(session, versions, Lesson)
    return Titles(
        modules={each.row.version.content_id: each.module.title for each in modules},
        lessons={slug: lesson.title for slug, lesson in lessons.items()},
    )


@dataclass(frozen=True, slots=True)
class Overview:
    """What modules (by their content) are called, and how much waits for an approver."""

    titles: dict[int, str]
    in_review: int


def content_overview(session: Session) -> Overview:
    """The titles of the modules, and how many newest versions of any kind are in review."""
    rows = content_list(session)
    modules = _with_modules(session, _of(rows, ContentKind.MODULE))
    return Overview(
        titles={each.row.version.content_id: each.module.title for each in modules},
        in_review=sum(row.state == IN_REVIEW for row in rows),
    )
