"""What flows over the pages of a report: texts and tables that a page's end may part.

Both draw into the structure tree as they go: what is continued on another page goes on in
the element it began in, and the heads of a table that come again are furniture.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable

from lms.rendering.engraving import NAVY
from lms.rendering.lettering import Pen, Style, plain
from lms.rendering.pdf_tags import Element
from lms.rendering.report_words import Emphasis, Line, Passage, Setting, Words, lines_of
from lms.rendering.vectors import Vectors, write_code

_GONE = HexColor("#8c1d18")
_LINE = HexColor("#cfc8b8")
_FEWEST = 2
_PADDING = 3.0
_GAP = 8.0
_SAID = {
    Emphasis.GONE: "Taken out: {}",
    Emphasis.NEW: "Put in: {}",
    Emphasis.MARKED: "Marked: {}",
}
_MARK = HexColor("#fbe69a")
_ASCENT = 0.93
_BELOW, _ABOVE = 0.26, 0.9
"""How far a marker reaches under and over the base of a line, in sizes of its letters."""


class Desk:
    """What a report is drawn with; the pen comes with the canvas."""

    pen: Pen


class Block(Flowable):  # type: ignore[misc]  # ReportLab is not typed
    """One text as one element; ``within`` names the elements around it, the outermost first."""

    def __init__(
        self,
        desk: Desk,
        element: Element,
        words: Sequence[Words],
        setting: Setting,
        within: Sequence[Element] = (),
    ) -> None:
        super().__init__()
        self._passages: Passages = {}
        self._desk, self._element, self._words = desk, element, tuple(words)
        self._setting, self._within = setting, tuple(within)
        self._lines: tuple[Line, ...] | None = None
        self.spaceBefore, self.spaceAfter = setting.before, setting.after

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """Break the text into lines; those of a text that goes on are known already."""
        if self._lines is None:
            self._lines = lines_of(self._words, self._setting, width - self._indent)
        return width, len(self._lines) * self._setting.leading

    def split(self, width: float, height: float) -> list[Flowable]:
        """As many lines as fit, and the rest; no line stands alone."""
        self.wrap(width, height)
        lines = self._lines or ()
        room = int(height / self._setting.leading)
        if len(lines) - room == 1:
            room -= 1
        if room < _FEWEST or room >= len(lines):
            return []
        first, rest = self._with(lines[:room]), self._with(lines[room:])
        first.spaceAfter = rest.spaceBefore = 0
        return [first, rest]

    def draw(self) -> None:
        """Write the lines from the top."""
        lines = self._lines or ()
        with ExitStack() as around:
            for each in (*self._within, self._element):
                around.enter_context(self._desk.pen.tags.part(each))
            if self._element.role == "LBody":
                _dot(self._desk.pen, self._top(0))
            top = self._top(0)
            write_lines(
                self._desk.pen, lines, self._setting, self._indent, top, passages=self._passages
            )

    @property
    def _indent(self) -> float:
        return _GAP * 1.5 if self._element.role == "LBody" else self._setting.indent

    def _top(self, line: int) -> float:
        return (len(self._lines or ()) - line) * self._setting.leading

    def _with(self, lines: tuple[Line, ...]) -> Block:
        part = Block(self._desk, self._element, self._words, self._setting, self._within)
        part._lines, part._passages = lines, self._passages
        return part


Passages = dict[Passage, Element]
"""The element of each highlighted passage of a text, over all of its lines and pages."""


def write_lines(
    pen: Pen,
    lines: Sequence[Line],
    setting: Setting,
    left: float,
    top: float,
    right: float = 0.0,
    passages: Passages | None = None,
) -> None:
    """Write lines into the open element, marked words as elements of their own.

    Args:
        right: the edge they end at, where they do not begin at ``left``.
        passages: what was begun of highlighted passages; without it none is highlighted.
    """
    for number, line in enumerate(lines):
        base = top - number * setting.leading - setting.style.size * _ASCENT
        start = left
        if right:
            start = right - sum(setting.width(words) for words in _unspaced(line))
        for words in line:
            _written(pen, words, setting, (start, base), passages)
            start += setting.width(words)


def _unspaced(line: Line) -> Iterator[Words]:
    for place, words in enumerate(line):
        last = place == len(line) - 1
        yield replace(words, text=words.text.rstrip(" ")) if last else words


def _written(
    pen: Pen,
    words: Words,
    setting: Setting,
    start: tuple[float, float],
    passages: Passages | None,
) -> None:
    element = _element_of(words, passages)
    if element is None:
        with pen.tags.content():
            pen.show(words.text, setting.styled(words.emphasis), start)
        return
    with pen.tags.part(element), pen.tags.content():
        _show(pen, words, setting, *start)
    if element.note is not None:
        _highlight(pen, element, words, setting, start)


def _element_of(words: Words, passages: Passages | None) -> Element | None:
    said = _SAID.get(words.emphasis)
    if said is None:
        return None
    passage = words.passage
    if passage is None or passages is None:
        return Element("Span", alt=said.format(words.text.strip()))
    if passage not in passages:
        alt = said.format(plain(passage.text))
        passages[passage] = Element("Annot", alt=alt, note=passage.note)
    return passages[passage]


def _highlight(
    pen: Pen, element: Element, words: Words, setting: Setting, start: tuple[float, float]
) -> None:
    """Note where on the page the passage is, for the annotation that is laid over it."""
    (left, base), size = start, setting.style.size
    end = left + setting.width(replace(words, text=words.text.rstrip(" ")))
    low = pen.canvas.absolutePosition(left, base - _BELOW * size)
    high = pen.canvas.absolutePosition(end, base + _ABOVE * size)
    element.strips.append((pen.canvas.getPageNumber(), (*low, *high)))


def _show(pen: Pen, words: Words, setting: Setting, left: float, base: float) -> None:
    """Words that something was done to, with what shows it."""
    face, size = setting.face(words.emphasis), setting.style.size
    color = {Emphasis.GONE: _GONE, Emphasis.NEW: NAVY}.get(words.emphasis, setting.style.color)
    if words.emphasis is Emphasis.MARKED:
        _mark(pen, left, base, setting.width(words), size)
    pen.show(words.text, Style(face, size, color), (left, base))
    height = 0.28 if words.emphasis is Emphasis.GONE else -0.14
    end = left + setting.width(replace(words, text=words.text.rstrip(" ")))
    stroke = Vectors()
    stroke.move((left, base + height * size))
    stroke.line((end, base + height * size))
    stroke.stroke(color, 0.07 * size)
    write_code(pen.canvas, stroke.code)


def _mark(pen: Pen, left: float, base: float, wide: float, size: float) -> None:
    """The ground of marked words, as a marker pen leaves it."""
    ground = Vectors()
    ground.rectangle(left, base - _BELOW * size, wide, (_BELOW + _ABOVE) * size)
    ground.fill(_MARK)
    write_code(pen.canvas, ground.code)


def _dot(pen: Pen, top: float) -> None:
    with pen.tags.artifact():
        dot = Vectors()
        dot.circle((4.5, top - 5.6), 1.3)
        dot.fill(NAVY)
        write_code(pen.canvas, dot.code)


class _Cell:
    """A text in a row; ``lines`` are what is still to be drawn."""

    __slots__ = ("element", "height", "lines", "setting")

    def __init__(self, element: Element, lines: tuple[Line, ...], setting: Setting) -> None:
        self.element, self.lines, self.setting = element, lines, setting
        self.height = len(lines) * setting.leading

    def cut(self, height: float) -> tuple[_Cell, _Cell]:
        room = int(height / self.setting.leading)
        return (
            _Cell(self.element, self.lines[:room], self.setting),
            _Cell(self.element, self.lines[room:], self.setting),
        )


class _Row:
    """Cells beside each other in one element."""

    __slots__ = ("cells", "element", "height")

    def __init__(self, element: Element, cells: Sequence[_Cell]) -> None:
        self.element, self.cells = element, tuple(cells)
        self.height = max(cell.height for cell in self.cells) + 2 * _PADDING

    def cut(self, height: float) -> tuple[_Row, _Row]:
        pairs = [cell.cut(height - 2 * _PADDING) for cell in self.cells]
        return (
            _Row(self.element, [first for first, _ in pairs]),
            _Row(self.element, [rest for _, rest in pairs]),
        )


class Grid(Flowable):  # type: ignore[misc]  # ReportLab is not typed
    """A table; its heads stand on every page it reaches."""

    def __init__(  # noqa: PLR0913 - a table has this many sides
        self,
        desk: Desk,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        *,
        head: Setting,
        cell: Setting,
        row_heads: bool,
        numeric: frozenset[int],
    ) -> None:
        super().__init__()
        self._desk, self._widths, self._numeric = desk, tuple(widths), numeric
        self._element = Element("Table")
        self._again = False
        self.spaceBefore, self.spaceAfter = 2.0, 8.0
        self._head = self._made(heads, head, "TH", "Column") if heads else None
        self._rows = [self._made(row, cell, "TD", "Row" if row_heads else None) for row in rows]

    def _made(self, texts: Sequence[str], setting: Setting, role: str, scope: str | None) -> _Row:
        cells = []
        for place, (text, width) in enumerate(zip(texts, self._widths, strict=True)):
            heads = role == "TH" or (scope == "Row" and place == 0)
            element = Element("TH" if heads else "TD", scope=scope if heads else None)
            lines = lines_of((Words(text),), setting, width - _GAP) if text.strip() else ()
            cells.append(_Cell(element, lines, setting))
        return _Row(Element("TR"), cells)

    @property
    def _every(self) -> list[_Row]:
        return [*([self._head] if self._head else []), *self._rows]

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """The height of all rows."""
        return width, sum(row.height for row in self._every)

    def split(self, _width: float, height: float) -> list[Flowable]:
        """Whole rows as long as they fit; a row that no page holds is cut between lines."""
        used = self._head.height if self._head else 0.0
        kept = 0
        while kept < len(self._rows) and used + self._rows[kept].height <= height:
            used += self._rows[kept].height
            kept += 1
        if kept == len(self._rows):
            return [self]
        if kept:
            return [self._with(self._rows[:kept]), self._with(self._rows[kept:], again=True)]
        row, room = self._rows[0], height - used
        if room < _FEWEST * row.cells[0].setting.leading + 2 * _PADDING or not _is_long(row):
            return []
        first, rest = row.cut(room)
        return [self._with([first]), self._with([rest, *self._rows[1:]], again=True)]

    def draw(self) -> None:
        """Write row under row."""
        tags = self._desk.pen.tags
        top = self.wrap(0, 0)[1]
        if self._head is not None and self._again:
            with tags.artifact():
                self._texts(self._head, top)
            top -= self._head.height
        rows = self._rows if self._again else self._every
        with tags.part(self._element):
            for row in rows:
                with tags.part(row.element):
                    self._cells(row, top)
                top -= row.height
                _ruled(self._desk.pen, top, sum(self._widths))

    def _cells(self, row: _Row, top: float) -> None:
        for place, cell in enumerate(row.cells):
            with self._desk.pen.tags.part(cell.element):
                self._lines(cell, place, top)

    def _lines(self, cell: _Cell, place: int, top: float) -> None:
        left = sum(self._widths[:place])
        right = left + self._widths[place] - _GAP if place in self._numeric else 0.0
        write_lines(self._desk.pen, cell.lines, cell.setting, left, top - _PADDING, right)

    def _texts(self, row: _Row, top: float) -> None:
        """The same texts as furniture."""
        for place, cell in enumerate(row.cells):
            left = sum(self._widths[:place])
            for number, line in enumerate(cell.lines):
                style = cell.setting.style
                base = top - _PADDING - number * cell.setting.leading - style.size * _ASCENT
                text = "".join(words.text for words in line)
                start = left
                if place in self._numeric:
                    wide = sum(cell.setting.width(words) for words in _unspaced(line))
                    start = left + self._widths[place] - _GAP - wide
                self._desk.pen.show(text, style, (start, base))

    def _with(self, rows: Sequence[_Row], *, again: bool = False) -> Grid:
        """Some of the rows, without what ReportLab has noted on this flowable."""
        part = Grid.__new__(Grid)
        Flowable.__init__(part)
        noted = part.__dict__.keys() | {"_postponed"}
        part.__dict__.update({name: its for name, its in vars(self).items() if name not in noted})
        part._rows = list(rows)  # noqa: SLF001 - the same class
        part._again = self._again or again  # noqa: SLF001
        part.spaceBefore, part.spaceAfter = self.spaceBefore, self.spaceAfter
        return part


_LONG = 300.0


def _is_long(row: _Row) -> bool:
    """Whether it is worth cutting: a short row moves to the next page whole."""
    return row.height > _LONG


def _ruled(pen: Pen, y: float, width: float) -> None:
    with pen.tags.artifact():
        line = Vectors()
        line.move((0, y))
        line.line((width, y))
        line.stroke(_LINE, 0.5)
        write_code(pen.canvas, line.code)
