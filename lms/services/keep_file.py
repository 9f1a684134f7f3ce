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
    """Enter a file with the record that names it; the same bytes are entered once."""
    if file is None:
        return None
    if session.get(StoredFile, file.sha256) is None:
        session.execute(
            insert(StoredFile).values(
                sha256=file.sha256,
                size=file.size,
                media_type=file.media_type,
                name=file.name,
                stored_at=now,
                retain_until=None,
                on_hold=False,
            )
        )
    return file.sha256
