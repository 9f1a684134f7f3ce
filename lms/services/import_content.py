"""Taking in content of every kind as versions that somebody else approves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, insert, select
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.checklist import Checklist
from lms.domain.cited import Thing, cited
from lms.domain.coverage import CoveragePlan
from lms.domain.documents import Document, to_document
from lms.domain.drafting import DraftingQuestions
from lms.domain.errors import InvalidError, NotFoundError
from lms.domain.events import ContentImported
from lms.domain.journal_chain import digest
from lms.domain.lesson import Lesson
from lms.domain.scenario import Scenario
from lms.domain.training import TrainingModule
from lms.models import (
    Citation,
    Content,
    ContentKind,
    ContentState,
    ContentStateKind,
    ContentVersion,
    Policy,
    Provision,
    ProvisionWording,
    Revision,
)
from lms.services.journal import record

_Key = tuple[ContentKind, str]


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one kind of content, by slug.

    Attributes:
        absent: known to the database but not among what was taken in; nothing happens to them.
    """

    new: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    absent: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportedContent:
    """What became of each kind."""

    scenarios: Imported
    lessons: Imported
    modules: Imported
    checklists: Imported
    coverage: Imported
    questions: Imported

    def by_kind(self) -> dict[str, Imported]:
        """Each kind under the name of its files."""
        return {
            "scenarios": self.scenarios,
            "lessons": self.lessons,
            "modules": self.modules,
            "checklists": self.checklists,
            "coverage": self.coverage,
            "questions": self.questions,
        }

    @property
    def versions(self) -> int:
        """How many new versions wait for approval now."""
        return sum(len(kind.new) + len(kind.changed) for kind in self.by_kind().values())


@dataclass(frozen=True, slots=True)
class _Held:
    """A piece of content as the database has it: its newest version."""

    content_id: int
    number: int
    digest: str


@dataclass(frozen=True, slots=True)
class _Shelf:
    """What the database has for a policy: content by kind and slug, and the words it can cite.

    ``words`` maps the code of a provision to its id and the digest of its words.
    """

    policy: str
    policy_id: int
    held: Mapping[_Key, _Held]
    words: Mapping[str, tuple[int, str]]

    def differs(self, each: _Incoming) -> bool:
        found = self.held.get(each.key)
        return found is None or found.digest != each.digest


@dataclass(frozen=True, slots=True)
class _Incoming:
    """A piece of content as it was read."""

    kind: ContentKind
    thing: Thing
    document: Document
    digest: str

    @property
    def key(self) -> _Key:
        return self.kind, self.thing.id


def import_content(  # noqa: PLR0913 - a policy has this many kinds of content
    session: Session,
    *,
    policy: str,
    scenarios: Sequence[Scenario] = (),
    lessons: Sequence[Lesson] = (),
    modules: Sequence[TrainingModule] = (),
    checklists: Sequence[Checklist] = (),
    coverage: Sequence[CoveragePlan] = (),
    questions: Sequence[DraftingQuestions] = (),
    by: Actor,
    now: datetime,
) -> ImportedContent:
    """Store what is new or changed as versions in review; ``by`` is their author.

    The same document as in the newest version changes nothing, whatever that version's state.
    Citations carry the digest of the words that the newest revision has, a document without
    provisions that waits to be published left out.

    Raises:
        NotFoundError: there is no such policy.
        InvalidError: something cites a provision that the policy's newest revision lacks.
    """
    incoming = [
        *_incoming(ContentKind.SCENARIO, scenarios),
        *_incoming(ContentKind.LESSON, lessons),
        *_incoming(ContentKind.MODULE, modules),
        *_incoming(ContentKind.CHECKLIST, checklists),
        *_incoming(ContentKind.COVERAGE, coverage),
        *_incoming(ContentKind.QUESTIONS, questions),
    ]
    shelf = _shelf(session, policy)
    wanted = [each for each in incoming if shelf.differs(each)]
    _refuse_unknown(wanted, shelf)
    if wanted:
        versions = _store_versions(session, shelf, wanted, by=by, now=now)
        _store_citations(session, shelf, dict(zip(versions, wanted, strict=True)))
    return ImportedContent(
        scenarios=_outcome(ContentKind.SCENARIO, incoming, shelf),
        lessons=_outcome(ContentKind.LESSON, incoming, shelf),
        modules=_outcome(ContentKind.MODULE, incoming, shelf),
        checklists=_outcome(ContentKind.CHECKLIST, incoming, shelf),
        coverage=_outcome(ContentKind.COVERAGE, incoming, shelf),
        questions=_outcome(ContentKind.QUESTIONS, incoming, shelf),
    )


def _incoming(kind: ContentKind, things: Iterable[Thing]) -> Iterator[_Incoming]:
    for thing in things:
        document = to_document(thing)
        yield _Incoming(kind, thing, document, digest(document))


def _shelf(session: Session, policy: str) -> _Shelf:
    policy_id = session.execute(
        select(Policy.id).where(Policy.slug == policy).with_for_update(key_share=True)
    ).scalar()
    if policy_id is None:
        raise NotFoundError(policy=policy)
    return _Shelf(policy, policy_id, _held(session, policy_id), _words(session, policy_id))


def _held(session: Session, policy_id: int) -> Mapping[_Key, _Held]:
    newest = (
        select(func.max(ContentVersion.number))
        .where(ContentVersion.content_id == Content.id)
        .correlate(Content)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Content.kind, Content.slug, Content.id, ContentVersion.number, ContentVersion.digest)
        .join(ContentVersion, ContentVersion.content_id == Content.id)
        .where(Content.policy_id == policy_id, ContentVersion.number == newest)
        .order_by(Content.id)
    )
    return {(row.kind, row.slug): _Held(row.id, row.number, row.digest) for row in rows}


def _words(session: Session, policy_id: int) -> Mapping[str, tuple[int, str]]:
    newest = (
        select(Revision.id)
        .where(
            Revision.policy_id == policy_id,
            exists().where(ProvisionWording.revision_id == Revision.id),
        )
        .order_by(Revision.sequence.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Provision.code, Provision.id, ProvisionWording.digest)
        .join(ProvisionWording, ProvisionWording.provision_id == Provision.id)
        .where(ProvisionWording.revision_id == newest)
    )
    return {row.code: (row.id, row.digest) for row in rows}


def _refuse_unknown(wanted: Iterable[_Incoming], shelf: _Shelf) -> None:
    unknown = sorted(
        {code for each in wanted for code in cited(each.thing) if code not in shelf.words}
    )
    if unknown:
        raise InvalidError(reason="cites provisions the policy does not have", codes=unknown)


def _store_versions(
    session: Session, shelf: _Shelf, wanted: Sequence[_Incoming], *, by: Actor, now: datetime
) -> Sequence[int]:
    """A version for each, in review, under an event of its own; returns their ids."""
    ids = _content_ids(session, shelf, wanted)
    rows: list[dict[str, Any]] = [
        {
            "content_id": content_id,
            "number": shelf.held[each.key].number + 1 if each.key in shelf.held else 1,
            "document": each.document,
            "digest": each.digest,
            "author_id": by.account_id,
            "created_at": now,
        }
        for each, content_id in zip(wanted, ids, strict=True)
    ]
    for each, row in zip(wanted, rows, strict=True):
        event = ContentImported(
            policy=shelf.policy,
            content_kind=each.kind.value,
            slug=each.thing.id,
            number=row["number"],
            digest=each.digest,
        )
        row["event_seq"] = record(session, event, by=by, now=now)
    statement = insert(ContentVersion).returning(ContentVersion.id, sort_by_parameter_order=True)
    versions = session.execute(statement, rows).scalars().all()
    states = [
        {
            "version_id": version_id,
            "state": ContentStateKind.IN_REVIEW,
            "decided_at": now,
            "decided_by": by.account_id,
            "event_seq": row["event_seq"],
        }
        for version_id, row in zip(versions, rows, strict=True)
    ]
    session.execute(insert(ContentState), states)
    return versions


def _content_ids(session: Session, shelf: _Shelf, wanted: Sequence[_Incoming]) -> Sequence[int]:
    """What each belongs to; a row is added for what is new."""
    ids = {key: found.content_id for key, found in shelf.held.items()}
    new = [each.key for each in wanted if each.key not in ids]
    if new:
        rows = [{"policy_id": shelf.policy_id, "kind": kind, "slug": slug} for kind, slug in new]
        statement = insert(Content).returning(Content.id, sort_by_parameter_order=True)
        ids |= dict(zip(new, session.execute(statement, rows).scalars(), strict=True))
    return [ids[each.key] for each in wanted]


def _store_citations(session: Session, shelf: _Shelf, stored: Mapping[int, _Incoming]) -> None:
    rows = []
    for version_id, each in stored.items():
        for code in cited(each.thing):
            provision_id, wording_digest = shelf.words[code]
            rows.append(
                {
                    "version_id": version_id,
                    "provision_id": provision_id,
                    "wording_digest": wording_digest,
                }
            )
    if rows:
        session.execute(insert(Citation), rows)


def _outcome(kind: ContentKind, incoming: Iterable[_Incoming], shelf: _Shelf) -> Imported:
    mine = {each.thing.id: each for each in incoming if each.kind is kind}
    before = {slug for of, slug in shelf.held if of is kind}
    differing = {slug for slug, each in mine.items() if shelf.differs(each)}
    return Imported(
        new=tuple(slug for slug in mine if slug not in before),
        changed=tuple(slug for slug in mine if slug in before and slug in differing),
        unchanged=tuple(slug for slug in mine if slug not in differing),
        absent=tuple(slug for of, slug in shelf.held if of is kind and slug not in mine),
    )
