"""Documents that wait for their confirmation, and what became of the last ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.draft_edits import Edit
from lms.models import Account, DocumentState, Revision, StagedDocument
from lms.queries.policy_reader import edits_from

_MOST_CLOSED = 20


@dataclass(frozen=True, slots=True)
class StagedRow:
    """A staged document.

    Attributes:
        by_hand: how many of its corrections were made here and not carried over.
        sequence: of the revision that came of it, if one did.
    """

    id: int
    policy: str
    title: str
    file_name: str
    file_sha256: str
    reading_sha256: str
    is_open: bool
    state: str
    staged_at: datetime
    staged_by: str
    edits: tuple[Edit, ...]
    by_hand: int
    unfit: tuple[Edit, ...]
    sequence: int | None


_ROWS = (
    select(StagedDocument, Account.display_name, Revision.sequence)
    .outerjoin(Account, Account.id == StagedDocument.staged_by)
    .outerjoin(Revision, Revision.id == StagedDocument.revision_id)
)


def staged_documents(session: Session) -> tuple[StagedRow, ...]:
    """Open ones first, then the last that were closed; newest first."""
    is_open = StagedDocument.state == DocumentState.OPEN
    newest = _ROWS.order_by(StagedDocument.id.desc())
    waiting = session.execute(newest.where(is_open))
    closed = session.execute(newest.where(~is_open).limit(_MOST_CLOSED))
    return tuple(_row(*each) for rows in (waiting, closed) for each in rows)


def staged_document(session: Session, document_id: int) -> StagedRow | None:
    """One staged document, or None."""
    found = session.execute(_ROWS.where(StagedDocument.id == document_id)).one_or_none()
    return None if found is None else _row(*found)


def _row(row: StagedDocument, name: str | None, sequence: int | None) -> StagedRow:
    return StagedRow(
        id=row.id,
        policy=row.policy,
        title=row.title,
        file_name=row.file_name,
        file_sha256=row.file_sha256,
        reading_sha256=row.reading_sha256,
        is_open=row.state is DocumentState.OPEN,
        state=row.state.value,
        staged_at=row.staged_at,
        staged_by=name or "the system",
        edits=edits_from(row.edits),
        by_hand=sum(len(each) > 4 for each in row.edits),  # noqa: PLR2004 - one made here names its account
        unfit=edits_from(row.unfit),
        sequence=sequence,
    )
