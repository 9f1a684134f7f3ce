"""A document on its way to a revision: staged, corrected, confirmed or given up.

The bytes of the file and of its reading are in the file store before any of these; until the
confirmation no row but the staged one names them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.document_reading import DocumentReading
from lms.domain.draft import DraftWords
from lms.domain.draft_edits import (
    MOST_EDITS,
    Edit,
    EditImpossibleError,
    EditKind,
    apply_edit,
    apply_edits,
    edit_of,
)
from lms.domain.errors import ConflictError, NotFoundError
from lms.domain.events import DocumentConfirmed
from lms.domain.revision import Revision as RevisionDocument
from lms.domain.staged_document import (
    ChangedMeanwhileError,
    ShownDocument,
    UnfitTitleError,
    shown_document,
)
from lms.models import DocumentState, Policy, Revision, StagedDocument
from lms.queries.policy_reader import edits_from
from lms.services.allot_id import allot_id
from lms.services.import_policy import ImportedPolicy, import_policy
from lms.services.journal import record
from lms.services.keep_file import keep_stored_file

MOST_OPEN = 20
_LONGEST_TITLE = 120
_RESERVED = frozenset({"imports"})
_JSON = "application/json"


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file that is in the file store already, with its reading beside it."""

    sha256: str
    name: str
    size: int
    media_type: str
    reading_sha256: str


def slug_of(title: str) -> str:
    """The address of a new policy.

    Raises:
        UnfitTitleError: the title is empty, too long, or none can be made of it.
    """
    slug = "-".join(re.findall(r"[a-z0-9]+", title.lower()))
    if not slug or len(title) > _LONGEST_TITLE or slug in _RESERVED:
        raise UnfitTitleError(title=title)
    return slug


def stage_document(
    session: Session,
    *,
    policy: str | None,
    title: str,
    file: UploadedFile,
    reading: DocumentReading,
    by: Actor,
    now: datetime,
) -> int:
    """Stage a document for a policy, or for a new one by its title; returns its id.

    Corrections of the policy's newest revision are carried over where their sections are
    found again.

    Raises:
        NotFoundError: there is no such policy.
        UnfitTitleError: a new policy has no usable title.
        ConflictError: a policy of that title is there, or too many documents wait.
    """
    open_ones = select(func.count()).where(StagedDocument.state == DocumentState.OPEN)
    if (session.execute(open_ones).scalar() or 0) >= MOST_OPEN:
        raise ConflictError(reason="too many documents wait for their confirmation")
    slug, title = _policy_for(session, policy, title)
    before = _editing_before(session, slug)
    carried = apply_edits(reading.draft, DraftWords(reading.document), before)
    document_id = allot_id(session, StagedDocument)
    session.execute(
        insert(StagedDocument).values(
            id=document_id,
            policy=slug,
            title=title,
            file_sha256=file.sha256,
            file_name=file.name,
            file_size=file.size,
            media_type=file.media_type,
            reading_sha256=file.reading_sha256,
            edits=[_stored(each) for each in carried.applied],
            unfit=[_stored(each) for each in carried.left_out],
            state=DocumentState.OPEN,
            staged_by=by.account_id,
            staged_at=now,
            changed_at=now,
            revision_id=None,
        )
    )
    return document_id


def correct_document(  # noqa: PLR0913 - a section, what is done to it, and by whom
    session: Session,
    *,
    document_id: int,
    reading: DocumentReading,
    shown: str,
    at: int,
    kind: EditKind,
    argument: str,
    by: Actor,
    now: datetime,
) -> None:
    """Correct the section at a place in reading order of what was shown.

    Raises:
        EditImpossibleError: the section cannot be changed in this way.
        ChangedMeanwhileError: the document is not as it was shown.
    """
    row = _open_row(session, document_id)
    seen = _as_shown(row, reading, shown)
    if len(row.edits) >= MOST_EDITS:
        raise EditImpossibleError(reason="There are too many corrections. Mend the document.")
    words = DraftWords(reading.document)
    edit = edit_of(seen.draft, words, at, kind, argument)
    changed = apply_edit(seen.draft, words, edit)
    if changed == seen.draft:
        raise EditImpossibleError(reason="This changes nothing.")
    row.edits = [*row.edits, [*_stored(edit), by.account_id, now.isoformat()]]
    row.changed_at = now


def undo_correction(session: Session, *, document_id: int, by: Actor, now: datetime) -> None:  # noqa: ARG001 - every act has its actor
    """Take the last correction back; where there is none, nothing happens."""
    row = _open_row(session, document_id)
    if row.edits:
        row.edits = row.edits[:-1]
        row.changed_at = now


def abandon_document(session: Session, *, document_id: int, by: Actor, now: datetime) -> None:  # noqa: ARG001 - as above
    """Give a staged document up; no revision comes of it."""
    row = _open_row(session, document_id)
    row.state = DocumentState.ABANDONED
    row.changed_at = now


def confirm_document(
    session: Session,
    *,
    document_id: int,
    reading: DocumentReading,
    reading_size: int,
    shown: str,
    by: Actor,
    now: datetime,
) -> ImportedPolicy:
    """Store what was shown as the newest revision of its policy; nothing is put in force.

    Its provisions are carried over later, by comparing it with the revision before.

    Raises:
        ChangedMeanwhileError: what was shown is not what is there now.
        ConflictError: the newest revision holds the same document, read the same way.
    """
    row = _open_row(session, document_id)
    seen = _as_shown(row, reading, shown)
    edits = edits_from(row.edits)
    if _is_there_already(session, row, edits):
        raise ConflictError(reason="the newest revision is this document already")
    keep_stored_file(
        session,
        sha256=row.reading_sha256,
        size=reading_size,
        media_type=_JSON,
        name="reading.json",
        now=now,
    )
    revision = RevisionDocument(
        slug=row.policy,
        title=row.title,
        source_sha256=row.file_sha256,
        tree=seen.tree,
        provisions=(),
        header=seen.header,
        corrections=(),
        editing=edits,
        reading_sha256=row.reading_sha256,
    )
    imported = import_policy(
        session,
        revision=revision,
        source_name=row.file_name,
        source_size=row.file_size,
        media_type=row.media_type,
        by=by,
        now=now,
    )
    event = DocumentConfirmed(
        policy=row.policy,
        sequence=imported.sequence,
        file_sha256=row.file_sha256,
        reading_sha256=row.reading_sha256,
        shown_digest=seen.digest,
        edits=len(edits),
        doubts=seen.doubt_count,
    )
    record(session, event, by=by, now=now)
    row.state = DocumentState.CONFIRMED
    row.revision_id = imported.revision_id
    row.changed_at = now
    return imported


def _policy_for(session: Session, policy: str | None, title: str) -> tuple[str, str]:
    wanted = policy or slug_of(title)
    known = session.execute(select(Policy.title).where(Policy.slug == wanted)).scalar()
    if policy is not None:
        if known is None:
            raise NotFoundError(policy=policy)
        return policy, known
    if known is not None:
        raise ConflictError(policy=wanted, reason="a policy of this title is there already")
    return wanted, " ".join(title.split())


def _editing_before(session: Session, slug: str) -> tuple[Edit, ...]:
    stored = session.execute(
        select(Revision.editing)
        .join(Policy, Policy.id == Revision.policy_id)
        .where(Policy.slug == slug)
        .order_by(Revision.sequence.desc())
        .limit(1)
    ).scalar()
    return edits_from(stored or ())


def _open_row(session: Session, document_id: int) -> StagedDocument:
    row = session.execute(
        select(StagedDocument).where(StagedDocument.id == document_id).with_for_update()
    ).scalar_one_or_none()
    if row is None:
        raise NotFoundError(document=document_id)
    if row.state is not DocumentState.OPEN:
        raise ChangedMeanwhileError(state=row.state.value)
    return row


def _as_shown(row: StagedDocument, reading: DocumentReading, shown: str) -> ShownDocument:
    seen = shown_document(reading, edits_from(row.edits), policy=row.policy)
    if reading.document.sha256 != row.file_sha256 or seen.digest != shown:
        raise ChangedMeanwhileError(shown=shown)
    return seen


def _is_there_already(session: Session, row: StagedDocument, edits: tuple[Edit, ...]) -> bool:
    newest = session.execute(
        select(Revision.source_sha256, Revision.reading_sha256, Revision.editing)
        .join(Policy, Policy.id == Revision.policy_id)
        .where(Policy.slug == row.policy)
        .order_by(Revision.sequence.desc())
        .limit(1)
    ).one_or_none()
    if newest is None:
        return False
    same_file = newest.source_sha256 == row.file_sha256
    same_reading = newest.reading_sha256 == row.reading_sha256
    return same_file and same_reading and edits_from(newest.editing or ()) == edits


def _stored(edit: Edit) -> list[str]:
    return [edit.kind.value, edit.key, edit.words, edit.argument]
