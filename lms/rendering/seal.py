"""The seal of a paper: drawn, or the department's own image in its place."""

from __future__ import annotations

import io
from functools import lru_cache
from math import cos, degrees, pi, radians, sin

from PIL import Image, UnidentifiedImageError
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from lms.domain.errors import InvalidError
from lms.rendering.engraving import CREAM, GOLD, GOLD_LIGHT, NAVY
from lms.rendering.fonts import Face, shows, width
from lms.rendering.pdf_tags import Tags
from lms.rendering.reading_order import turns

_SCALLOPS = 64
_LONGEST_SIDE = 4000
_UPPER_ARC = 236.0
_LOWER_ARC = 104.0
_RING = 0.785
_LETTER = 0.135
_SHIELD = (
    ("M", 48, 17),
    ("C", 54, 21.6, 61.6, 23.6, 70, 23.6),
    ("L", 70, 49.6),
    ("C", 70, 63, 60, 70.8, 48, 77.5),
    ("C", 36, 70.8, 26, 63, 26, 49.6),
    ("L", 26, 23.6),
    ("C", 34.4, 23.6, 42, 21.6, 48, 17),
)
_SHIELD_EDGE = (
    ("M", 48, 20.6),
    ("C", 53.8, 24.6, 60, 26.3, 67, 26.6),
    ("L", 67, 49.6),
    ("C", 67, 61.5, 58.5, 68.2, 48, 74.1),
    ("C", 37.5, 68.2, 29, 61.5, 29, 49.6),
    ("L", 29, 26.6),
    ("C", 36, 26.3, 42.2, 24.6, 48, 20.6),
)
_BOOK = (
    ("M", 47.2, 49.5),
    ("C", 43.5, 47.1, 38.9, 46.4, 34, 46.9),
    ("L", 34, 58.5),
    ("C", 38.9, 58, 43.5, 58.7, 47.2, 61.1),
    ("L", 47.2, 49.5),
    ("M", 48.8, 49.5),
    ("C", 52.5, 47.1, 57.1, 46.4, 62, 46.9),
    ("L", 62, 58.5),
    ("C", 57.1, 58, 52.5, 58.7, 48.8, 61.1),
    ("L", 48.8, 49.5),
)


def draw_seal(
    canvas: Canvas, tags: Tags, center: tuple[float, float], radius: float, department: str
) -> None:
    """Draw the seal in the open element: scalloped edge, ring with the name, shield."""
    x, y = center
    canvas.saveState()
    canvas.translate(x, y)
    canvas.scale(radius, radius)
    _discs(canvas)
    with tags.stands_for(""):
        _arc(canvas, department.upper(), upper=True)
        _arc(canvas, "IN-SERVICE TRAINING", upper=False)
    canvas.scale(0.0168, -0.0168)
    canvas.translate(-48, -48)
    _emblem(canvas)
    canvas.restoreState()


def draw_seal_image(
    canvas: Canvas, center: tuple[float, float], radius: float, image: bytes
) -> None:
    """Draw the department's own seal, whole and in its own proportions.

    Raises:
        InvalidError: the bytes are neither PNG nor JPEG, or have more than 4000 pixels a side.
    """
    x, y = center
    canvas.drawImage(
        _image(image),
        x - radius,
        y - radius,
        2 * radius,
        2 * radius,
        mask="auto",
        preserveAspectRatio=True,
    )


@lru_cache(maxsize=4)
def _image(data: bytes) -> ImageReader:
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as found:
            if max(found.size) > _LONGEST_SIDE:
                raise InvalidError(reason="the seal image has more than 4000 pixels a side")
            found.load()
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise InvalidError(reason="the seal image is neither a PNG nor a JPEG file") from error
    return ImageReader(io.BytesIO(data))


def _discs(canvas: Canvas) -> None:
    canvas.setFillColor(GOLD)
    path = canvas.beginPath()
    step = 2 * pi / _SCALLOPS
    path.moveTo(0.955, 0)
    for number in range(_SCALLOPS):
        start, middle, stop = (step * (number + part) for part in (0.0, 0.5, 1.0))
        path.curveTo(
            1.02 * cos(start + 0.1 * step),
            1.02 * sin(start + 0.1 * step),
            1.02 * cos(2 * middle - start - 0.1 * step),
            1.02 * sin(2 * middle - start - 0.1 * step),
            0.955 * cos(stop),
            0.955 * sin(stop),
        )
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.setFillColor(NAVY)
    canvas.circle(0, 0, 0.925, stroke=0, fill=1)
    canvas.setStrokeColor(GOLD_LIGHT)
    for distance, weight in ((0.895, 0.012), (0.67, 0.012)):
        canvas.setLineWidth(weight)
        canvas.circle(0, 0, distance)
    canvas.setFillColor(CREAM)
    canvas.circle(0, 0, 0.645, stroke=0, fill=1)
    canvas.setFillColor(GOLD_LIGHT)
    for side in (-1, 1):
        angle = radians(-90 + side * (_LOWER_ARC / 2 + (360 - _UPPER_ARC - _LOWER_ARC) / 4))
        canvas.circle(_RING * cos(angle), _RING * sin(angle), 0.022, stroke=0, fill=1)


def _arc(canvas: Canvas, text: str, *, upper: bool) -> None:
    """Set a text along the ring, left to right; a text the ring cannot hold is left out."""
    if turns(text) or not all(shows(Face.STRONG, char) for char in text):
        return
    span = radians(_UPPER_ARC if upper else _LOWER_ARC)
    spacing = 0.10
    ems = width(Face.STRONG, text) + spacing * max(len(text) - 1, 0)
    size = min(_LETTER, span * _RING / ems) if ems else _LETTER
    side = 1 if upper else -1
    distance = _RING - side * 0.365 * size
    angle = pi / 2 * side + side * ems * size / distance / 2
    canvas.setFillColor(CREAM)
    canvas.setFont(Face.STRONG, size)
    for char in text:
        half = width(Face.STRONG, char) * size / 2
        angle -= side * half / distance
        canvas.saveState()
        canvas.rotate(degrees(angle) - 90 * side)
        canvas.drawString(-half, side * distance, char)
        canvas.restoreState()
        angle -= side * (half + spacing * size) / distance


def _emblem(canvas: Canvas) -> None:
    canvas.setFillColor(NAVY)
    canvas.drawPath(_path(canvas, _SHIELD), stroke=0, fill=1)
    canvas.setStrokeColor(GOLD_LIGHT)
    canvas.setLineWidth(1.2)
    canvas.drawPath(_path(canvas, _SHIELD_EDGE))
    canvas.setFillColor(GOLD_LIGHT)
    star = canvas.beginPath()
    for number in range(10):
        distance = 7.6 if number % 2 == 0 else 3.1
        angle = pi / 5 * number - pi / 2
        point = (48 + distance * cos(angle), 35.4 + distance * sin(angle))
        (star.lineTo if number else star.moveTo)(*point)
    star.close()
    canvas.drawPath(star, stroke=0, fill=1)
    canvas.setFillColor(CREAM)
    canvas.drawPath(_path(canvas, _BOOK), stroke=0, fill=1)


def _path(canvas: Canvas, steps: tuple[tuple[str | float, ...], ...]) -> object:
    path = canvas.beginPath()
    draw = {"M": path.moveTo, "L": path.lineTo, "C": path.curveTo}
    for letter, *numbers in steps:
        draw[str(letter)](*numbers)
    path.close()
    return path
