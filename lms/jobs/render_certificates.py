"""Rendering certificates that nobody has opened yet, so that the first reader waits for none."""

from __future__ import annotations

from lms.queries.certificates import certificate_by_id, unrendered_certificates
from lms.services.keep_certificate import certificate_bytes
from lms.storage.database import Database
from lms.storage.files import FileStore


def render_certificates(database: Database, files: FileStore, *, most: int = 20) -> int:
    """Render and keep up to ``most`` certificates; returns how many were."""
    with database.reading() as session:
        found = unrendered_certificates(session, most=most)
    for certificate_id in found:
        with database.reading() as session:
            certificate = certificate_by_id(session, certificate_id)
        if certificate is not None and certificate.file_sha256 is None:
            certificate_bytes(database, files, certificate)
    return len(found)
