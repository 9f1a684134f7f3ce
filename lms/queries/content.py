"""Approved content, and the domain objects behind its versions.

A version never changes, so a domain object is built from its document once a process and
kept under the document's digest.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import TypeVar, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, ScalarSelect, func, select
from sqlalchemy.orm import Session

from lms.domain.checklist import Checklist
from lms.domain.coverage import CoveragePlan
from lms.domain.documents import (
    checklist_from_document,
    lesson_from_document,
    module_from_document,
    plan_from_document,
    questions_from_document,
    scenario_from_document,
)
from lms.domain.drafting import DraftingQuestions
from lms.domain.errors import NotFoundError
from lms.domain.lesson import Lesson
from lms.domain.scenario import Scenario
from lms.domain.training import TrainingModule
from lms.models import (
    Content,
    ContentKind,
    ContentState,
    ContentStateKind,
    ContentVersion,
    Policy,
)
from lms.queries.as_of import place_of
from lms.storage.database import COMMITTED

T = TypeVar("T", Scenario, Lesson, TrainingModule, Checklist, CoveragePlan, DraftingQuestions)

_READERS: Mapping[ContentKind, Callable[[Mapping[str, object]], object]] = {
    ContentKind.SCENARIO: scenario_from_document,
    ContentKind.LESSON: lesson_from_document,
    ContentKind.MODULE: module_from_document,
    ContentKind.CHECKLIST: checklist_from_document,
    ContentKind.COVERAGE: plan_from_document,
    ContentKind.QUESTIONS: questions_from_document,
}
_KINDS: Mapping[type[object], ContentKind] = {
    Scenario: ContentKind.SCENARIO,
    Lesson: ContentKind.LESSON,
    TrainingModule: ContentKind.MODULE,
    Checklist: ContentKind.CHECKLIST,
    CoveragePlan: ContentKind.COVERAGE,
    DraftingQuestions: ContentKind.QUESTIONS,
}
_kept: dict[str, object] = {}
_KNOWN = "content versions"
_NEWEST = "newest content state"
_lock = Lock()


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a piece of content, without its document."""

    id: int
    content_id: int
    policy_id: int
    policy: str
    kind: ContentKind
    slug: str
    number: int
    digest: str
    author_id: int | None


def latest_state() -> ScalarSelect[int]:
    """The newest state of the version that a statement is about."""
    return (
        select(func.max(ContentState.id))
        .where(ContentState.version_id == ContentVersion.id)
        .correlate(ContentVersion)
        .scalar_subquery()
    )


_VERSION = (
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
    )
    .join(Content, Content.id == ContentVersion.content_id)
    .join(Policy, Policy.id == Content.policy_id)
)


_NEWEST_STATE = select(func.max(ContentState.id))
_APPROVED = (
    _VERSION.join(ContentState, ContentState.id == latest_state())
    .where(ContentState.state == ContentStateKind.APPROVED)
    .order_by(Content.id, ContentVersion.number)
)
_approved_by_engine: WeakKeyDictionary[Engine, tuple[int, tuple[Version, ...]]] = (
    WeakKeyDictionary()
)
_versions_by_engine: WeakKeyDictionary[Engine, dict[int, Version]] = WeakKeyDictionary()


def approved(
    session: Session,
    kind: ContentKind,
    *,
    policy: str | None = None,
    slugs: Collection[str] | None = None,
    without: Collection[int] = (),
) -> dict[str, Version]:
    """The newest approved version of every piece of a kind, by slug.

    A process keeps the list until a later decision about any content is recorded.

    Args:
        slugs: only of these.
        without: versions that may not be used; the one approved before takes their place.
    """
    return {
        each.slug: each
        for each in _approved(session)
        if each.kind is kind
        and (policy is None or each.policy == policy)
        and (slugs is None or each.slug in slugs)
        and each.id not in without
    }


def _approved(session: Session) -> tuple[Version, ...]:
    if place_of(session) is not None:
        return tuple(Version(*row) for row in session.execute(_APPROVED))
    newest = _newest_state(session)
    kept = _approved_by_engine.get(_engine(session))
    if kept is not None and kept[0] == newest:
        return kept[1]
    found = tuple(Version(*row) for row in session.execute(_APPROVED))
    if session.info.get(COMMITTED):
        _approved_by_engine[_engine(session)] = (newest, found)
    return found


def _newest_state(session: Session) -> int:
    """The last decision about any content; a reader asks once, for all of its page."""
    seen = session.info.get(_NEWEST)
    if seen is None or not session.info.get(COMMITTED):
        seen = session.connection().execute(_NEWEST_STATE).scalar() or 0
        session.info[_NEWEST] = seen
    return int(seen)


def _engine(session: Session) -> Engine:
    return session.connection().engine


def approved_module(session: Session, *, policy: str, slug: str) -> Version:
    """The newest approved version of a module.

    Raises:
        NotFoundError: there is none.
    """
    found = approved(session, ContentKind.MODULE, policy=policy).get(slug)
    if found is None:
        raise NotFoundError(policy=policy, module=slug)
    return found


def version(session: Session, version_id: int) -> Version:
    """A version by its id, whatever its state.

    Raises:
        NotFoundError: there is none.
    """
    found = versions_by_id(session, (version_id,)).get(version_id)
    if found is None:
        raise NotFoundError(version=version_id)
    return found


def things(session: Session, versions: Iterable[Version], kind: type[T]) -> dict[str, T]:
    """The domain objects of versions, by slug.

    Documents are read only for versions this process has not met.
    """
    wanted = tuple(versions)
    missing = [each.id for each in wanted if each.digest not in _kept]
    if missing:
        rows = session.execute(
            select(ContentVersion.digest, ContentVersion.document).where(
                ContentVersion.id.in_(missing)
            )
        )
        read = _READERS[_KINDS[kind]]
        with _lock:
            _kept.update({row.digest: read(row.document) for row in rows})
    return {each.slug: cast("T", _kept[each.digest]) for each in wanted}


def thing(session: Session, found: Version, kind: type[T]) -> T:
    """The domain object of one version."""
    return things(session, (found,), kind)[found.slug]


def versions_by_id(session: Session, ids: Iterable[int]) -> dict[int, Version]:
    """Versions by their ids; none of them ever changes, so each is asked for once.

    What a reader found is kept for the process; what a writer found, for its session, since
    its transaction may still come to nothing.
    """
    known = _versions_by_engine.setdefault(_engine(session), {})
    if not session.info.get(COMMITTED):
        known = session.info.setdefault(_KNOWN, dict(known))
    wanted = tuple(ids)
    missing = [version_id for version_id in wanted if version_id not in known]
    if missing:
        rows = session.execute(_VERSION.where(ContentVersion.id.in_(missing)))
        known.update({row.id: Version(*row) for row in rows})
    return {version_id: known[version_id] for version_id in wanted if version_id in known}
