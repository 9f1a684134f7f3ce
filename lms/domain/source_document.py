"""A document as its reader left it: one text, the blocks it is made of, and where each stood.

Whatever the file was (DOCX, PDF, text), what follows works on this value alone. ``text``
holds everything a person sees on the pages, computed numbers included; every block is a
stretch of it. Words are counted once, so that losing one can be noticed and named.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

_WORD = re.compile(r"\S+")


class BlockKind(StrEnum):
    """What a block is on its page."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    TITLE = "title"
    CELL = "cell"
    TEXT_BOX = "text box"
    NOTE = "note"
    PAGE_HEADER = "page header"
    PAGE_FOOTER = "page footer"
    PAGE_NUMBER = "page number"


PAGE_FURNITURE = frozenset({BlockKind.PAGE_HEADER, BlockKind.PAGE_FOOTER, BlockKind.PAGE_NUMBER})


class Numbering(StrEnum):
    """How a marker counts."""

    UPPER_ROMAN = "I"
    UPPER_LETTER = "A"
    NUMBER = "1"
    DECIMAL = "1.1"
    LOWER_LETTER = "a"
    LOWER_ROMAN = "i"
    BULLET = "bullet"


@dataclass(frozen=True, slots=True)
class SourceMark:
    """A reference to a note: characters ``start`` to ``end`` of the document's text."""

    start: int
    end: int
    note: str


@dataclass(frozen=True, slots=True)
class SourceBlock:
    """A paragraph, a cell, a note or a piece of page furniture.

    Attributes:
        start: first character in the document's text.
        end: one past the last.
        number: the paragraph or line where it begins, from 1.
        page: from 1; None where the format knows no pages.
        indent: points from the left edge of the text to its first line.
        hang: points from there to its other lines.
        level: heading level or level of the list it belongs to, from 0, where the file says so.
        marker: characters at its beginning that the file's own numbering put there.
        numbering: how that numbering counts.
        certain: whether it surely begins a paragraph; else a marker alone let it begin one.
        row: number of the table's row it stands in; cells of one row share it.
        column: from 0.
        note: the sign of the note that it is.
        marks: references to notes, in order.
        joins: offsets of hyphens at line ends that are no part of their word.
        doubts: what its reader was not sure of.
    """

    start: int
    end: int
    kind: BlockKind
    number: int
    page: int | None = None
    indent: int = 0
    hang: int = 0
    level: int | None = None
    marker: int = 0
    numbering: Numbering | None = None
    certain: bool = True
    bold: bool = False
    row: int | None = None
    column: int = 0
    note: str = ""
    marks: tuple[SourceMark, ...] = ()
    joins: tuple[int, ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """Where it stands, in words."""
        where = f"paragraph {self.number}"
        return where if self.page is None else f"page {self.page}"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Words of the file that are not part of its text: deleted, hidden, a comment."""

    why: str
    words: str
    number: int


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """What a reader found in a file; ``sha256`` is the file's, ``format`` its kind."""

    format: str
    sha256: str
    text: str
    blocks: tuple[SourceBlock, ...]
    left_out: tuple[LeftOut, ...] = ()
    notices: tuple[str, ...] = ()

    def of(self, block: SourceBlock) -> str:
        """A block's characters."""
        return self.text[block.start : block.end]


@dataclass(frozen=True, slots=True)
class Word:
    """A stretch of the text without white space, or a part of one that a mark or join cuts.

    Attributes:
        glued: whether it follows the word before without a space.
        note: the sign of the note it refers to, where it is a reference mark.
        dropped: whether it is the hyphen of a word that a line end parted.
    """

    start: int
    end: int
    block: int
    glued: bool = False
    note: str = ""
    dropped: bool = False


def words_of(document: SourceDocument) -> tuple[Word, ...]:
    """Every word of the document in order; the same document always gives the same words."""
    return tuple(
        word
        for at, block in enumerate(document.blocks)
        for word in _block_words(document.text, block, at)
    )


def block_at(document: SourceDocument, offset: int) -> SourceBlock:
    """The block that holds a character."""
    starts = [block.start for block in document.blocks]
    return document.blocks[max(0, bisect_right(starts, offset) - 1)]


def _block_words(text: str, block: SourceBlock, at: int) -> Iterator[Word]:
    notes = {(mark.start, mark.end): mark.note for mark in block.marks}
    joins = set(block.joins)
    edge = {block.start + block.marker} if block.marker else set()
    cuts = sorted({at for pair in notes for at in pair} | joins | {at + 1 for at in joins} | edge)
    joined = False
    for found in _WORD.finditer(text, block.start, block.end):
        edges = [found.start(), *(c for c in cuts if found.start() < c < found.end()), found.end()]
        for start, end in pairwise(edges):
            dropped = start in joins
            yield Word(
                start,
                end,
                at,
                glued=joined or start > found.start(),
                note=notes.get((start, end), ""),
                dropped=dropped,
            )
            joined = dropped
