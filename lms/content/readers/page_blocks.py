"""Lines of pages become blocks: paragraphs, rows of tables, notes, page furniture.

A block begins where the distance, the indent or the weight of the letters changes, or where
a line begins with a marker. A marker alone is no certainty: whether it begins a section the
outline decides, and lets the block go on with the one before where it does not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from lms.content.document_markers import markers_at
from lms.content.readers.line_ends import LineEnd, Vocabulary
from lms.content.readers.page_edges import edges_of
from lms.content.readers.page_lines import PageLine, Pages, Piece, pitch_of
from lms.content.readers.page_notes import note_lines
from lms.content.readers.transcript import Passage, Transcript
from lms.domain.source_document import BlockKind, SourceBlock

_SENTENCE_END = re.compile("[.:;?!]['\"\u201d\u2019)]?$")
_NEAR = 4
_SHORT = 80
"""Percent of the widest line below which a line is short."""


@dataclass(slots=True)
class _Group:
    """Lines of one block in the making."""

    kind: BlockKind
    lines: list[PageLine]
    hang: int
    certain: bool = True
    row: int | None = None
    column: int = 0
    note: str = ""
    sign: str = ""
    doubts: list[str] = field(default_factory=list)

    @property
    def last(self) -> PageLine:
        return self.lines[-1]


def write_pages(pages: Pages, to: Transcript) -> None:
    """Write every line of every page down as part of a block."""
    reader = _PageReader(pages)
    for group in reader.groups():
        reader.write(group, to)
    to.notices += pages.notices


class _PageReader:
    def __init__(self, pages: Pages) -> None:
        by_page = pages.by_page()
        self._lines = pages.lines
        self._edges = edges_of(by_page)
        body = [line for line in pages.lines if line.number not in self._edges]
        self._notes = note_lines(body, pages.body_size)
        self._body = [line for line in body if line.number not in self._notes.lines]
        self._pitch = pitch_of(self._body, pages.body_size)
        self._widest = max((line.pieces[-1].end for line in self._body), default=0)
        self._gap = 2 * max(1, pages.body_size)
        self._words = Vocabulary(line.text for line in pages.lines)
        self._said: set[str] = set()
        self._row = 0
        self._unwrapped = pages.unwrapped

    def groups(self) -> list[_Group]:
        """All blocks: page furniture, then the body, then the notes."""
        groups = [self._edge(line) for line in self._lines if line.number in self._edges]
        body: list[_Group] = []
        for line in self._body:
            self._take(line, body)
        groups += body
        for sign, lines in self._notes.groups:
            first = lines[0]
            note = _Group(BlockKind.NOTE, list(lines), first.left, note=sign)
            note.sign = sign.rpartition(" ")[2]
            groups.append(note)
        return groups

    def _edge(self, line: PageLine) -> _Group:
        kind, count = self._edges[line.number]
        group = _Group(kind, [line], line.left)
        words = re.sub(r"\d+", "#", line.text)
        if kind is not BlockKind.PAGE_NUMBER and words not in self._said:
            self._said.add(words)
            group.doubts.append(f"stands at the edge of {count} pages; left out as page furniture")
        return group

    def _take(self, line: PageLine, groups: list[_Group]) -> None:
        cells = line.cells(self._gap)
        if len(cells) > 1 and markers_at(_text(cells[0])) and _only_marker(cells[0]):
            cells = (cells[0] + cells[1], *cells[2:])
        if len(cells) > 1:
            self._row += 1
            for column, cell in enumerate(cells):
                part = PageLine(line.page, line.number, line.top, cell)
                groups.append(
                    _Group(BlockKind.CELL, [part], part.left, row=self._row, column=column)
                )
            return
        goes_on = self._cell_of(line, groups)
        if goes_on is not None:
            goes_on.lines.append(line)
            return
        last = groups[-1] if groups and groups[-1].kind is BlockKind.PARAGRAPH else None
        begins, certain, doubt = self._begins(line, last)
        if last is not None and not begins:
            last.lines.append(line)
            if not _marked(last.lines[0]) and len(last.lines) == 2:  # noqa: PLR2004 - the second line shows the hang
                last.hang = line.left
            return
        group = _Group(BlockKind.PARAGRAPH, [line], _hang(line), certain=certain)
        if doubt:
            group.doubts.append(doubt)
        groups.append(group)

    def _cell_of(self, line: PageLine, groups: list[_Group]) -> _Group | None:
        """The cell of the row above that a line goes on with: same edge, right below, as narrow."""
        row = groups[-1].row if groups else None
        if row is None or _marked(line) or self._unwrapped:
            return None
        cells = [group for group in groups if group.row == row]
        for at, cell in enumerate(cells):
            below = line.top - cell.last.top
            near = 0 < below <= self._cell_pitch(line) and line.page == cell.last.page
            aligned = abs(cell.lines[0].left - line.left) <= _NEAR
            narrow = at + 1 == len(cells) or line.pieces[-1].end < cells[at + 1].lines[0].left
            if aligned and near and narrow:
                return cell
        return None

    def _cell_pitch(self, line: PageLine) -> int:
        return min(self._pitch, line.size * 3 // 2) if self._pitch > 2 else self._pitch  # noqa: PLR2004 - a text counts lines

    def _begins(self, line: PageLine, group: _Group | None) -> tuple[bool, bool, str]:
        """Whether a line begins a block, whether that is certain, and what is doubtful."""
        if group is None or self._unwrapped:
            return True, True, ""
        marked = _marked(line)
        last = group.last
        if line.page != last.page or line.column != last.column:
            return self._begins_page(line, group, marked=marked)
        far = (line.top - last.top) * 4 > self._pitch * 5
        if far or line.bold != last.bold or abs(line.size - last.size) > 1:
            return True, True, ""
        if marked:
            return True, self._ends(last), ""
        shown = len(group.lines) > 1 or _marked(group.lines[0])
        if group.certain and shown and line.left < group.hang - _NEAR:
            return True, True, ""
        indented = line.left > group.hang + _NEAR and self._ends(last)
        return indented, True, ""

    def _begins_page(
        self, line: PageLine, group: _Group, *, marked: bool
    ) -> tuple[bool, bool, str]:
        ended = self._ends(group.last)
        if marked:
            return True, True, ""
        if not _SENTENCE_END.search(group.last.text.rstrip()):
            return False, False, ""
        if abs(line.left - group.hang) > _NEAR or ended or line.bold != group.last.bold:
            return True, True, ""
        return True, True, "begins a page after the end of a sentence; read as a new paragraph"

    def _ends(self, line: PageLine) -> bool:
        """Whether a line ends a paragraph, by its last sign or its being short."""
        text = line.text.rstrip()
        short = line.pieces[-1].end * 100 < self._widest * _SHORT
        return short or _SENTENCE_END.search(text) is not None

    def write(self, group: _Group, to: Transcript) -> None:
        """Write a block, its lines joined as they go on in one another."""
        passage = Passage()
        for at, line in enumerate(group.lines):
            self._add_line(passage, line, sign=group.sign if not at else "")
            if at + 1 < len(group.lines):
                self._end_line(passage, line, group.lines[at + 1], group)
        lead = len(group.sign) if group.kind is BlockKind.NOTE else 0
        first = group.lines[0]
        block = SourceBlock(
            start=0,
            end=0,
            kind=group.kind,
            number=first.number,
            page=first.page or None,
            indent=first.left,
            hang=group.hang,
            marker=lead if passage.text[:lead] == group.sign else 0,
            certain=group.certain,
            bold=all(line.bold for line in group.lines),
            row=group.row,
            column=group.column,
            note=group.note,
            doubts=tuple(group.doubts),
        )
        to.write(passage, block)

    def _add_line(self, passage: Passage, line: PageLine, *, sign: str) -> None:
        for at, piece in enumerate(line.pieces):
            if piece.spaced and at:
                passage.add(" ")
            note = self._notes.marks.get((line.number, piece.left))
            if note is not None and piece.raised and not sign:
                passage.add_mark(piece.text, note)
            else:
                self._add_piece(passage, line, piece, plain=bool(sign))

    def _add_piece(self, passage: Passage, line: PageLine, piece: Piece, *, plain: bool) -> None:
        """A piece's characters; a mark glued to a word inside it is cut out as a mark."""
        reached = 0
        for start, end, note in () if plain else self._notes.inside.get(line.number, ()):
            if piece.text[start:end] and len(line.pieces) == 1:
                passage.add(piece.text[reached:start])
                passage.add_mark(piece.text[start:end], note)
                reached = end
        passage.add(piece.text[reached:])

    def _end_line(self, passage: Passage, line: PageLine, after: PageLine, group: _Group) -> None:
        end = self._words.line_end(line.text, after.text)
        if end is LineEnd.SPACE:
            passage.add("\n")
            return
        stripped = len(passage.text.rstrip())
        passage.text = passage.text[:stripped]
        if end in {LineEnd.DROPPED, LineEnd.DROPPED_GUESS}:
            passage.joins.append(stripped - 1)
        if end is LineEnd.DROPPED_GUESS:
            word = f"{line.text.split()[-1]}{after.text.split()[0]}"
            group.doubts.append(f"“{word}” was parted at the end of a line; read without a hyphen")


def _text(pieces: Sequence[Piece]) -> str:
    return "".join((" " if p.spaced and at else "") + p.text for at, p in enumerate(pieces))


def _only_marker(pieces: Sequence[Piece]) -> bool:
    text = _text(pieces).strip()
    return any(len(marker.sign) == len(text) for marker in markers_at(text))


def _marked(line: PageLine) -> bool:
    return bool(markers_at(line.text.lstrip()))


def _hang(line: PageLine) -> int:
    """Where the words after a marker begin, where that can be seen."""
    if not _marked(line) or len(line.pieces) == 1:
        return line.left
    return line.pieces[1].left
