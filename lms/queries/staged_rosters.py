"""Roster files that were read and wait: what each would change as of now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from lms.domain.journal_chain import digest
from lms.domain.roster_document import row_from_document
from lms.domain.roster_identity import Confirmation
from lms.domain.roster_sync import RosterDifference, difference
from lms.models import Account, StagedImport, StoredFile
from lms.queries.roster import service_histories

KIND = "roster"
_MOST = 20


@dataclass(frozen=True, slots=True)
class StagedRoster:
    """A file as it was staged.

    Attributes:
        rows: as ``row_document`` writes them; all of them could be read.
        answers: what a person said of rows in doubt, by badge.
        applied_at: when it was taken in; None where it waits.
    """

    id: int
    file_sha256: str
    file_name: str
    rows: tuple[dict[str, Any], ...]
    answers: Mapping[str, Confirmation]
    staged_by: str
    staged_at: datetime
    applied_at: datetime | None

    @property
    def rows_digest(self) -> str:
        """The digest over the rows."""
        return digest(list(self.rows))


def _rows() -> Select[StagedImport, str, str]:
    return (
        select(
            StagedImport,
            StoredFile.name.label("file_name"),
            Account.display_name.label("staged_by"),
        )
        .outerjoin(StoredFile, StoredFile.sha256 == StagedImport.file_sha256)
        .outerjoin(Account, Account.id == StagedImport.staged_by)
        .where(StagedImport.kind == KIND)
    )


def _roster(found: Any) -> StagedRoster:  # noqa: ANN401 - a row of _rows
    staged: StagedImport = found.StagedImport
    said = dict(staged.difference.get("confirmed", {}))
    return StagedRoster(
        id=staged.id,
        file_sha256=staged.file_sha256,
        file_name=found.file_name or "roster",
        rows=tuple(staged.rows),
        answers={badge: Confirmation(answer) for badge, answer in said.items()},
        staged_by=found.staged_by or "",
        staged_at=staged.staged_at,
        applied_at=staged.confirmed_at,
    )


def staged_roster(session: Session, staged_id: int) -> StagedRoster | None:
    """One file that was staged."""
    found = session.execute(_rows().where(StagedImport.id == staged_id)).one_or_none()
    return _roster(found) if found else None


def staged_rosters(session: Session) -> tuple[StagedRoster, ...]:
    """The files staged last, the newest first."""
    statement = _rows().order_by(StagedImport.id.desc()).limit(_MOST)
    return tuple(_roster(found) for found in session.execute(statement))


def compared(
    session: Session,
    staged: StagedRoster,
    today: date,
    *,
    answers: Mapping[str, Confirmation] | None = None,
) -> RosterDifference:
    """A staged file against the roster of now.

    Args:
        answers: of rows in doubt, where they are others than those staged.
    """
    return difference(
        [row_from_document(row) for row in staged.rows],
        service_histories(session),
        today,
        confirmed=staged.answers if answers is None else answers,
    )
