"""The engraved look of a paper: its inks, its frame and the fine lines behind the text.

The frame is a band of interlaced waves between rules, with a rosette in each corner, as
securities carry it. Every curve is a repeated form, so a page stays small.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import cos, pi, radians, sin

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from lms.rendering.vectors import Point, Vectors, write_code

NAVY = HexColor("#12243d")
INK = HexColor("#1d2530")
GREY = HexColor("#59616e")
GOLD = HexColor("#a67c2e")
GOLD_LIGHT = HexColor("#d9b066")
CREAM = HexColor("#f6f0e0")
WHITE = HexColor("#ffffff")
_FAINT = HexColor("#eceff3")

_BAND = 20.0
_CORNER = 34.0
_PERIOD = 15.0
_WAVES = 6
_LOBES = {"rosette": (12, 0.42, NAVY, 0.028), "backdrop": (10, 0.30, _FAINT, 0.0042)}


@dataclass(frozen=True, slots=True)
class Frame:
    """The outer edge of the frame: left, bottom, width and height in points."""

    left: float
    bottom: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.left + self.width

    @property
    def top(self) -> float:
        """The upper edge."""
        return self.bottom + self.height


def draw_paper(canvas: Canvas, frame: Frame, center: Point, radius: float) -> None:
    """Draw the frame, and a faint rosette around a center for the text to stand on."""
    _define(canvas, "wave", (0, -_BAND, 2 * _PERIOD, _BAND), _wave())
    for name in _LOBES:
        _define(canvas, name, (-1.5, -1.5, 1.5, 1.5), _flower(name))
    names = {name: canvas._doc.getXObjectName(name) for name in ("wave", *_LOBES)}  # noqa: SLF001
    write_code(canvas, _paper(frame, center, radius, *names.values()))
    canvas._formsinuse.extend(names)  # noqa: SLF001  (doForm would write the operator as well)


def _define(canvas: Canvas, name: str, box: tuple[float, ...], code: str) -> None:
    canvas.beginForm(name, *box)
    write_code(canvas, code)
    canvas.endForm()


@cache
def _paper(
    frame: Frame, center: Point, radius: float, wave: str, rosette: str, backdrop: str
) -> str:
    page = Vectors()
    _turned(page, backdrop, center, radius, lobes=10, turns=8)
    middle = _BAND / 2
    for start, angle, length in (
        ((frame.left, frame.bottom + middle), 0, frame.width),
        ((frame.left, frame.top - middle), 0, frame.width),
        ((frame.left + middle, frame.bottom), 90, frame.height),
        ((frame.right - middle, frame.bottom), 90, frame.height),
    ):
        _band(page, wave, start, radians(angle), length)
    for inset, weight in ((-2.6, 0.5), (0, 1.5), (_BAND, 1.1), (_BAND + 3, 0.4)):
        page.rectangle(
            frame.left + inset,
            frame.bottom + inset,
            frame.width - 2 * inset,
            frame.height - 2 * inset,
        )
        page.stroke(NAVY, weight)
    for x in (frame.left, frame.right - _CORNER):
        for y in (frame.bottom, frame.top - _CORNER):
            _corner(page, rosette, x, y)
    return page.code


def _band(page: Vectors, wave: str, start: Point, angle: float, length: float) -> None:
    """Repeat the wave between two corners, which hide its ragged ends."""
    inner = length - 2 * _CORNER
    count = round(inner / _PERIOD)
    turned = (cos(angle), sin(angle), -sin(angle), cos(angle), *start)
    stretched = (inner / (count * _PERIOD), 0, 0, 1, _CORNER, 0)
    with page.placed(*turned), page.placed(*stretched):
        for place in range(-1, count):
            with page.placed(1, 0, 0, 1, place * _PERIOD, 0):
                page.form(wave)


def _corner(page: Vectors, rosette: str, left: float, bottom: float) -> None:
    page.rectangle(left, bottom, _CORNER, _CORNER)
    page.fill(WHITE)
    for inset, weight in ((0, 1.5), (2.4, 0.4)):
        side = _CORNER - 2 * inset
        page.rectangle(left + inset, bottom + inset, side, side)
        page.stroke(NAVY, weight)
    center = (left + _CORNER / 2, bottom + _CORNER / 2)
    _turned(page, rosette, center, 10.5, lobes=12, turns=5)
    page.circle(center, 2.1)
    page.fill(GOLD)


def _turned(
    page: Vectors, form: str, center: Point, radius: float, *, lobes: int, turns: int
) -> None:
    """Draw a closed curve again and again, each time turned a little further."""
    for turn in range(turns):
        angle = 2 * pi / lobes / turns * turn
        along, across = radius * cos(angle), radius * sin(angle)
        with page.placed(along, across, -across, along, *center):
            page.form(form)


@cache
def _wave() -> str:
    """Sines a fraction of a period apart, and two flatter ones of another ink."""
    curves = Vectors()
    half = _PERIOD / 2
    for ink, count, height in ((NAVY, _WAVES, 0.36 * _BAND), (GOLD, 2, 0.14 * _BAND)):
        for turn in range(count):
            left = turn * _PERIOD / count
            curves.move((left, 0))
            for side in (1, -1):
                handle = 4 / 3 * side * height
                curves.curve(
                    (left + half * 0.424, handle), (left + half * 0.576, handle), (left + half, 0)
                )
                left += half
        curves.stroke(ink, 0.3)
    return curves.code


@cache
def _flower(name: str) -> str:
    """A closed curve around the origin whose distance swings about one."""
    lobes, depth, ink, weight = _LOBES[name]
    count = lobes * 8
    points = [_petal(2 * pi * step / count, lobes, depth) for step in range(count)]
    curve = Vectors()
    curve.move(points[0])
    for place, start in enumerate(points):
        before, end, after = (points[(place + step) % count] for step in (-1, 1, 2))
        curve.curve(
            (start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6),
            (end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6),
            end,
        )
    curve.stroke(ink, weight)
    return curve.code


def _petal(angle: float, lobes: int, depth: float) -> Point:
    distance = 1 + depth * cos(lobes * angle)
    return distance * cos(angle), distance * sin(angle)


@cache
def divider(center: Point, reach: float) -> str:
    """A thin line with three lozenges in its middle."""
    x, y = center
    page = Vectors()
    for side in (-1, 1):
        page.move((x + side * reach, y))
        page.line((x + side * 12, y))
    page.stroke(GOLD, 0.7)
    for wide, shift in ((3.6, 0.0), (1.5, -6.8), (1.5, 6.8)):
        page.polygon(
            [
                (x + shift - wide, y),
                (x + shift, y + wide),
                (x + shift + wide, y),
                (x + shift, y - wide),
            ]
        )
    page.fill(GOLD)
    return page.code


@cache
def rule(y: float, left: float, right: float, weight: float) -> str:
    """A thin level line."""
    page = Vectors()
    page.move((left, y))
    page.line((right, y))
    page.stroke(GOLD, weight)
    return page.code
