"""Keeping a file of paper completions with its scans, until two people took it in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.paper_line import PaperLine
from lms.models import StagedImport
from lms.queries.papers import KIND, line_document
from lms.services.keep_file import FileToKeep, keep_file


def stage_papers(
    session: Session,
    *,
    file: FileToKeep,
    lines: Sequence[PaperLine],
    scans: Mapping[int, FileToKeep],
    by: Actor,
    now: datetime,
) -> int:
    """Keep lines whose files are stored; returns what to propose. Nobody is credited yet.

    Args:
        scans: the scan of each line, by row.
    """
    keep_file(session, file, now=now)
    for scan in {each.sha256: each for each in scans.values()}.values():
        keep_file(session, scan, now=now)
    rows = [line_document(line, scans[line.number].sha256) for line in lines]
    return session.execute(
        insert(StagedImport)
        .values(
            kind=KIND,
            file_sha256=file.sha256,
            rows=rows,
            difference={},
            staged_by=by.account_id,
            staged_at=now,
            confirmed_at=None,
        )
        .returning(StagedImport.id)
    ).scalar_one()
