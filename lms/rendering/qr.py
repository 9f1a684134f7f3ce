"""A QR code as one filled path."""

from __future__ import annotations

import segno
from reportlab.pdfgen.canvas import Canvas

from lms.rendering.engraving import WHITE

QUIET = 4
"""Light modules that the standard asks for on every side."""

_MASK = 2
"""Trying all eight masks costs four times as much and helps no scanner in use."""


def draw_qr(canvas: Canvas, text: str, place: tuple[float, float], side: float) -> None:
    """Draw the code of a text, quiet zone included, from its lower left corner."""
    matrix = segno.make_qr(text, error="m", mask=_MASK, boost_error=False).matrix
    module = side / (len(matrix) + 2 * QUIET)
    canvas.saveState()
    canvas.setFillColor(WHITE)
    canvas.rect(*place, side, side, stroke=0, fill=1)
    canvas.setFillColorRGB(0, 0, 0)
    canvas.translate(place[0] + QUIET * module, place[1] + side - QUIET * module)
    canvas.scale(module, -module)
    path = canvas.beginPath()
    for row, modules in enumerate(matrix):
        start = 0
        for column, dark in enumerate((*modules, 0)):
            if not dark:
                if column > start:
                    path.rect(start, row, column - start, 1)
                start = column + 1
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.restoreState()
