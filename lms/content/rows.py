"""Lines told apart: header form, body, footnotes, and the white space between them.

The extraction is double-spaced: an empty line follows every printed line, a line holding
spaces parts paragraphs, and a long line of spaces is the rule above footnotes. Only at a
page break does one printed line follow another directly; the first line of the new page
then carries one space that is the page's own. Bullet signs were lost, their one space was
not: one leading space is a bullet, at a page top two are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from lms.content.readers.text import Line
from lms.domain.policy import Furniture, FurnitureReason, Span

FIRST_SECTION = re.compile(r"I\.\s+\S")
_FOOTNOTE = re.compile(r"(?P<number>[1-9][0-9]?)\s+\S")
_SIGN = re.compile(r"[•▪◦●○\u2023\u2043\uf0a7\uf0b7]\s*")
_RULE_WIDTH = 20


class Zone(StrEnum):
    """The part of the page a row of words belongs to."""

    HEADER = "header"
    BODY = "body"
    FOOTNOTES = "footnotes"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of words.

    Attributes:
        after_break: a paragraph break stands between the row of words before and this one.
        page_top: it is the first row of a page.
        bullet: its indent says that a bullet stood there.
        sign: the bullet's sign as printed, where it was not lost.
        footnote: the number it begins with, where it begins a footnote.
    """

    line: Line
    zone: Zone
    after_break: bool = False
    page_top: bool = False
    bullet: bool = False
    sign: str = ""
    footnote: int | None = None


@dataclass(slots=True)
class _Reading:
    zone: Zone = Zone.HEADER
    after_break: bool = True
    follows_directly: bool = False
    rows: list[Row] = field(default_factory=list)
    furniture: list[Furniture] = field(default_factory=list)

    def found(self, start: int, end: int, reason: FurnitureReason) -> None:
        if start < end:
            self.furniture.append(Furniture(Span(start, end), reason))


def rows_of(lines: Sequence[Line]) -> tuple[tuple[Row, ...], tuple[Furniture, ...]]:
    """The rows of words in file order, and everything that is not words."""
    reading = _Reading()
    for line in lines:
        if line.body:
            _read_words(reading, line)
        else:
            _read_blank(reading, line)
    return tuple(reading.rows), tuple(reading.furniture)


def header_form(lines: Sequence[Line]) -> str:
    """The text of the form above the first section."""
    return "".join(line.text for line in _before_first_section(lines))


def _before_first_section(lines: Sequence[Line]) -> Iterator[Line]:
    for line in lines:
        if FIRST_SECTION.match(line.body):
            return
        yield line


def _read_blank(reading: _Reading, line: Line) -> None:
    spaces = len(line.text.rstrip("\r\n"))
    reason = FurnitureReason.BLANK_LINE
    if reading.zone is Zone.HEADER:
        pass
    elif spaces >= _RULE_WIDTH:
        reason = FurnitureReason.FOOTNOTE_RULE
        reading.zone = Zone.FOOTNOTES
    elif spaces:
        reason = FurnitureReason.PARAGRAPH_BREAK
        reading.after_break = reading.after_break or reading.zone is Zone.BODY
    reading.follows_directly = False
    reading.found(line.whole.start, line.whole.end, reason)


def _read_words(reading: _Reading, line: Line) -> None:
    if reading.zone is Zone.HEADER and FIRST_SECTION.match(line.body):
        reading.zone = Zone.BODY
    page_top = _is_page_top(reading, line)
    if page_top:
        reading.zone = Zone.BODY
    reading.follows_directly = True
    if reading.zone is Zone.HEADER:
        reading.found(line.whole.start, line.whole.end, FurnitureReason.HEADER_FORM)
        return
    row = _row(reading, line, page_top=page_top)
    if row.zone is Zone.BODY:
        reading.after_break = False
    reading.rows.append(row)
    own = 1 if page_top else 0
    lost = FurnitureReason.BULLET if row.bullet else FurnitureReason.INDENT
    reading.found(line.whole.start, line.whole.start + own, FurnitureReason.PAGE_TOP)
    reading.found(line.whole.start + own, line.words.start, lost)
    reading.found(line.words.end, line.whole.end, FurnitureReason.LINE_END)


def _is_page_top(reading: _Reading, line: Line) -> bool:
    if reading.zone is Zone.HEADER or not line.indent:
        return False
    return reading.follows_directly or "\f" in line.text[: line.indent]


def _row(reading: _Reading, line: Line, *, page_top: bool) -> Row:
    if reading.zone is Zone.FOOTNOTES:
        number = _FOOTNOTE.match(line.body)
        return Row(line, Zone.FOOTNOTES, footnote=int(number["number"]) if number else None)
    sign = _SIGN.match(line.body)
    return Row(
        line,
        Zone.BODY,
        after_break=reading.after_break,
        page_top=page_top,
        bullet=sign is not None or line.indent > (1 if page_top else 0),
        sign=sign.group().strip() if sign else "",
    )
