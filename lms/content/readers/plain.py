"""A plain text as a source document: decoded without a guess, laid out by its own spaces.

An encoding is never guessed: a byte order mark says it, or the text is UTF-8. What is neither
is refused with the line, and so is what no text holds.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Iterator

from lms.content.document_markers import markers_at
from lms.content.readers.page_blocks import write_pages
from lms.content.readers.page_lines import PageLine, Pages, Piece
from lms.content.readers.transcript import Transcript
from lms.content.readers.unreadable import UnreadableDocumentError
from lms.domain.source_document import SourceDocument

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UTF32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_HOW_TO_SAVE = "Save it as “UTF-8” and try again."
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_PIECE = re.compile(r"\S+(?:[ \u00a0]{1,2}\S+)*")
_POINTS = 5
_SIZE = 10
_LONGEST_LINE = 130
"""Characters beyond which a line is a whole paragraph that nobody wrapped."""


def read_plain(raw: bytes) -> SourceDocument:
    """Read a text.

    Raises:
        UnreadableDocumentError: it is no text, in no known encoding, or empty.
    """
    text = decoded(raw)
    pages = Pages()
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    pages.unwrapped = any(len(line.strip()) > _LONGEST_LINE for line in lines)
    paged = "\f" in text
    for line in _page_lines(lines, paged=paged):
        pages.lines.append(line)
    if not pages.lines:
        raise UnreadableDocumentError(reason="The document holds no words.")
    to = Transcript()
    write_pages(pages, to)
    return to.document("text", hashlib.sha256(raw).hexdigest())


def decoded(raw: bytes) -> str:
    """The characters of a file.

    Raises:
        UnreadableDocumentError: some bytes are none; the line says which.
    """
    if raw.startswith(_UTF32):
        raise UnreadableDocumentError(reason=f"The text is written in UTF-32. {_HOW_TO_SAVE}")
    mark, encoding = next(((m, e) for m, e in _MARKS if raw.startswith(m)), (b"", "utf-8"))
    try:
        text = raw[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        before = raw[len(mark) : len(mark) + error.start].decode(encoding, errors="ignore")
        line = before.count("\n") + 1
        raise UnreadableDocumentError(
            reason=f"Line {line} holds bytes that are no {encoding.upper()} text. {_HOW_TO_SAVE}"
        ) from error
    if found := _CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        column = found.start() - text.rfind("\n", 0, found.start())
        raise UnreadableDocumentError(
            reason=f"Line {line}, column {column} holds a control character, so this is no text."
        )
    return text


def _page_lines(lines: list[str], *, paged: bool) -> Iterator[PageLine]:
    page, top = 1, 0
    for number, line in enumerate(lines, start=1):
        for part in line.split("\f") if "\f" in line else [line]:
            if "\f" in line and part is not line.split("\f", 1)[0]:
                page, top = page + 1, 0
            top += 1
            pieces = tuple(_pieces(part.expandtabs(8)))
            if pieces:
                yield PageLine(page if paged else 0, number, top, pieces)


def _pieces(line: str) -> Iterator[Piece]:
    """Stretches parted by three or more spaces; a marker is parted by any."""
    for at, found in enumerate(_PIECE.finditer(line)):
        start, words = found.start(), found.group()
        sign = markers_at(words)[0].sign if not at and markers_at(words) else ""
        if sign and len(sign) < len(words):
            rest = words[len(sign) :].lstrip()
            yield _piece(start, sign, spaced=False)
            yield _piece(start + len(words) - len(rest), rest, spaced=True)
        else:
            yield _piece(start, words, spaced=bool(at))


def _piece(start: int, words: str, *, spaced: bool) -> Piece:
    end = start + len(words)
    return Piece(start * _POINTS, end * _POINTS, words, _SIZE, spaced=spaced)
