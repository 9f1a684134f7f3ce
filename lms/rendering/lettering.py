"""Text on paper: which face sets each letter, how a text fits its box, how it is drawn.

Nothing here reads markup: a text is letters and blanks. A letter that no face shows, and
every invisible character, becomes a small frame with its code point inside; the page says
below which they were, and copying the text still gives the stored letters.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import lru_cache

from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas

from lms.rendering.fonts import Face, face_for, ink_span, text_code, width
from lms.rendering.pdf_tags import Element, Tags
from lms.rendering.reading_order import clusters, in_sight, turns
from lms.rendering.vectors import Point, Vectors, ink, write_code

_STEP = 0.97
_LEADING = 1.2
_ASCENT = 0.93
_LEAST = 0.5
_CENTERED_MARKS = {*range(10, 36), 220, 230}
_FRAME_DIGIT = 0.34
_FRAME_PADDING = 0.09


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set; the size is the largest it may take, in points."""

    face: Face
    size: float
    color: Color


@dataclass(frozen=True, slots=True)
class Box:
    """A place on the page that a text does not leave: left, bottom, width and height."""

    left: float
    bottom: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Run:
    """Letters of one face beside each other, or one letter with marks, or one frame.

    Attributes:
        face: None where no face shows the letter.
        ems: how far the next letter moves, in ems.
    """

    face: Face | None
    text: str
    marks: str
    ems: float


@dataclass(frozen=True, slots=True)
class Setting:
    """A text set into a box.

    Attributes:
        broken: whether a word had to be broken to fit.
    """

    size: float
    lines: tuple[str, ...]
    broken: bool


def plain(text: str) -> str:
    """The text as it is set: NFC, with single blanks."""
    return unicodedata.normalize("NFC", " ".join(text.split()))


@lru_cache(maxsize=8_192)
def runs(line: str, face: Face) -> tuple[Run, ...]:
    """The runs of one line from left to right."""
    if line.isascii() and line.isprintable():
        return (Run(face, line, "", width(face, line)),)
    found: list[Run] = []
    for letter in in_sight(line):
        used = face_for(letter, face)
        if used is None:
            found += [Run(None, char, "", _frame_ems(char)) for char in letter]
        elif len(letter) > 1 or not found or found[-1].face != used or found[-1].marks:
            found.append(Run(used, letter[0], letter[1:], width(used, letter[0])))
        else:
            text = found[-1].text + letter
            found[-1] = Run(used, text, "", width(used, text))
    return tuple(found)


@lru_cache(maxsize=16_384)
def ems(line: str, face: Face) -> float:
    """Width of one line in ems; the same words come again and again."""
    return sum(run.ems for run in runs(line, face))


def fit(text: str, face: Face, box: Box, *, largest: float, smallest: float) -> Setting:
    """Set a text as large as its box allows: smaller before narrower, never outside.

    Lines are broken at blanks; a word is broken only where the text would otherwise be
    smaller than ``smallest``, and below that the text shrinks until it fits.

    Args:
        box: a line takes 1.2 times its size of the height.
        largest: points to begin with.
        smallest: points below which words are broken.
    """
    whole = ems(text, face)
    if largest * _LEADING <= box.height and whole * largest <= box.width:
        return Setting(largest, (text,), broken=False)
    for broken in (False, True):
        size = largest
        while size >= (_LEAST if broken else smallest):
            most = int(box.height / size / _LEADING)
            lines: list[str] = []
            if whole * size <= most * (box.width + size):  # else no breaking can help
                lines = _wrapped(text, face, box.width / size, broken=broken)
            if 0 < len(lines) <= most:
                return Setting(size, tuple(lines), broken=" ".join(lines) != text)
            size *= _STEP
    return Setting(_LEAST, (text,), broken=False)


def _wrapped(text: str, face: Face, limit: float, *, broken: bool) -> list[str]:
    """The text in lines of at most ``limit`` ems, evenly filled; empty where it cannot be."""
    blank = width(face, " ")
    words = [part for word in text.split(" ") for part in _parts(word, face, limit, broken=broken)]
    widths = [ems(word, face) for word in words]
    if max(widths, default=0) > limit:
        return []
    filled = _filled(words, widths, blank, limit)
    low, high = max(widths, default=0), limit
    for _ in range(8 if len(filled) > 1 else 0):
        middle = (low + high) / 2
        attempt = _filled(words, widths, blank, middle)
        low, high = (low, middle) if len(attempt) == len(filled) else (middle, high)
    return _filled(words, widths, blank, high)


def _parts(word: str, face: Face, limit: float, *, broken: bool) -> list[str]:
    """The word, or where it may be broken and is too wide, what fits a line at a time."""
    if not broken or ems(word, face) <= limit:
        return [word]
    parts = [""]
    used = 0.0
    for letter in clusters(word):
        used += ems(letter, face)
        if parts[-1] and used > limit:
            parts.append("")
            used = ems(letter, face)
        parts[-1] += letter
    return parts


def _filled(words: Sequence[str], widths: Sequence[float], blank: float, limit: float) -> list[str]:
    lines: list[str] = []
    used = 0.0
    for word, wide in zip(words, widths, strict=True):
        if lines and used + blank + wide <= limit:
            lines[-1] += f" {word}"
            used += blank + wide
        else:
            lines.append(word)
            used = wide
    return lines


def _is_pieced(text: str, face: Face) -> bool:
    """Whether the text is drawn in pieces that a reader would not put together again."""
    return not text.isascii() and any(run.face is None or run.marks for run in runs(text, face))


def _frame_ems(char: str) -> float:
    columns = -(-len(f"{ord(char):04X}") // 2)
    return columns * _FRAME_DIGIT * 0.66 + 3 * _FRAME_PADDING


class Pen:
    """Draws text into a tagged page and remembers what no face could show."""

    def __init__(self, canvas: Canvas, tags: Tags) -> None:
        self.canvas = canvas
        self.tags = tags
        self.unshown: dict[str, None] = {}

    def write(
        self,
        element: Element | str,
        text: str,
        style: Style,
        box: Box,
        *,
        align: float = 0.0,
        sink: float = 0.5,
        smallest: float = 6.0,
    ) -> None:
        """Write a text as one element; an empty one is an element without content.

        Args:
            element: the structure element, or its role, such as ``P`` or ``TD``.
            align: 0 left, 0.5 centered, 1 right.
            sink: 0 at the top of the box, 0.5 in the middle.
            smallest: see :func:`fit`.
        """
        shown = plain(text)
        setting = fit(shown, style.face, box, largest=style.size, smallest=smallest)
        backward = turns(shown)
        element = Element(element) if isinstance(element, str) else element
        element.actual = shown if backward or setting.broken else None
        if not shown:
            with self.tags.part(element):
                return
        whole = not backward and (setting.broken or _is_pieced(shown, style.face))
        with self.tags.leaf(element), self.tags.stands_for(shown) if whole else nullcontext():
            self._lines(setting, style, box, align, sink)

    def show(self, text: str, style: Style, start: Point) -> None:
        """Write one line as it is, into whatever element is open."""
        write_code(self.canvas, ink(style.color))
        pieced = turns(text) or _is_pieced(text, style.face)
        with self.tags.stands_for(text) if pieced else nullcontext():
            self._line(text, style, style.size, start)

    def _lines(self, setting: Setting, style: Style, box: Box, align: float, sink: float) -> None:
        write_code(self.canvas, ink(style.color))
        step = _LEADING * setting.size
        spare = box.height - step * len(setting.lines)
        base = box.bottom + box.height - spare * sink - _ASCENT * setting.size
        for line in setting.lines:
            start = box.left + align * (box.width - ems(line, style.face) * setting.size)
            self._line(line, style, setting.size, (start, base))
            base -= step

    def _line(self, text: str, style: Style, size: float, start: Point) -> None:
        left, base = start
        for run in runs(text, style.face):
            if run.face is None:
                self._frame(run.text, size, style.color, (left, base))
            else:
                self._show(run.face, size, (left, base), run.text)
                self._marks(run, size, (left, base))
            left += run.ems * size

    def _marks(self, run: Run, size: float, start: Point) -> None:
        """Put each mark over or under the middle of its letter."""
        if run.face is None:
            return
        for mark in run.marks:
            shift = run.ems
            if unicodedata.combining(mark) in _CENTERED_MARKS:
                shift = (sum(ink_span(run.face, run.text)) - sum(ink_span(run.face, mark))) / 2
            self._show(run.face, size, (start[0] + shift * size, start[1]), mark)

    def _show(self, face: Face, size: float, start: Point, text: str) -> None:
        write_code(self.canvas, text_code(self.canvas, face, size, start, text))

    def _frame(self, char: str, size: float, color: Color, start: Point) -> None:
        """Draw a frame with the code point of a letter that no face shows."""
        self.unshown[char] = None
        digits = f"{ord(char):04X}"
        digits = digits.zfill(len(digits) + len(digits) % 2)
        half = len(digits) // 2
        wide = (_frame_ems(char) - _FRAME_PADDING) * size
        left, base = start
        edge = Vectors()
        edge.rectangle(left, base - 0.06 * size, wide, 0.78 * size)
        edge.stroke(color, 0.03 * size)
        write_code(self.canvas, edge.code)
        small = _FRAME_DIGIT * size
        with self.tags.stands_for(char):
            for row, part in enumerate((digits[:half], digits[half:])):
                gap = (wide - width(Face.TEXT, part) * small) / 2
                place = (left + gap, base + (0.40 - 0.36 * row) * size)
                self._show(Face.TEXT, small, place, part)
