"""The seal of a paper: drawn, or the department's own image in its place."""

from __future__ import annotations

import io
from functools import cache, lru_cache
from math import cos, pi, radians, sin

from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from lms.domain.errors import InvalidError
from lms.rendering.engraving import CREAM, GOLD, GOLD_LIGHT, NAVY
from lms.rendering.fonts import Face, shows, text_code, width
from lms.rendering.pdf_tags import Tags
from lms.rendering.reading_order import turns
from lms.rendering.vectors import Point, Vectors, ink, write_code

_SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_SCALLOPS = 64
_LONGEST_SIDE = 4000
_UPPER_ARC = 236.0
_LOWER_ARC = 104.0
_RING = 0.785
_LETTER = 0.135
_LEGIBLE = 0.06
_SPACING = 0.10
_SHIELD: tuple[tuple[float, ...], ...] = (
    (48, 17),
    (54, 21.6, 61.6, 23.6, 70, 23.6),
    (70, 49.6),
    (70, 63, 60, 70.8, 48, 77.5),
    (36, 70.8, 26, 63, 26, 49.6),
    (26, 23.6),
    (34.4, 23.6, 42, 21.6, 48, 17),
)
_SHIELD_EDGE: tuple[tuple[float, ...], ...] = (
    (48, 20.6),
    (53.8, 24.6, 60, 26.3, 67, 26.6),
    (67, 49.6),
    (67, 61.5, 58.5, 68.2, 48, 74.1),
    (37.5, 68.2, 29, 61.5, 29, 49.6),
    (29, 26.6),
    (36, 26.3, 42.2, 24.6, 48, 20.6),
)
_PAGE: tuple[tuple[float, ...], ...] = (
    (47.2, 49.5),
    (43.5, 47.1, 38.9, 46.4, 34, 46.9),
    (34, 58.5),
    (38.9, 58, 43.5, 58.7, 47.2, 61.1),
)


def draw_seal(canvas: Canvas, tags: Tags, center: Point, radius: float, department: str) -> None:
    """Draw the seal in the open element: scalloped edge, ring with the name, shield."""
    x, y = center
    write_code(canvas, f"q {radius} 0 0 {radius} {x} {y} cm")
    write_code(canvas, _discs())
    with tags.stands_for(""):
        write_code(canvas, ink(CREAM))
        _arc(canvas, department.upper(), upper=True)
        _arc(canvas, "IN-SERVICE TRAINING", upper=False)
    write_code(canvas, "Q")


def draw_seal_image(canvas: Canvas, center: Point, radius: float, image: bytes) -> None:
    """Draw the department's own seal, whole and in its own proportions.

    Raises:
        InvalidError: neither PNG nor JPEG, damaged, or more than 4000 pixels a side.
    """
    canvas.drawImage(
        _image(image),
        center[0] - radius,
        center[1] - radius,
        2 * radius,
        2 * radius,
        mask="auto",
        preserveAspectRatio=True,
    )


@lru_cache(maxsize=4)
def _image(data: bytes) -> ImageReader:
    if not data.startswith(_SIGNATURES):
        raise InvalidError(reason="the seal image is neither a PNG nor a JPEG file")
    try:
        reader = ImageReader(io.BytesIO(data))
        large = max(reader.getSize()) > _LONGEST_SIDE
        if not large:
            reader.getRGBData()
    except Exception as error:
        raise InvalidError(reason="the seal image is damaged") from error
    if large:
        raise InvalidError(reason="the seal image has more than 4000 pixels a side")
    return reader


@cache
def _discs() -> str:
    """All of the seal but the letters on its ring, around the origin with radius one."""
    seal = Vectors()
    step = 2 * pi / _SCALLOPS
    seal.move((0.955, 0))
    for place in range(_SCALLOPS):
        first, last, end = (step * (place + part) for part in (0.1, 0.9, 1.0))
        seal.curve(_at(1.02, first), _at(1.02, last), _at(0.955, end))
    seal.fill(GOLD)
    seal.circle((0, 0), 0.925)
    seal.fill(NAVY)
    seal.circle((0, 0), 0.895)
    seal.circle((0, 0), 0.67)
    seal.stroke(GOLD_LIGHT, 0.012)
    seal.circle((0, 0), 0.645)
    seal.fill(CREAM)
    for side in (-1, 1):
        gap = (360 - _UPPER_ARC - _LOWER_ARC) / 4
        seal.circle(_at(_RING, radians(-90 + side * (_LOWER_ARC / 2 + gap))), 0.022)
    seal.fill(GOLD_LIGHT)
    with seal.placed(0.0168, 0, 0, -0.0168, -48 * 0.0168, 48 * 0.0168):
        _emblem(seal)
    return seal.code


def _emblem(seal: Vectors) -> None:
    _trace(seal, _SHIELD)
    seal.fill(NAVY)
    _trace(seal, _SHIELD_EDGE)
    seal.stroke(GOLD_LIGHT, 1.2)
    points = [_at(3.1 if place % 2 else 7.6, pi / 5 * place - pi / 2) for place in range(10)]
    seal.polygon([(48 + x, 35.4 + y) for x, y in points])
    seal.fill(GOLD_LIGHT)
    with seal.placed(-1, 0, 0, 1, 96, 0):
        _trace(seal, _PAGE)
        seal.fill(CREAM)
    _trace(seal, _PAGE)
    seal.fill(CREAM)


def _trace(seal: Vectors, steps: tuple[tuple[float, ...], ...]) -> None:
    """A closed shape: two numbers go straight, six go by a cubic."""
    seal.move((steps[0][0], steps[0][1]))
    for step in steps[1:]:
        seal.add("l" if len(step) == 2 else "c", *step)  # noqa: PLR2004  (a point is two numbers)
    seal.add("h")


def _at(distance: float, angle: float) -> Point:
    return distance * cos(angle), distance * sin(angle)


def _arc(canvas: Canvas, text: str, *, upper: bool) -> None:
    """Set a text along the ring, left to right; a text the ring cannot hold is left out."""
    if not text or turns(text) or not all(shows(Face.STRONG, char) for char in text):
        return
    ems = width(Face.STRONG, text) + _SPACING * (len(text) - 1)
    size = min(_LETTER, radians(_UPPER_ARC if upper else _LOWER_ARC) * _RING / ems)
    if size < _LEGIBLE:
        return
    side = 1 if upper else -1
    distance = _RING - side * 0.365 * size
    angle = side * (pi / 2 + ems * size / distance / 2)
    for char in text:
        half = width(Face.STRONG, char) * size / 2
        angle -= side * half / distance
        turned = angle - side * pi / 2
        along, across = cos(turned), sin(turned)
        x, y = _at(distance, angle)
        place = (along, across, -across, along, x - half * along, y - half * across)
        write_code(canvas, text_code(canvas, Face.STRONG, size, place, char))
        angle -= side * (half + _SPACING * size) / distance
