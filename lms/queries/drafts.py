"""Pieces that are being written, what is wrong with them, and what a version went through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from lms.content.piece import Piece, read_piece
from lms.domain.checklist import Checklist, checklist_findings
from lms.domain.citation import Known
from lms.domain.cited import Thing
from lms.domain.coverage import CoveragePlan, plan_findings
from lms.domain.drafting import DraftingQuestions, drafting_findings
from lms.domain.editorial import why_not_editorial
from lms.domain.findings import Finding
from lms.domain.lesson import Lesson
from lms.domain.lesson_findings import across_lessons, lesson_findings
from lms.domain.module_findings import across_modules, module_findings
from lms.domain.scenario import Scenario
from lms.domain.scenario_findings import across_scenarios, scenario_findings
from lms.domain.training import TrainingModule
from lms.models import (
    Account,
    Content,
    ContentComment,
    ContentDraft,
    ContentKind,
    ContentState,
    ContentVersion,
    Limb,
    Policy,
    Revision,
)
from lms.queries.content import Version, approved, things, versions_by_id
from lms.queries.policy_reader import read_policy
from lms.queries.provisions import provisions

T = TypeVar("T", Scenario, Lesson, TrainingModule)


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A piece that somebody is writing."""

    id: int
    policy_id: int
    policy: str
    kind: ContentKind
    slug: str
    base_version_id: int | None
    source: str
    author_id: int
    author: str
    turn: int
    updated_at: datetime


def _drafts() -> Select[Any]:
    columns: tuple[Any, ...] = (
        ContentDraft.id,
        ContentDraft.policy_id,
        Policy.slug.label("policy"),
        ContentDraft.kind,
        ContentDraft.slug,
        ContentDraft.base_version_id,
        ContentDraft.source,
        ContentDraft.author_id,
        Account.display_name,
        ContentDraft.turn,
        ContentDraft.updated_at,
    )
    return (
        select(*columns)
        .join(Policy, Policy.id == ContentDraft.policy_id)
        .join(Account, Account.id == ContentDraft.author_id)
    )


def drafts(session: Session) -> tuple[DraftRow, ...]:
    """Everything that is being written, the last touched first."""
    rows = session.execute(_drafts().order_by(ContentDraft.updated_at.desc(), ContentDraft.id))
    return tuple(DraftRow(*row) for row in rows)


def draft_by_id(session: Session, draft_id: int) -> DraftRow | None:
    """One of them."""
    row = session.execute(_drafts().where(ContentDraft.id == draft_id)).first()
    return DraftRow(*row) if row else None


def draft_of(session: Session, *, policy_id: int, kind: ContentKind, slug: str) -> DraftRow | None:
    """The one of a piece, where somebody is at it."""
    row = session.execute(
        _drafts().where(
            ContentDraft.policy_id == policy_id,
            ContentDraft.kind == kind,
            ContentDraft.slug == slug,
        )
    ).first()
    return DraftRow(*row) if row else None


@dataclass(frozen=True, slots=True)
class Judged:
    """A source as read, and everything that is wrong with it.

    Attributes:
        findings: each with the line it stands on.
    """

    piece: Piece
    findings: tuple[tuple[int, Finding], ...]

    @property
    def thing(self) -> Thing | None:
        """The piece, where the source has the shape of one."""
        return self.piece.thing


def judged(session: Session, *, policy: str, kind: ContentKind, source: str, day: date) -> Judged:
    """Read a source and check it as the files are, against the content in use."""
    piece = read_piece(kind.value, source)
    found = [(each.line, each.finding) for each in piece.found]
    if piece.thing is not None and piece.source is not None:
        line_of = piece.source.line_of
        told = _findings(session, policy, piece.thing, day)
        found += [(line_of(each.path), each) for each in told]
    return Judged(piece, tuple(sorted(found, key=lambda each: (each[0], str(each[1])))))


def _findings(session: Session, policy: str, thing: Thing, day: date) -> tuple[Finding, ...]:
    known, gaps = _known(session, policy, day)
    match thing:
        case Scenario():
            others = _in_use(session, policy, ContentKind.SCENARIO, Scenario)
            return (
                *scenario_findings(thing, known),
                *_first(across_scenarios((thing, *_without(others, thing.id)))),
            )
        case Lesson():
            scenarios = _in_use(session, policy, ContentKind.SCENARIO, Scenario)
            others_ = _in_use(session, policy, ContentKind.LESSON, Lesson)
            return (
                *lesson_findings(thing, scenarios, known),
                *_first(across_lessons((thing, *_without(others_, thing.id)))),
            )
        case TrainingModule():
            modules = _in_use(session, policy, ContentKind.MODULE, TrainingModule)
            return (
                *module_findings(
                    thing,
                    _in_use(session, policy, ContentKind.LESSON, Lesson),
                    _in_use(session, policy, ContentKind.SCENARIO, Scenario),
                    known,
                ),
                *_first(across_modules((thing, *_without(modules, thing.id)))),
            )
        case Checklist():
            return checklist_findings(thing, known)
        case CoveragePlan():
            return tuple(plan_findings(thing, known))
        case DraftingQuestions():
            return tuple(drafting_findings(thing, known, gaps))


def _first(found: tuple[Finding, ...]) -> list[Finding]:
    """Of what is wrong between pieces, what is about the first one."""
    return [Finding(each.path[1:], each.message) for each in found if each.path[0] == 0]


def _without(things: Mapping[str, T], slug: str) -> tuple[T, ...]:
    return tuple(each for name, each in things.items() if name != slug)


def _in_use(session: Session, policy: str, kind: ContentKind, of: type[T]) -> dict[str, T]:
    return things(session, approved(session, kind, policy=policy).values(), of)


def _known(session: Session, policy: str, day: date) -> tuple[Known, Mapping[str, frozenset[str]]]:
    """The sections and subjects that content may name, as the newest revision has them."""
    revision_id = _newest_revision(session, policy)
    limbs = session.execute(
        select(Limb.slug).join(Policy, Policy.id == Limb.policy_id).where(Policy.slug == policy)
    ).scalars()
    subjects = frozenset(limbs)
    if revision_id is None:
        return Known({}, subjects), {}
    placed = read_policy(session, revision_id=revision_id, day=day).revision.provisions
    found = {each.id: each.provision for each in placed}
    gaps = {code: frozenset(each.gaps) for code, each in found.items()}
    return (Known(found, subjects) if subjects else Known(found)), gaps


def _newest_revision(session: Session, policy: str) -> int | None:
    return session.execute(
        select(Revision.id)
        .join(Policy, Policy.id == Revision.policy_id)
        .where(Policy.slug == policy)
        .order_by(Revision.sequence.desc())
        .limit(1)
    ).scalar()


@dataclass(frozen=True, slots=True)
class Section:
    """A section to choose, with its exact words."""

    code: str
    label: str
    words: tuple[str, ...]
    status: str
    reason: str


def sections(session: Session, *, policy: str, day: date) -> tuple[Section, ...]:
    """Every section that content can cite, in the order of the text."""
    revision_id = _newest_revision(session, policy)
    if revision_id is None:
        return ()
    return tuple(
        Section(each.code, each.label, each.quotations, each.status.value, each.reason)
        for each in provisions(session, revision_id=revision_id, day=day)
    )


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a version's life."""

    state: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody said of a version."""

    words: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Life:
    """A version with its document, where it stands, and what was said of it."""

    version: Version
    document: dict[str, object]
    author: str
    created_at: datetime
    steps: tuple[Step, ...]
    comments: tuple[Comment, ...]

    @property
    def state(self) -> str:
        """Where it stands."""
        return self.steps[-1].state


def lives_of(session: Session, *, policy: str, kind: ContentKind, slug: str) -> tuple[Life, ...]:
    """Every version of a piece, the newest first."""
    author = aliased(Account)
    rows = session.execute(
        select(
            ContentVersion.id,
            ContentVersion.document,
            ContentVersion.created_at,
            func.coalesce(author.display_name, "").label("author"),
        )
        .join(Content, Content.id == ContentVersion.content_id)
        .join(Policy, Policy.id == Content.policy_id)
        .outerjoin(author, author.id == ContentVersion.author_id)
        .where(Policy.slug == policy, Content.kind == kind, Content.slug == slug)
        .order_by(ContentVersion.number.desc())
    ).all()
    ids = [row.id for row in rows]
    versions, steps, said = versions_by_id(session, ids), _steps(session, ids), _said(session, ids)
    return tuple(
        Life(
            versions[row.id],
            row.document,
            row.author,
            row.created_at,
            steps[row.id],
            said.get(row.id, ()),
        )
        for row in rows
    )


def _steps(session: Session, ids: list[int]) -> dict[int, tuple[Step, ...]]:
    rows = session.execute(
        select(
            ContentState.version_id,
            ContentState.state,
            ContentState.decided_at,
            func.coalesce(Account.display_name, ""),
        )
        .outerjoin(Account, Account.id == ContentState.decided_by)
        .where(ContentState.version_id.in_(ids))
        .order_by(ContentState.id)
    )
    found: dict[int, tuple[Step, ...]] = {}
    for version_id, state, at, by in rows:
        found[version_id] = (*found.get(version_id, ()), Step(state.value, at, by))
    return found


def _said(session: Session, ids: list[int]) -> dict[int, tuple[Comment, ...]]:
    rows = session.execute(
        select(
            ContentComment.version_id,
            ContentComment.words,
            ContentComment.said_at,
            Account.display_name,
        )
        .join(Account, Account.id == ContentComment.said_by)
        .where(ContentComment.version_id.in_(ids))
        .order_by(ContentComment.id)
    )
    found: dict[int, tuple[Comment, ...]] = {}
    for version_id, words, at, by in rows:
        found[version_id] = (*found.get(version_id, ()), Comment(words, at, by))
    return found


def why_two(session: Session, found: Version) -> tuple[str, ...]:
    """What of a version takes a second person, held against the version in use."""
    before = approved(session, found.kind, policy=found.policy).get(found.slug)
    if before is None:
        return ("no version is in use yet",)
    documents = {
        row.id: row.document
        for row in session.execute(
            select(ContentVersion.id, ContentVersion.document).where(
                ContentVersion.id.in_((before.id, found.id))
            )
        )
    }
    return why_not_editorial(documents[before.id], documents[found.id])
