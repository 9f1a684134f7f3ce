"""A document's reading as bytes: canonical, so that the same reading has the same digest."""

from __future__ import annotations

import json

from lms.content.safe_reading import reading_from, reading_primitives
from lms.domain.document_reading import DocumentReading
from lms.domain.journal_chain import canonical

MEDIA_TYPES = {
    "DOCX": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "PDF": "application/pdf",
    "text": "text/plain",
}


def reading_bytes(reading: DocumentReading) -> bytes:
    """The reading, for the file store."""
    return canonical(reading_primitives(reading)).encode()


def stored_reading(data: bytes) -> DocumentReading:
    """A reading from the file store."""
    return reading_from(json.loads(data))
