"""Shapes as the operators of a page: made once, written into many documents.

ReportLab's canvas formats every number again for every document, which is most of the time
a page takes. What never changes is kept here as finished code.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas

_ROUND = 0.5523
Point = tuple[float, float]


def write_code(canvas: Canvas, code: str) -> None:
    """Put finished operators into the page or form that is open."""
    canvas._code.append(code)  # noqa: SLF001  (ReportLab has no public way)


@lru_cache(maxsize=16_384)
def number(value: float) -> str:
    """A number as a page writes it, to a thousandth of a point."""
    return f"{value:.4f}".rstrip("0").rstrip(".")


def ink(color: Color, operator: str = "rg") -> str:
    """The operator that chooses a color, to fill with if not told otherwise."""
    return f"{number(color.red)} {number(color.green)} {number(color.blue)} {operator}"


class Vectors:
    """Collects paths and paints them; coordinates are the page's, in points."""

    def __init__(self) -> None:
        self._code: list[str] = []

    @property
    def code(self) -> str:
        """The operators so far."""
        return "\n".join(self._code)

    def add(self, operator: str, *values: float) -> None:
        """One operator with its numbers."""
        self._code.append(" ".join([*map(number, values), operator]))

    def move(self, to: Point) -> None:
        """Begin a line here."""
        self.add("m", *to)

    def line(self, to: Point) -> None:
        """Go on straight."""
        self.add("l", *to)

    def curve(self, first: Point, second: Point, to: Point) -> None:
        """Go on by a cubic with two handles."""
        self.add("c", *first, *second, *to)

    def polygon(self, corners: list[Point]) -> None:
        """A closed shape of straight sides."""
        self.move(corners[0])
        for corner in corners[1:]:
            self.line(corner)
        self.add("h")

    def rectangle(self, left: float, bottom: float, wide: float, high: float) -> None:
        """A closed rectangle."""
        self.add("re", left, bottom, wide, high)

    def circle(self, center: Point, radius: float) -> None:
        """A closed circle of four cubics."""
        x, y = center
        near = _ROUND * radius
        self.move((x + radius, y))
        self.curve((x + radius, y + near), (x + near, y + radius), (x, y + radius))
        self.curve((x - near, y + radius), (x - radius, y + near), (x - radius, y))
        self.curve((x - radius, y - near), (x - near, y - radius), (x, y - radius))
        self.curve((x + near, y - radius), (x + radius, y - near), (x + radius, y))
        self.add("h")

    def fill(self, color: Color) -> None:
        """Paint the shapes since the last painting."""
        self._painted(ink(color), "f")

    def stroke(self, color: Color, weight: float) -> None:
        """Draw along the lines since the last painting."""
        self._painted(f"{ink(color, 'RG')} {number(weight)} w", "S")

    @contextmanager
    def placed(self, *matrix: float) -> Iterator[None]:
        """What is added inside stands in other coordinates: the six numbers of ``cm``."""
        self.add("q")
        self.add("cm", *matrix)
        yield
        self.add("Q")

    def form(self, name: str) -> None:
        """Draw a form of the document once."""
        self._code.append(f"/{name} Do")

    def _painted(self, chosen: str, painted: str) -> None:
        """Colors may not be chosen between a path and its painting: go back before it."""
        start = len(self._code)
        while start and self._code[start - 1].rsplit(" ", 1)[-1] in {"m", "l", "c", "h", "re"}:
            start -= 1
        self._code.insert(start, chosen)
        self._code.append(painted)
