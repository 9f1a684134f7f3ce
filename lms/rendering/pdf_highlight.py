"""The highlight over a passage, as an annotation of a PDF: where it lies, and how it looks."""

from __future__ import annotations

from collections.abc import Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name

from lms.rendering.vectors import number

Box = tuple[float, float, float, float]
"""Left, bottom, right and top on a page, in points."""

_PRINTED = 4
_COLOR = "1 0.96 0.75"
"""Red, green and blue: light, since it lies over the ground that is painted on the page."""


def frame(strips: Sequence[Box]) -> Box:
    """The smallest box around some strips."""
    lefts, bottoms, rights, tops = zip(*strips, strict=True)
    return (min(lefts), min(bottoms), max(rights), max(tops))


def highlight_entries(strips: Sequence[Box]) -> str:
    """What a highlight's dictionary says of where it lies; it is printed with the page."""
    corners = " ".join(
        f"{number(left)} {number(top)} {number(right)} {number(top)} "
        f"{number(left)} {number(bottom)} {number(right)} {number(bottom)}"
        for left, bottom, right, top in strips
    )
    box = " ".join(map(number, frame(strips)))
    return (
        f"/Type /Annot /Subtype /Highlight /Rect [{box}] /QuadPoints [{corners}] "
        f"/C [{_COLOR}] /F {_PRINTED}"
    )


def look_of(pdf: pikepdf.Pdf, strips: Sequence[Box]) -> pikepdf.Stream:
    """How it looks where a reader draws none of its own: a light ground, multiplied."""
    boxes = " ".join(
        f"{number(left)} {number(bottom)} {number(right - left)} {number(top - bottom)} re f"
        for left, bottom, right, top in strips
    )
    look = pikepdf.Stream(pdf, f"/M gs {_COLOR} rg {boxes}".encode("ascii"))
    look.Type, look.Subtype = Name.XObject, Name.Form
    look.BBox = Array([round(each, 2) for each in frame(strips)])
    look.Resources = Dictionary(ExtGState=Dictionary(M=Dictionary(BM=Name.Multiply)))
    return look
