"""Keeping a roster file that waits for a look or a second person: what was read, by digest."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.journal_chain import digest
from lms.domain.roster_document import row_document
from lms.domain.roster_identity import Confirmation
from lms.domain.roster_sync import RosterDifference
from lms.models import StagedImport
from lms.queries.staged_rosters import KIND
from lms.services.acts.mass_separation import SeparationAsked
from lms.services.keep_file import keep_stored_file

_NAMES = {"text/csv": "roster.csv"}


def stage_roster(
    session: Session,
    *,
    difference: RosterDifference,
    file_sha256: str,
    file_size: int,
    media_type: str = "text/csv",
    by: Actor,
    now: datetime,
) -> SeparationAsked:
    """Keep the rows of a file whose bytes are stored; returns what to propose.

    The same file waits once, with the answers given last.
    """
    keep_stored_file(
        session,
        sha256=file_sha256,
        size=file_size,
        media_type=media_type,
        name=_NAMES.get(media_type, "roster.xlsx"),
        now=now,
    )
    rows = [row_document(row) for row in difference.rows]
    confirmed = tuple(f"{each.value} {badge}" for badge, each in difference.confirmed)
    waiting = session.execute(
        select(StagedImport.id, StagedImport.rows).where(
            StagedImport.kind == KIND,
            StagedImport.file_sha256 == file_sha256,
            StagedImport.confirmed_at.is_(None),
        )
    )
    staged_id = next((row.id for row in waiting if row.rows == rows), None)
    if staged_id is None:
        staged_id = _kept(session, rows, difference, file_sha256, by, now)
    else:
        said = dict(difference.confirmed)
        answer_doubts(session, staged_id=staged_id, answers=said, by=by, now=now)
    return SeparationAsked(staged_id, file_sha256, digest(rows), confirmed)


def answer_doubts(
    session: Session,
    *,
    staged_id: int,
    answers: Mapping[str, Confirmation],
    by: Actor,
    now: datetime,
) -> None:
    """Keep what a person says of the rows in doubt; nothing of the roster changes."""
    said = {
        "confirmed": {badge: answer.value for badge, answer in answers.items()},
        "answered_by": by.account_id,
        "answered_at": now.isoformat(),
    }
    session.execute(
        update(StagedImport)
        .where(StagedImport.id == staged_id, StagedImport.confirmed_at.is_(None))
        .values(difference=said)
    )


def _kept(
    session: Session,
    rows: list[dict[str, Any]],
    difference: RosterDifference,
    file_sha256: str,
    by: Actor,
    now: datetime,
) -> int:
    return session.execute(
        insert(StagedImport)
        .values(
            kind=KIND,
            file_sha256=file_sha256,
            rows=rows,
            difference={"confirmed": {name: each.value for name, each in difference.confirmed}},
            staged_by=by.account_id,
            staged_at=now,
            confirmed_at=None,
        )
        .returning(StagedImport.id)
    ).scalar_one()
