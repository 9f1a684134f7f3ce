"""The reader for a file, chosen by its first bytes and never by its name."""

from __future__ import annotations

from lms.content.readers.extracted import is_extracted, read_extracted
from lms.content.readers.plain import decoded, read_plain
from lms.content.readers.printed import DAMAGED as DAMAGED_PDF
from lms.content.readers.printed import read_printed
from lms.content.readers.text import lines_of
from lms.content.readers.unreadable import UnreadableDocumentError
from lms.content.readers.word import read_word
from lms.content.reading_limits import LARGEST_FILE
from lms.domain.source_document import SourceDocument

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_PDF_WITHIN = 1_024
_PROTECTED = "EncryptedPackage".encode("utf-16-le")
_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\0", "a picture"),
    (b"MM\0*", "a picture"),
    (b"<!DOCTYPE html", "a web page"),
    (b"<html", "a web page"),
    (b"Rar!", "an archive"),
    (b"7z\xbc\xaf", "an archive"),
    (b"\x1f\x8b", "an archive"),
)


def read_any(raw: bytes) -> SourceDocument:
    """Read a DOCX, a PDF or a text.

    Raises:
        UnreadableDocumentError: it is none of these, or cannot be taken in; the reason says why.
    """
    if not raw:
        raise UnreadableDocumentError(reason="The file is empty.")
    if len(raw) > LARGEST_FILE:
        raise UnreadableDocumentError(
            reason=f"The file is larger than {LARGEST_FILE // 1_000_000} MB. Policies are smaller; "
            "take pictures out of it and try again."
        )
    if raw.startswith(_OLD_OFFICE):
        raise UnreadableDocumentError(reason=_old_office(raw))
    if raw.startswith(_ZIP):
        return read_word(raw)
    if b"%PDF-" in raw[:_PDF_WITHIN]:
        return _printed(raw)
    for sign, what in _OTHERS:
        if raw[: len(sign)].lower() == sign.lower():
            raise UnreadableDocumentError(
                reason=f"This is {what}. Save it as DOCX, PDF or text and try again."
            )
    return _text(raw)


def _text(raw: bytes) -> SourceDocument:
    """Read a text; one whose lines are all parted by empty ones is read by its own signs."""
    text = decoded(raw)
    source = lines_of(text, raw)
    return read_extracted(source, raw) if is_extracted(source) else read_plain(raw)


def _old_office(raw: bytes) -> str:
    if _PROTECTED in raw:
        return "The document is protected by a password. Save it without one and try again."
    return "This is an old Word document (.doc). Save it as DOCX and try again."


def _printed(raw: bytes) -> SourceDocument:
    """Read a PDF; whatever its parser stumbles over is damage of the file."""
    try:
        return read_printed(raw)
    except (UnreadableDocumentError, MemoryError):
        raise
    except Exception as error:
        raise UnreadableDocumentError(reason=DAMAGED_PDF) from error
