"""Writing content in the browser: begin, save, send for review, comment, return, mend."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from lms.content.piece import piece_text
from lms.domain.access import Actor, Permission, reach
from lms.domain.checklist import Checklist
from lms.domain.cited import Thing
from lms.domain.coverage import CoveragePlan
from lms.domain.drafting import DraftingQuestions
from lms.domain.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from lms.domain.events import ContentCommented
from lms.domain.lesson import Lesson
from lms.domain.scenario import Scenario
from lms.domain.training import TrainingModule
from lms.domain.wording import id_findings
from lms.models import ContentComment, ContentDraft, ContentKind, ContentVersion, Policy
from lms.queries.content import Version, version
from lms.queries.drafts import DraftRow, draft_by_id, draft_of, judged, why_two
from lms.queries.local_day import local_day
from lms.services.decide_content import mend_content, return_content
from lms.services.import_content import import_content
from lms.services.journal import keep_private, record

LONGEST_COMMENT = 2_000


class BeingWrittenError(ConflictError):
    """Somebody is writing this piece already."""


class StaleDraftError(ConflictError):
    """It was changed in another window since this one was opened."""


class UnsoundDraftError(InvalidError):
    """Something is wrong with the piece; its page says what."""


class UnchangedDraftError(ConflictError):
    """It says what the newest version says."""


class NotEditorialError(ForbiddenError):
    """The change takes a second person."""


def begin_draft(  # noqa: PLR0913 - which piece, from what, by whom
    session: Session,
    *,
    policy: str,
    kind: ContentKind,
    slug: str,
    base_version_id: int | None,
    source: str = "",
    by: Actor,
    now: datetime,
) -> int:
    """Begin to write a piece, from a version, from a file, or from nothing; returns the draft.

    Raises:
        ForbiddenError: the roles do not write content.
        NotFoundError: there is no such policy or version.
        InvalidError: the slug is none.
        BeingWrittenError: somebody is at it.
    """
    author = _author(by)
    policy_id = session.execute(
        select(Policy.id).where(Policy.slug == policy).with_for_update(key_share=True)
    ).scalar()
    if policy_id is None:
        raise NotFoundError(policy=policy)
    if tuple(id_findings(("id",), slug)):
        raise InvalidError(field="slug", reason="lower-case words joined by hyphens")
    at_it = draft_of(session, policy_id=policy_id, kind=kind, slug=slug)
    if at_it is not None:
        if at_it.author_id == author and not source:
            return at_it.id
        raise BeingWrittenError(draft=at_it.id, author=at_it.author)
    if base_version_id is not None and not source:
        source = _text_of(session, version(session, base_version_id))
    return session.execute(
        insert(ContentDraft)
        .values(
            policy_id=policy_id,
            kind=kind,
            slug=slug,
            base_version_id=base_version_id,
            source=source,
            author_id=author,
            turn=1,
            created_at=now,
            updated_at=now,
        )
        .returning(ContentDraft.id)
    ).scalar_one()


def _author(by: Actor) -> int:
    if by.account_id is None or reach(by.roles, Permission.CONTENT_WRITE) is None:
        raise ForbiddenError(reason="the role does not write content")
    return by.account_id


def _text_of(session: Session, found: Version) -> str:
    document = session.execute(
        select(ContentVersion.document).where(ContentVersion.id == found.id)
    ).scalar_one()
    return piece_text(document)


def save_draft(
    session: Session, *, draft_id: int, turn: int, source: str, by: Actor, now: datetime
) -> None:
    """Keep what was written so far, mistakes included.

    Raises:
        NotFoundError: no such draft of this author.
        StaleDraftError: another window saved it since.
    """
    own = _own(session, draft_id, by)
    if own.turn != turn:
        raise StaleDraftError(draft=draft_id)
    session.execute(
        update(ContentDraft)
        .where(ContentDraft.id == draft_id)
        .values(source=source, turn=turn + 1, updated_at=now)
    )


def _own(session: Session, draft_id: int, by: Actor) -> DraftRow:
    session.execute(
        select(ContentDraft.id).where(ContentDraft.id == draft_id).with_for_update(key_share=True)
    )
    found = draft_by_id(session, draft_id)
    if found is None or found.author_id != _author(by):
        raise NotFoundError(draft=draft_id)
    return found


def drop_draft(session: Session, *, draft_id: int, by: Actor, now: datetime) -> None:
    """Throw a draft away; versions stay as they are.

    Raises:
        NotFoundError: no such draft of this author.
    """
    del now
    _own(session, draft_id, by)
    session.execute(delete(ContentDraft).where(ContentDraft.id == draft_id))


def send_draft(
    session: Session, *, draft_id: int, turn: int, by: Actor, now: datetime
) -> tuple[str, ContentKind, str]:
    """Make a draft a version in review; its author is whoever wrote it. Returns where it is.

    Raises:
        NotFoundError: no such draft of this author.
        StaleDraftError: another window saved it since.
        UnsoundDraftError: something is wrong with it.
        UnchangedDraftError: the newest version says the same.
    """
    own = _own(session, draft_id, by)
    if own.turn != turn:
        raise StaleDraftError(draft=draft_id)
    found = judged(
        session,
        policy=own.policy,
        kind=own.kind,
        source=own.source,
        day=local_day(session, now),
    )
    if found.thing is None or found.findings:
        raise UnsoundDraftError(draft=draft_id, findings=len(found.findings))
    if found.thing.id != own.slug:
        raise UnsoundDraftError(draft=draft_id, reason="the id is another piece's")
    imported = _import(session, own.policy, found.thing, by=by, now=now)
    if not imported:
        raise UnchangedDraftError(draft=draft_id)
    session.execute(delete(ContentDraft).where(ContentDraft.id == draft_id))
    return own.policy, own.kind, own.slug


def _import(session: Session, policy: str, thing: Thing, *, by: Actor, now: datetime) -> int:
    many = {
        Scenario: "scenarios",
        Lesson: "lessons",
        TrainingModule: "modules",
        Checklist: "checklists",
        CoveragePlan: "coverage",
        DraftingQuestions: "questions",
    }
    one: dict[str, tuple[Thing]] = {many[type(thing)]: (thing,)}
    return import_content(session, policy=policy, by=by, now=now, **one).versions  # type: ignore[arg-type]


def comment_on(session: Session, *, version_id: int, words: str, by: Actor, now: datetime) -> None:
    """Say something of a version.

    Raises:
        ForbiddenError: the roles do not write content.
        NotFoundError: there is no such version.
        InvalidError: nothing is said, or too much.
    """
    account_id = _author(by)
    said = words.strip()
    if not said or len(said) > LONGEST_COMMENT:
        raise InvalidError(field="words", reason=f"1 to {LONGEST_COMMENT} characters")
    found = version(session, version_id)
    event = ContentCommented(
        account_id=account_id,
        policy=found.policy,
        content_kind=found.kind.value,
        slug=found.slug,
        number=found.number,
        digest=found.digest,
        words_digest=keep_private(session, said),
    )
    seq = record(session, event, by=by, now=now)
    session.execute(
        insert(ContentComment).values(
            version_id=version_id, words=said, said_at=now, said_by=account_id, event_seq=seq
        )
    )


def return_to_author(
    session: Session, *, version_id: int, words: str, by: Actor, now: datetime
) -> None:
    """Give a version in review back to its author, saying why.

    Raises:
        InvalidError: nothing is said.
        ConflictError: it is not in review.
    """
    comment_on(session, version_id=version_id, words=words, by=by, now=now)
    return_content(session, version_id=version_id, by=by, now=now)


def mend(session: Session, *, version_id: int, by: Actor, now: datetime) -> None:
    """Put an editorial fix in use: one person is enough, its author as well.

    Raises:
        ForbiddenError: the roles do not approve content.
        NotEditorialError: no version is in use, or the change takes a second person.
        ConflictError: it is not in review.
    """
    if reach(by.roles, Permission.CONTENT_APPROVE) is None:
        raise ForbiddenError(reason="the role does not approve content")
    found = version(session, version_id)
    reasons = why_two(session, found)
    if reasons:
        raise NotEditorialError(version=version_id, reasons=reasons)
    mend_content(session, version_id=version_id, by=by, now=now)
