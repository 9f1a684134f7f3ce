"""Naming a stored file in a record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from lms.models import StoredFile


@dataclass(frozen=True, slots=True)
class FileToKeep:
    """A file that lies under the data directory and that no record names yet."""

    sha256: str
    size: int
    media_type: str
    name: str


def keep_file(session: Session, file: FileToKeep | None, *, now: datetime) -> str | None:
    """Enter a file with the record that names it; returns its SHA-256, None without a file."""
    if file is None:
        return None
    keep_stored_file(
        session,
        sha256=file.sha256,
        size=file.size,
        media_type=file.media_type,
        name=file.name,
        now=now,
    )
    return file.sha256


def keep_stored_file(
    session: Session, *, sha256: str, size: int, media_type: str, name: str, now: datetime
) -> None:
    """Add the row of a stored file; the same bytes have one row."""
    if session.get(StoredFile, sha256) is not None:
        return
    session.execute(
        insert(StoredFile).values(
            sha256=sha256,
            size=size,
            media_type=media_type,
            name=name,
            stored_at=now,
            retain_until=None,
            on_hold=False,
        )
    )
