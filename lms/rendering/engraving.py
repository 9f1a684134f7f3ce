"""The engraved look of a paper: its inks, its frame and the fine lines behind the text.

The frame is a band of interlaced waves between rules, with a rosette in each corner, as
securities carry it. Every curve is a repeated form, so a page stays small.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

NAVY = HexColor("#12243d")
INK = HexColor("#1d2530")
GREY = HexColor("#59616e")
GOLD = HexColor("#a67c2e")
GOLD_LIGHT = HexColor("#d9b066")
CREAM = HexColor("#f6f0e0")
WHITE = HexColor("#ffffff")
FAINT = HexColor("#eef0f3")

_BAND = 20.0
_CORNER = 34.0
_PERIOD = 15.0
_WAVES = 6


@dataclass(frozen=True, slots=True)
class Frame:
    """The outer edge of the frame: left, bottom, width and height in points."""

    left: float
    bottom: float
    width: float
    height: float


def define_ornaments(canvas: Canvas) -> None:
    """Put the repeated curves into the document, once, before they are drawn."""
    reach = _PERIOD * 2
    canvas.beginForm("wave", 0, -_BAND, reach, _BAND)
    canvas.setLineWidth(0.3)
    canvas.setStrokeColor(NAVY)
    for number in range(_WAVES):
        _wave(canvas, number * _PERIOD / _WAVES, 0.36 * _BAND)
    canvas.setStrokeColor(GOLD)
    _wave(canvas, 0, 0.14 * _BAND)
    _wave(canvas, _PERIOD / 2, 0.14 * _BAND)
    canvas.endForm()
    for name, lobes, depth in (("rosette", 12, 0.42), ("backdrop", 10, 0.30)):
        canvas.beginForm(name, -1.5, -1.5, 1.5, 1.5)
        _flower(canvas, lobes, depth)
        canvas.endForm()


def draw_frame(canvas: Canvas, frame: Frame) -> None:
    """Draw the band, its rules and its corners."""
    right, top = frame.left + frame.width, frame.bottom + frame.height
    middle = _BAND / 2
    sides = (
        (frame.left, frame.bottom + middle, 0, frame.width),
        (frame.left, top - middle, 0, frame.width),
        (frame.left + middle, frame.bottom, 90, frame.height),
        (right - middle, frame.bottom, 90, frame.height),
    )
    for x, y, angle, length in sides:
        _band(canvas, (x, y), angle, length)
    canvas.setStrokeColor(NAVY)
    for inset, weight in ((-2.6, 0.5), (0, 1.5), (_BAND, 1.1), (_BAND + 3, 0.4)):
        canvas.setLineWidth(weight)
        canvas.rect(
            frame.left + inset,
            frame.bottom + inset,
            frame.width - 2 * inset,
            frame.height - 2 * inset,
        )
    for x in (frame.left, right - _CORNER):
        for y in (frame.bottom, top - _CORNER):
            _corner(canvas, x, y)


def draw_backdrop(canvas: Canvas, center: tuple[float, float], radius: float) -> None:
    """Draw the faint rosette that lies under the text."""
    canvas.setStrokeColor(FAINT)
    _turned(canvas, "backdrop", center, radius, turns=8, lobes=10, weight=0.5)


def draw_divider(canvas: Canvas, center: tuple[float, float], reach: float) -> None:
    """Draw a thin line with a lozenge in its middle."""
    x, y = center
    canvas.setStrokeColor(GOLD)
    canvas.setFillColor(GOLD)
    canvas.setLineWidth(0.7)
    canvas.line(x - reach, y, x - 9, y)
    canvas.line(x + 9, y, x + reach, y)
    path = canvas.beginPath()
    for wide, shift in ((3.6, 0.0), (1.5, -6.6), (1.5, 6.6)):
        path.moveTo(x + shift - wide, y)
        path.lineTo(x + shift, y + wide)
        path.lineTo(x + shift + wide, y)
        path.lineTo(x + shift, y - wide)
        path.close()
    canvas.drawPath(path, stroke=0, fill=1)


def _wave(canvas: Canvas, start: float, height: float) -> None:
    """One period of a sine, each half a single cubic."""
    half = _PERIOD / 2
    path = canvas.beginPath()
    path.moveTo(start, 0)
    for number, side in enumerate((4 / 3, -4 / 3)):
        left = start + number * half
        path.curveTo(
            left + half * 0.424,
            side * height,
            left + half * 0.576,
            side * height,
            left + half,
            0,
        )
    canvas.drawPath(path)


def _band(canvas: Canvas, start: tuple[float, float], angle: float, length: float) -> None:
    inner = length - 2 * _CORNER
    count = round(inner / _PERIOD)
    stretch = inner / (count * _PERIOD)
    canvas.saveState()
    canvas.translate(*start)
    canvas.rotate(angle)
    canvas.translate(_CORNER, 0)
    canvas.scale(stretch, 1)
    for number in range(-1, count):
        canvas.saveState()
        canvas.translate(number * _PERIOD, 0)
        canvas.doForm("wave")
        canvas.restoreState()
    canvas.restoreState()


def _corner(canvas: Canvas, left: float, bottom: float) -> None:
    canvas.setFillColor(WHITE)
    canvas.setStrokeColor(NAVY)
    canvas.setLineWidth(1.5)
    canvas.rect(left, bottom, _CORNER, _CORNER, fill=1)
    canvas.setLineWidth(0.4)
    canvas.rect(left + 2.4, bottom + 2.4, _CORNER - 4.8, _CORNER - 4.8)
    center = (left + _CORNER / 2, bottom + _CORNER / 2)
    _turned(canvas, "rosette", center, 10.5, turns=5, lobes=12, weight=0.28)
    canvas.setFillColor(GOLD)
    canvas.circle(*center, 2.1, stroke=0, fill=1)


def _turned(  # noqa: PLR0913  (a form, where, how large, and how it is repeated)
    canvas: Canvas,
    form: str,
    center: tuple[float, float],
    radius: float,
    *,
    turns: int,
    lobes: int,
    weight: float,
) -> None:
    """Draw a closed curve again and again, each time turned a little further."""
    canvas.saveState()
    canvas.translate(*center)
    canvas.scale(radius, radius)
    canvas.setLineWidth(weight / radius)
    for _ in range(turns):
        canvas.doForm(form)
        canvas.rotate(360 / lobes / turns)
    canvas.restoreState()


def _flower(canvas: Canvas, lobes: int, depth: float) -> None:
    """A closed curve around the origin whose distance swings ``lobes`` times about one."""
    points = [_petal(step / (lobes * 8) * 2 * pi, lobes, depth) for step in range(lobes * 8)]
    path = canvas.beginPath()
    path.moveTo(*points[0])
    for place, start in enumerate(points):
        before, end, after = (points[(place + shift) % len(points)] for shift in (-1, 1, 2))
        path.curveTo(
            start[0] + (end[0] - before[0]) / 6,
            start[1] + (end[1] - before[1]) / 6,
            end[0] - (after[0] - start[0]) / 6,
            end[1] - (after[1] - start[1]) / 6,
            *end,
        )
    path.close()
    canvas.drawPath(path)


def _petal(angle: float, lobes: int, depth: float) -> tuple[float, float]:
    distance = 1 + depth * cos(lobes * angle)
    return distance * cos(angle), distance * sin(angle)
