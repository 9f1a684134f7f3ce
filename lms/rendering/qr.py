"""A QR code as one filled path."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import segno
from reportlab.pdfgen.canvas import Canvas

from lms.rendering.vectors import write_code

QUIET = 4
"""Light modules that the standard asks for on every side."""

_MASK = 2
"""Trying all eight masks costs four times as much and helps no scanner in use."""


def draw_qr(canvas: Canvas, text: str, place: tuple[float, float], side: float) -> None:
    """Draw the code of a text, quiet zone included, from its lower left corner."""
    matrix = segno.make_qr(text, error="m", mask=_MASK, boost_error=False).matrix
    module = side / (len(matrix) + 2 * QUIET)
    rows = [
        f"{start} {row} {stop - start} 1 re"
        for row, modules in enumerate(matrix)
        for start, stop in _dark(modules)
    ]
    left, top = place[0] + QUIET * module, place[1] + side - QUIET * module
    write_code(canvas, f"q 1 g {place[0]} {place[1]} {side} {side} re f 0 g")
    write_code(canvas, f"{module:.4f} 0 0 {-module:.4f} {left:.4f} {top:.4f} cm")
    write_code(canvas, "\n".join(rows))
    write_code(canvas, "f Q")


def _dark(modules: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Where the dark stretches of a row begin and end."""
    start = 0
    for column, dark in enumerate((*modules, 0)):
        if not dark:
            if column > start:
                yield start, column
            start = column + 1
