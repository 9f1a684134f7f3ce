"""Items of the outline become clauses: lines joined, reference marks tied to footnotes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from lms.content.outline import Item, Outline, outline_of
from lms.content.readers.text import SourceText
from lms.content.rows import Row, rows_of
from lms.content.settled import Doubt, Settled
from lms.domain.findings import Finding
from lms.domain.policy import Clause, ClauseTree, Correction, CorrectionKind, Mark

_HYPHENS = (CorrectionKind.HYPHEN_KEPT, CorrectionKind.HYPHEN_DROPPED)
_GLUED = '(?<=[^\\W\\d_]|[.,;:)"\u201d\u2019])'
_WORD_CUT = re.compile(r"\w-$")


@dataclass(frozen=True, slots=True)
class TreeReading:
    """A text read as a tree.

    Attributes:
        applied: the corrections that were needed, in line order.
        doubts: lines with two readings that no correction settles.
        findings: corrections that fit no line or settle nothing.
    """

    tree: ClauseTree
    applied: tuple[Correction, ...]
    doubts: tuple[Doubt, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _MarkedRow:
    """A reference mark where it is printed: column ``at`` of the row's body."""

    owner: Item
    row: Row
    at: int
    sign: str
    leads_to: Item


def read_tree(source: SourceText, corrections: Sequence[Correction] = ()) -> TreeReading:
    """Read a policy's text; the same bytes and corrections always give the same tree."""
    settled = Settled(corrections, source.lines)
    rows, furniture = rows_of(source.lines)
    outline = outline_of(rows, settled)
    marks = _marks(outline, settled)
    ordered = _reading_order(outline, marks)
    clauses = tuple(_clause(item, order, marks, settled) for order, item in enumerate(ordered))
    tree = ClauseTree(clauses, furniture)
    doubts = tuple(sorted(settled.doubts, key=lambda doubt: doubt.line))
    return TreeReading(tree, settled.applied(), doubts, settled.findings())


def _marks(outline: Outline, settled: Settled) -> tuple[_MarkedRow, ...]:
    found = [
        _MarkedRow(item, item.rows[-1], len(_body(item.rows[-1])) - 1, "*", note)
        for item in outline.items
        if (note := outline.notes.get(item.key)) is not None
    ]
    for number, footnote in outline.footnotes.items():
        mark = _footnote_mark(number, footnote, outline.items, settled)
        if mark is not None:
            found.append(mark)
            footnote.parent = mark.owner
        else:
            footnote.parent = outline.items[-1] if outline.items else None
    return tuple(found)


def _footnote_mark(
    number: int, footnote: Item, items: Sequence[Item], settled: Settled
) -> _MarkedRow | None:
    """The one printed number that can be this footnote's: glued to a word, above it."""
    pattern = re.compile(rf"{_GLUED}{number}(?=\s|$)")
    start = footnote.rows[0].line.number
    candidates = [
        _MarkedRow(item, row, match.start(), str(number), footnote)
        for item in items
        for row in item.rows
        if row.line.number < start
        for match in pattern.finditer(_body(row))
    ]
    if len(candidates) == 1:
        return candidates[0]
    for candidate in candidates:
        line = candidate.row.line.number
        if settled.choice(line, CorrectionKind.REFERENCE):
            settled.needed(line)
            return candidate
    settled.doubt(start, f"footnote {number} has {len(candidates)} possible reference marks")
    return None


def _reading_order(outline: Outline, marks: Sequence[_MarkedRow]) -> list[Item]:
    """File order, each footnote directly after the item that carries its mark."""
    after: dict[str, list[Item]] = {}
    tied = {mark.leads_to.key for mark in marks}
    for footnote in outline.footnotes.values():
        if footnote.parent is not None:
            after.setdefault(footnote.parent.key, []).append(footnote)
    ordered: list[Item] = []
    for item in outline.items:
        ordered += [item, *(each for each in after.get(item.key, ()) if each.key in tied)]
    return ordered + [each for each in outline.footnotes.values() if each.key not in tied]


def _clause(item: Item, order: int, marks: Sequence[_MarkedRow], settled: Settled) -> Clause:
    own = sorted((mark for mark in marks if mark.owner is item), key=lambda mark: mark.at)
    text, placed = _joined(item, own, settled)
    return Clause(
        key=item.key,
        label=item.label,
        kind=item.kind,
        text=text,
        spans=tuple(row.line.words for row in item.rows),
        level=_level(item),
        parent=item.parent.key if item.parent is not None else None,
        order=order,
        marker=item.marker,
        marks=placed,
    )


def _joined(
    item: Item, marks: Sequence[_MarkedRow], settled: Settled
) -> tuple[str, tuple[Mark, ...]]:
    """The rows as one text without the marker and the marks, and where the marks stood."""
    text = ""
    placed: list[Mark] = []
    for at, row in enumerate(item.rows):
        if at:
            text = _ready_to_go_on(text, item.rows[at - 1], settled)
        body, reached = _body(row), 0 if at else item.skip
        for mark in marks:
            if mark.row is row:
                text += _spaced(body[reached : mark.at])
                placed.append(Mark(mark.sign, len(text), mark.leads_to.key))
                reached = mark.at + len(mark.sign)
        text += _spaced(body[reached:])
    whole = text.rstrip()
    return whole, tuple(replace(mark, at=min(mark.at, len(whole))) for mark in placed)


def _ready_to_go_on(text: str, row: Row, settled: Settled) -> str:
    """The text so far, with a space, or without one where the row ends inside a word."""
    printed_end = row.line.text.rstrip("\r\n")
    if not _WORD_CUT.search(printed_end):
        return f"{text} " if text and not text.endswith(" ") else text
    message = f"ends in a hyphen: “{printed_end.split()[-1]}” with it, or without"
    chosen = settled.doubt(row.line.number, message, *_HYPHENS)
    return text[:-1] if chosen is CorrectionKind.HYPHEN_DROPPED else text


def _body(row: Row) -> str:
    return unicodedata.normalize("NFC", row.line.body)


def _spaced(words: str) -> str:
    return re.sub(r"\s+", " ", words)


def _level(item: Item) -> int:
    return 0 if item.parent is None else 1 + _level(item.parent)
