"""Keeping a roster file that waits for a second person: what was read, under its digest."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.journal_chain import digest
from lms.domain.roster_document import row_document
from lms.domain.roster_sync import RosterDifference
from lms.models import StagedImport
from lms.services.acts.mass_separation import KIND, SeparationAsked
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

    The same file waits once.
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
    return SeparationAsked(staged_id, file_sha256, digest(rows), confirmed)


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
