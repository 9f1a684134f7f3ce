"""A text as some extractions leave it: every line followed by an empty one, bullets lost.

Where the lines of a paragraph are parted like that, only a line of spaces tells that a
paragraph ends, and a space before a line that a bullet stood there. ``lms.content.rows``
knows these signs; here they become blocks like those of any other document.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from itertools import pairwise

from lms.content.document_markers import markers_at
from lms.content.readers.line_ends import LineEnd, Vocabulary
from lms.content.readers.text import Line, SourceText
from lms.content.readers.transcript import Passage, Transcript
from lms.content.rows import FIRST_SECTION, Row, Zone, rows_of
from lms.domain.source_document import BlockKind, Numbering, SourceBlock, SourceDocument

_DOUBLE_SPACED = 60
"""Percent of lines with words that an empty line must follow."""
_FEWEST_BREAKS = 5
_GLUED = r"(?<=[^\W\d_]|[.,;:)\"\u201d\u2019])"


def is_extracted(source: SourceText) -> bool:
    """Whether most lines with words are followed by an empty one, and lines of spaces tell more.

    Where every paragraph is one line, empty lines follow them too, but nothing tells more.
    """
    lines = source.lines
    followed = [not after.text.rstrip("\r\n") for line, after in pairwise(lines) if line.body]
    first = any(FIRST_SECTION.match(line.body) for line in lines)
    breaks = sum(not line.body and bool(line.text.strip("\r\n")) for line in lines)
    told = first and breaks >= _FEWEST_BREAKS
    return told and sum(followed) * 100 > len(followed) * _DOUBLE_SPACED


def read_extracted(source: SourceText, raw: bytes) -> SourceDocument:
    """Read such a text."""
    rows, _ = rows_of(source.lines)
    taken = {row.line.number for row in rows}
    to = Transcript()
    for line in source.lines:
        if line.body and line.number not in taken:
            to.write(_words(line), _block(line, BlockKind.TITLE))
    words = Vocabulary(line.body for line in source.lines)
    notes = _notes(rows)
    for group in _groups(rows):
        _write(group, words, notes, to)
    return to.document("text", hashlib.sha256(raw).hexdigest())


def _words(line: Line) -> Passage:
    passage = Passage()
    passage.add(line.body)
    return passage


def _block(line: Line, kind: BlockKind) -> SourceBlock:
    return SourceBlock(start=0, end=0, kind=kind, number=line.number)


def _groups(rows: Sequence[Row]) -> list[list[Row]]:
    """Rows of one paragraph, item or note together; rows of the body first."""
    body: list[list[Row]] = []
    for row in (row for row in rows if row.zone is not Zone.FOOTNOTES):
        begins = row.after_break or row.bullet or markers_at(row.line.body)
        if begins or not body:
            body.append([row])
        else:
            body[-1].append(row)
    notes: list[list[Row]] = []
    for row in (row for row in rows if row.zone is Zone.FOOTNOTES):
        if row.footnote == len(notes) + 1 or not notes:
            notes.append([row])
        else:
            notes[-1].append(row)
    return body + notes


def _notes(rows: Sequence[Row]) -> dict[tuple[int, int], str]:
    """Line and column of the mark of each note: the one number glued to a word above it."""
    found: dict[tuple[int, int], str] = {}
    for note in (row for row in rows if row.footnote is not None):
        pattern = re.compile(rf"{_GLUED}{note.footnote}(?=\s|$)")
        places = [
            (row.line.number, match.start())
            for row in rows
            if row.zone is Zone.BODY and row.line.number < note.line.number
            for match in pattern.finditer(row.line.body)
        ]
        if places:
            found[places[-1]] = str(note.footnote)
    return found


def _write(
    group: Sequence[Row],
    words: Vocabulary,
    notes: dict[tuple[int, int], str],
    to: Transcript,
) -> None:
    first = group[0]
    passage = Passage()
    doubts: list[str] = []
    for at, row in enumerate(group):
        _add_row(passage, row, notes)
        if at + 1 < len(group):
            _end_row(passage, row, group[at + 1], words, doubts)
    in_notes = first.zone is Zone.FOOTNOTES
    sign = str(first.footnote) if in_notes and first.footnote else ""
    if first.after_break and first.page_top and not first.bullet and not in_notes:
        doubts.append("begins a page after a paragraph break: a paragraph, or a lost bullet")
    block = SourceBlock(
        start=0,
        end=0,
        kind=BlockKind.NOTE if in_notes else BlockKind.PARAGRAPH,
        number=first.line.number,
        numbering=Numbering.BULLET if first.bullet else None,
        marker=len(sign),
        certain=first.after_break or first.bullet,
        note=f"footnote {sign}" if sign else "",
        doubts=tuple(doubts),
    )
    to.write(passage, block)


def _add_row(passage: Passage, row: Row, notes: dict[tuple[int, int], str]) -> None:
    reached = 0
    body = row.line.body
    marks = sorted((at, sign) for (line, at), sign in notes.items() if line == row.line.number)
    for at, sign in marks:
        passage.add(body[reached:at])
        passage.add_mark(sign, f"footnote {sign}")
        reached = at + len(sign)
    passage.add(body[reached:])


def _end_row(passage: Passage, row: Row, after: Row, words: Vocabulary, doubts: list[str]) -> None:
    end = words.line_end(row.line.text.rstrip("\r\n"), after.line.body)
    if end is LineEnd.SPACE:
        passage.add("\n")
    elif end in {LineEnd.DROPPED, LineEnd.DROPPED_GUESS}:
        passage.joins.append(len(passage.text) - 1)
    if end is LineEnd.DROPPED_GUESS:
        word = f"{row.line.body.split()[-1]}{after.line.body.split()[0]}"
        doubts.append(f"“{word}” was parted at the end of a line; read without a hyphen")
