"""The bytes of a certificate: rendered once, stored with their digest, served for ever."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lms.models import CertificateFile
from lms.queries.certificates import ProvenCertificate
from lms.rendering.certificate import certificate_pdf
from lms.services.keep_file import keep_stored_file
from lms.storage.database import Database
from lms.storage.files import FileStore

_PDF = "application/pdf"


def certificate_bytes(
    database: Database, files: FileStore, certificate: ProvenCertificate
) -> bytes:
    """The stored bytes, rendered and stored first where this is the first time.

    Rendering and writing the file happen before the transaction that names it; of two first
    readers one wins, and both are served its bytes.
    """
    if certificate.file_sha256 is not None:
        return files.get(certificate.file_sha256)
    data = certificate_pdf(certificate.facts)
    sha256 = files.put(data)
    kept = database.writing(
        partial(
            keep_certificate_file,
            certificate_id=certificate.id,
            sha256=sha256,
            size=len(data),
        )
    )
    return data if kept == sha256 else files.get(kept)


def keep_certificate_file(
    session: Session, *, certificate_id: int, sha256: str, size: int, now: datetime
) -> str:
    """Name the file of a certificate once; returns the digest of the one that is kept."""
    kept = session.execute(
        select(CertificateFile.file_sha256).where(CertificateFile.certificate_id == certificate_id)
    ).scalar()
    if kept is not None:
        return kept
    keep_stored_file(
        session, sha256=sha256, size=size, media_type=_PDF, name="certificate.pdf", now=now
    )
    session.execute(
        insert(CertificateFile).values(
            certificate_id=certificate_id, file_sha256=sha256, rendered_at=now
        )
    )
    return sha256
