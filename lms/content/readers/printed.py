"""A PDF as a source document: what is printed on its pages, never what it might run."""

from __future__ import annotations

import hashlib
import io
import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdf
from pypdf.generic import DictionaryObject, IndirectObject

from lms.content.readers.page_blocks import write_pages
from lms.content.readers.page_lines import PageLine, Pages, Piece
from lms.content.readers.transcript import Transcript
from lms.content.readers.unreadable import UnreadableDocumentError
from lms.content.reading_limits import DEEPEST_PAGE_TREE, LARGEST_STREAM, MOST_PAGES
from lms.domain.source_document import SourceDocument

DAMAGED = "The file is damaged: it cannot be read as a PDF."
_ENCRYPTED = (
    "The PDF is protected by a password or by restrictions. Save a copy without them and try again."
)
_PROGRAM = (
    "The PDF holds a program or an action that starts when it is opened. It is refused. "
    "Print it to a new PDF and try again."
)
_SCANNED = (
    "The PDF holds pictures of pages and no text. It looks like a scan: run text recognition "
    "first and import the result."
)
_ACTIONS = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition", "/GoToR"}
_BULLETS = str.maketrans({"\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "➢", "\uf0fc": "✓"})
"""Bullets of symbol fonts, as what they look like."""

_RAISED = 75
"""Percent of a line's letters below which a piece that stands higher is a mark."""


_TALLEST_ROW = 100
_FEWEST_LINES = 8
_APART = 40
"""Of columns: points that the text jumps up, lines of one, points between two."""


@dataclass(frozen=True, slots=True)
class _Placed:
    left: float
    base: float
    text: str
    size: float
    bold: bool
    spaced: bool


def read_printed(raw: bytes) -> SourceDocument:
    """Read a PDF.

    Raises:
        UnreadableDocumentError: it is damaged, protected, unsafe, too long, or a scan.
    """
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    with pypdf.apply_configuration(
        zlib_maximum_output_length=LARGEST_STREAM,
        lzw_maximum_output_length=LARGEST_STREAM,
        run_length_maximum_output_length=LARGEST_STREAM,
        brotli_maximum_output_length=LARGEST_STREAM,
        array_based_stream_maximum_output_length=LARGEST_STREAM,
        jbig2dec_binary=None,
    ):
        return _read(raw)


def _read(raw: bytes) -> SourceDocument:
    reader = pypdf.PdfReader(io.BytesIO(raw))
    if reader.is_encrypted:
        raise UnreadableDocumentError(reason=_ENCRYPTED)
    _check_actions(reader)
    pages = Pages()
    silent: list[int] = []
    for number, page in enumerate(_pages(reader), start=1):
        if not _read_page(pages, number, page):
            silent.append(number)
    if not pages.lines:
        raise UnreadableDocumentError(reason=_SCANNED if silent else DAMAGED)
    if silent:
        listed = ", ".join(map(str, silent[:10]))
        pages.notices.append(f"No text is on page {listed}; a picture's words were not read.")
    to = Transcript()
    write_pages(pages, to)
    return to.document("PDF", hashlib.sha256(raw).hexdigest())


def _check_actions(reader: pypdf.PdfReader) -> None:
    """Refuse what would act when the file is opened; nothing of it ever runs here."""
    root = reader.root_object
    names = _value(root.get("/Names"))
    opening = _value(root.get("/OpenAction"))
    acts = isinstance(opening, DictionaryObject) and _value(opening.get("/S")) in _ACTIONS
    scripts = isinstance(names, DictionaryObject) and "/JavaScript" in names
    if acts or scripts or "/AA" in root:
        raise UnreadableDocumentError(reason=_PROGRAM)


def _value(thing: Any) -> Any:  # noqa: ANN401 - whatever the file holds
    return thing.get_object() if isinstance(thing, IndirectObject) else thing


def _pages(reader: pypdf.PdfReader) -> Iterator[pypdf.PageObject]:
    """The pages in order, walked by ourselves: a tree may loop or claim any number of pages.

    Raises:
        UnreadableDocumentError: it loops, is too deep, or has too many pages.
    """
    count = 0
    seen: set[int] = set()
    waiting: list[tuple[Any, int]] = [(reader.root_object.get("/Pages"), 0)]
    while waiting:
        reference, depth = waiting.pop()
        number = reference.idnum if isinstance(reference, IndirectObject) else 0
        node = _value(reference)
        if number in seen or depth > DEEPEST_PAGE_TREE or not isinstance(node, DictionaryObject):
            raise UnreadableDocumentError(reason=f"{DAMAGED} Its pages lead in a circle.")
        if number:
            seen.add(number)
        kids = _value(node.get("/Kids"))
        if isinstance(kids, list):
            if len(kids) + len(waiting) > MOST_PAGES * DEEPEST_PAGE_TREE:
                raise _too_long()
            waiting += [(kid, depth + 1) for kid in reversed(kids)]
        elif kids is None:
            count += 1
            if count > MOST_PAGES:
                raise _too_long()
            page = pypdf.PageObject(reader, reference if number else None)
            page.update(node)
            yield page


def _too_long() -> UnreadableDocumentError:
    return UnreadableDocumentError(
        reason=f"The PDF has more than {MOST_PAGES} pages. Import one policy at a time."
    )


def _read_page(pages: Pages, number: int, page: pypdf.PageObject) -> bool:
    """Add a page's lines; whether there were any."""
    placed: list[_Placed] = []
    waiting = [False]

    def visit(text: str, matrix: list[float], line: list[float], font: Any, size: float) -> None:  # noqa: ANN401 - pypdf's hook
        words = text.translate(_BULLETS).strip()
        if not words:
            waiting[0] = waiting[0] or bool(text)
            return
        name = str((font or {}).get("/BaseFont", ""))
        scale = abs(line[3] * matrix[3]) or abs(line[1] * matrix[1]) or 1
        placed.append(
            _Placed(
                left=line[4] * matrix[0] + line[5] * matrix[2] + matrix[4],
                base=line[4] * matrix[1] + line[5] * matrix[3] + matrix[5],
                text=words,
                size=size * scale,
                bold="bold" in name.lower() or "black" in name.lower(),
                spaced=waiting[0] or text[:1].isspace(),
            )
        )
        waiting[0] = text[-1:].isspace()

    page.extract_text(visitor_text=visit)
    for column, part in enumerate(_columns(placed)):
        if column == 1:
            pages.notices.append(f"Page {number} seems to be set in columns; check its order.")
        for line in _lines(part):
            pages.lines.append(_page_line(line, number, len(pages.lines) + 1, column))
    return bool(placed)


def _columns(placed: list[_Placed]) -> list[list[_Placed]]:
    """The pieces of a page in the order of its columns: text that jumps up and to the right."""
    parts: list[list[_Placed]] = [[]]
    for each in placed:
        part = parts[-1]
        if part and each.base > part[-1].base + _TALLEST_ROW and _is_column(part, each):
            parts.append([])
        parts[-1].append(each)
    return [part for part in parts if part]


def _is_column(part: list[_Placed], after: _Placed) -> bool:
    """Whether pieces are a column of their own: many lines, all of them left of what follows."""
    lines = {round(each.base) for each in part}
    return len(lines) >= _FEWEST_LINES and after.left > max(each.left for each in part) + _APART


def _lines(placed: list[_Placed]) -> list[list[_Placed]]:
    """Pieces on one base line, lines from the top; raised pieces with the line they rise from."""
    ordered = sorted(enumerate(placed), key=lambda each: (-each[1].base, each[0]))
    lines: list[list[_Placed]] = []
    raised: list[_Placed] = []
    usual = _usual_size(placed)
    for _, each in ordered:
        line = lines[-1] if lines else None
        if line is not None and abs(line[0].base - each.base) < 0.3 * max(each.size, 1):
            line.append(each)
        elif each.size * 100 < usual * _RAISED and len(each.text) <= 4:  # noqa: PLR2004 - signs of a mark
            raised.append(each)
        else:
            lines.append([each])
    for each in raised:
        under = [line for line in lines if 0 < each.base - line[0].base < line[0].size]
        (under[-1] if under else _new(lines)).append(each)
    lines = [line for line in lines if line]
    lines.sort(key=lambda line: -max(line, key=lambda each: each.size).base)
    return [sorted(line, key=lambda each: each.left) for line in lines]


def _usual_size(placed: list[_Placed]) -> float:
    sizes: Counter[float] = Counter()
    for each in placed:
        sizes[each.size] += len(each.text)
    return sizes.most_common(1)[0][0] if sizes else 0


def _new(lines: list[list[_Placed]]) -> list[_Placed]:
    lines.append([])
    return lines[-1]


def _page_line(line: list[_Placed], page: int, number: int, column: int) -> PageLine:
    size = max(each.size for each in line)
    base = next(each.base for each in line if each.size == size)
    pieces: list[Piece] = []
    for each in line:
        small = each.size * 100 < size * _RAISED
        end = round(each.left + len(each.text) * each.size * 0.5)
        spaced = each.spaced or (bool(pieces) and each.left > pieces[-1].end + _APART)
        pieces.append(
            Piece(
                left=round(each.left),
                end=end,
                text=each.text,
                size=round(each.size),
                bold=each.bold,
                raised=small and each.base > base,
                spaced=spaced,
            )
        )
    return PageLine(page, number, round(2000 - base), tuple(pieces), column)
