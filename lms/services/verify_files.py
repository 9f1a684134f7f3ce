"""Every file that the record names is there, byte for byte."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.errors import NotFoundError
from lms.models import CertificateFile, StoredFile
from lms.storage.files import FileStore


def check_files(session: Session, files: FileStore) -> Iterator[str]:
    """Sentences about files that are missing, changed, or named by no row any more."""
    listed = {
        row.sha256: row
        for row in session.execute(select(StoredFile.sha256, StoredFile.size, StoredFile.name))
    }
    for sha256, row in sorted(listed.items()):
        try:
            size = len(files.get(sha256))
        except NotFoundError as error:
            why = error.facts.get("reason", "it is missing")
            yield f"The file {row.name} ({sha256[:16]}) cannot be shown: {why}."
        else:
            if size != row.size:
                yield f"The file {row.name} ({sha256[:16]}) has {size} bytes, not {row.size}."
    papers = session.execute(select(CertificateFile.certificate_id, CertificateFile.file_sha256))
    for certificate_id, sha256 in papers:
        if sha256 not in listed:
            yield f"Certificate {certificate_id}: the paper first served is listed no more."
