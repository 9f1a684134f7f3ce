"""Rows of words become an outline: which begin an item, which go on, what is below what.

A marker that is next in its sequence begins an item, a lost bullet's space does, a
paragraph break does; every other row goes on with the item before. An unmarked paragraph
belongs to the nearest heading. Where that leaves two readings a doubt is noted, and a
correction settles it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from lms.content.markers import Level, Marker, Style, depth_of, markers_of
from lms.content.rows import Row, Zone
from lms.content.settled import Settled
from lms.domain.policy import ClauseKind, CorrectionKind

_HEADING_STYLES = frozenset({Style.ROMAN, Style.LETTER, Style.NUMBER})
_STARTS = (CorrectionKind.PARAGRAPH, CorrectionKind.CONTINUATION, CorrectionKind.BULLET)
_ENDS = (".", ":", "?", "!", ".”", ".)")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(slots=True, eq=False)
class Item:
    """An item of the outline while it is being read.

    Attributes:
        marker: as printed, empty where none is.
        skip: characters of the first row's body that the marker takes.
    """

    key: str
    label: str
    kind: ClauseKind
    parent: Item | None
    rows: list[Row]
    style: Style | None = None
    marker: str = ""
    skip: int = 0

    @property
    def ends_in_star(self) -> bool:
        """Whether an asterisk after its words calls for a note."""
        body = self.rows[-1].line.body
        return body.endswith("*") and (len(self.rows) > 1 or len(body) > self.skip)


@dataclass(slots=True)
class Outline:
    """What the rows are read as.

    Attributes:
        items: in file order, notes among them, footnotes not.
        footnotes: by number.
        notes: by the key of the item that carries the asterisk.
    """

    items: list[Item] = field(default_factory=list)
    footnotes: dict[int, Item] = field(default_factory=dict)
    notes: dict[str, Item] = field(default_factory=dict)


def outline_of(rows: Sequence[Row], settled: Settled) -> Outline:
    """Read rows in file order; doubts go to ``settled``."""
    reader = _Outliner(settled)
    for row in rows:
        if row.zone is Zone.FOOTNOTES:
            reader.read_footnote(row)
        else:
            reader.read(row)
    reader.finish()
    return reader.outline


class _Outliner:
    def __init__(self, settled: Settled) -> None:
        self.outline = Outline()
        self._settled = settled
        self._open: list[tuple[Level, Item]] = []
        self._keys: set[str] = set()

    def read(self, row: Row) -> None:
        """Begin an item with this row, or let it go on with the last one."""
        line = row.line.number
        marker, depth = self._marker(row)
        carrier = self._note_carrier(row)
        chosen = self._settled.choice(line, *_STARTS)
        if chosen is None and marker is not None:
            self._begin_marked(row, marker, depth)
        elif chosen is None and carrier is not None:
            self._begin_note(row, carrier)
        else:
            reads, doubt = self._reading(row)
            if chosen is None and doubt:
                self._settled.doubt(line, f"{doubt}; read as {reads}")
            if chosen is not None and (doubt or marker or carrier or chosen is not reads):
                self._settled.needed(line)
            self._begin_unmarked(row, chosen or reads)

    def read_footnote(self, row: Row) -> None:
        """Footnotes are numbered through; a row that is not the next one goes on."""
        notes = self.outline.footnotes
        sign = str(len(notes) + 1)
        if str(row.footnote) == sign:
            item = Item(f"fn{sign}", f"Footnote {sign}", ClauseKind.FOOTNOTE, None, [row])
            item.marker, item.skip = sign, _marker_length(row, sign)
            notes[len(notes) + 1] = item
        elif notes:
            notes[len(notes)].rows.append(row)
        else:
            self._settled.doubt(row.line.number, "stands below a rule but is no footnote")
            self._begin_unmarked(row, CorrectionKind.CONTINUATION)

    def finish(self) -> None:
        """A numbered heading with nothing below it is a clause of its own."""
        keys = {item.parent.key for item in self.outline.items if item.parent is not None}
        for item in self.outline.items:
            if item.kind is ClauseKind.HEADING and item.key not in keys:
                item.kind = ClauseKind.CLAUSE

    def _marker(self, row: Row) -> tuple[Marker | None, int]:
        levels = tuple(level for level, _ in self._open)
        for marker in markers_of(row.line.body):
            depth = depth_of(marker, levels)
            if depth is not None:
                return marker, depth
        return None, 0

    def _note_carrier(self, row: Row) -> Item | None:
        """The item whose asterisk this row answers."""
        if not row.line.body.startswith("*"):
            return None
        stars = [item for item in self.outline.items if item.ends_in_star]
        return stars[-1] if stars and stars[-1].key not in self.outline.notes else None

    def _reading(self, row: Row) -> tuple[CorrectionKind, str | None]:
        """How an unmarked row reads, and why that is doubtful if it is."""
        body = row.line.body
        if row.bullet:
            return CorrectionKind.BULLET, None
        doubt = None
        if body.startswith("*") or markers_of(body):
            doubt = "begins like a marker or note, but nothing leads to it"
        if row.after_break:
            if row.page_top:
                doubt = "begins a page after a paragraph break: a paragraph, or a lost bullet"
            elif self._open and self._open[-1][0].style not in _HEADING_STYLES:
                doubt = "is an unmarked paragraph after a list"
            return CorrectionKind.PARAGRAPH, doubt
        if self._room_was_left(row):
            doubt = "may begin a paragraph: the line before ends early, after a sentence"
        return CorrectionKind.CONTINUATION, doubt

    def _room_was_left(self, row: Row) -> bool:
        """Whether the row before ends a sentence where this row's first word had room."""
        if not self.outline.items:
            return False
        before = [each.line.body for each in self.outline.items[-1].rows]
        widest = max(len(body) for body in (*before, row.line.body))
        first_word = row.line.body.split()[0]
        return before[-1].endswith(_ENDS) and len(before[-1]) + 1 + len(first_word) <= widest

    def _add(self, item: Item) -> None:
        """A list that begins anew under the same heading gets keys of its own: ``I.1~2``."""
        key, times = item.key, 1
        while item.key in self._keys:
            times += 1
            item.key = f"{key}~{times}"
        self._keys.add(item.key)
        self.outline.items.append(item)

    def _begin_marked(self, row: Row, marker: Marker, depth: int) -> None:
        del self._open[depth:]
        parent = self._open[-1][1] if self._open else None
        key = _marked_key(marker, parent)
        label = key if parent is not None else f"Section {key}"
        item = Item(key, label, _marked_kind(marker.style), parent, [row])
        item.style, item.marker, item.skip = marker.style, marker.sign, marker.length
        self._add(item)
        self._open.append((Level(marker.style, marker.ordinal), item))

    def _begin_note(self, row: Row, carrier: Item) -> None:
        parent = carrier.parent or carrier
        item = Item(f"{parent.key}n", f"Note to {parent.key}", ClauseKind.NOTE, parent, [row])
        item.marker, item.skip = "*", _marker_length(row, "*")
        self._add(item)
        self.outline.notes[carrier.key] = item

    def _begin_unmarked(self, row: Row, reads: CorrectionKind) -> None:
        if reads is CorrectionKind.BULLET:
            self._begin_bullet(row)
        elif reads is CorrectionKind.PARAGRAPH or not self.outline.items:
            self._begin_paragraph(row)
        else:
            self.outline.items[-1].rows.append(row)

    def _begin_bullet(self, row: Row) -> None:
        styles = [level.style for level, _ in self._open]
        if Style.BULLET in styles:
            del self._open[styles.index(Style.BULLET) :]
        parent = self._open[-1][1] if self._open else None
        number = _next_part(self.outline.items, parent, ClauseKind.BULLET)
        key = _bullet_key(parent, number)
        item = Item(key, key, ClauseKind.BULLET, parent, [row], Style.BULLET, row.sign)
        item.skip = _marker_length(row, row.sign)
        self._add(item)
        self._open.append((Level(Style.BULLET, number), item))

    def _begin_paragraph(self, row: Row) -> None:
        while self._open and self._open[-1][0].style not in _HEADING_STYLES:
            self._open.pop()
        parent = self._open[-1][1] if self._open else None
        number = _next_part(self.outline.items, parent, ClauseKind.PARAGRAPH)
        above = parent.key if parent is not None else ""
        label = f"{above}, paragraph {number}"
        item = Item(f"{above}-p{number}", label, ClauseKind.PARAGRAPH, parent, [row])
        self._add(item)


def _marked_kind(style: Style) -> ClauseKind:
    if style is Style.ROMAN:
        return ClauseKind.SECTION
    return ClauseKind.HEADING if style in _HEADING_STYLES else ClauseKind.CLAUSE


def _marked_key(marker: Marker, parent: Item | None) -> str:
    if parent is None:
        return marker.value
    if marker.style is Style.LETTER_PAREN or parent.style is Style.BULLET:
        return f"{parent.key}({marker.value})"
    return f"{parent.key}.{marker.value}"


def _bullet_key(parent: Item | None, number: int) -> str:
    """Numbers below letters and sections, letters below numbers: IV.A-3, IV.D.3-c."""
    above = parent.key if parent is not None else ""
    numbered = parent is None or parent.style in {Style.ROMAN, Style.LETTER, Style.LETTER_PAREN}
    if numbered or number > len(_LETTERS):
        return f"{above}-{number}"
    return f"{above}-{_LETTERS[number - 1]}"


def _next_part(items: Sequence[Item], parent: Item | None, kind: ClauseKind) -> int:
    return 1 + sum(item.parent is parent and item.kind is kind for item in items)


def _marker_length(row: Row, sign: str) -> int:
    body = row.line.body
    return len(body) - len(body.removeprefix(sign).lstrip())
