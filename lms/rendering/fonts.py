"""The faces a document may use: what each covers, how wide it sets, how it is embedded.

Only vendored files are read (``fonts/``), so a document looks the same on every machine.
Gentium Book Plus is set where a certificate is read from across a room, DejaVu Sans in
tables and small print and for the scripts Gentium has no letters for.
"""

from __future__ import annotations

import unicodedata
import zlib
from collections.abc import Sequence
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from struct import unpack_from
from threading import RLock
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import SUBSETN, TTFont

from lms.rendering.reading_order import as_stored

DRAWING = RLock()
"""Held while a document is drawn: ReportLab's faces keep one reading position for all threads."""

_FOLDER = Path(__file__).parent / "fonts"
_BLOCK = 100
_LAST_DRAWN = 0xFFFF
_UNSEEN_KINDS = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}
_UNSEEN = {0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0, *range(0xFE00, 0xFE10)}


class Face(StrEnum):
    """A typeface by the name of its file."""

    DISPLAY = "GentiumBookPlus-Regular"
    DISPLAY_ITALIC = "GentiumBookPlus-Italic"
    TEXT = "DejaVuSans"
    STRONG = "DejaVuSans-Bold"


class _EmbeddedFont(TTFont):
    """A subset of a face, made once for the same letters, that tells which letters it shows."""

    def __init__(self, face: Face) -> None:
        super().__init__(face.value, str(_FOLDER / f"{face}.ttf"), shapable=False)
        whole = self.face.makeSubset

        @lru_cache(maxsize=64)
        def cut(letters: tuple[int, ...]) -> bytes:
            return bytes(whole(list(letters)))

        self.face.makeSubset = lambda subset: cut(tuple(subset))

    def addObjects(self, doc: Any) -> None:  # noqa: ANN401, N802  (ReportLab's word for it)
        subsets = self.state[doc].subsets
        super().addObjects(doc)
        for number, subset in enumerate(subsets):
            name = f"{SUBSETN(number).decode('ascii')}+{self.face.name.decode('ascii')}"
            cmap = doc.idToObject[f"toUnicodeCMap:{name}"]
            cmap.content = _to_unicode(name, tuple(subset))


@cache
def font(face: Face) -> TTFont:
    """The loaded face; reading its tables takes some 50 ms, once a process."""
    with DRAWING:
        loaded = _EmbeddedFont(face)
        pdfmetrics.registerFont(loaded)
        return loaded


def width(face: Face, text: str) -> float:
    """Width of the text in ems."""
    return float(font(face).stringWidth(text, 1))


def shows(face: Face, letter: str) -> bool:
    """Whether the face has a visible glyph for every character of the letter."""
    glyphs = font(face).face.charToGlyph
    return all(
        ord(char) in glyphs
        and ord(char) <= _LAST_DRAWN
        and ord(char) not in _UNSEEN
        and unicodedata.category(char) not in _UNSEEN_KINDS
        for char in letter
    )


def face_for(letter: str, wanted: Face) -> Face | None:
    """The wanted face, else the one with the widest cover, else None: nothing shows it."""
    if shows(wanted, letter):
        return wanted
    return Face.TEXT if shows(Face.TEXT, letter) else None


def ink(face: Face, char: str) -> tuple[float, float]:
    """Where the ink of a glyph begins and ends, in ems from its origin."""
    data = font(face).face
    glyph = data.charToGlyph[ord(char)]
    start, stop = data.glyphPos[glyph], data.glyphPos[glyph + 1]
    if start == stop:
        return 0.0, 0.0
    left, _, right = unpack_from(">hhh", data._ttf_data, data.get_table_pos("glyf")[0] + start + 2)  # noqa: SLF001  (the only way to the bytes)
    return left / data.unitsPerEm, right / data.unitsPerEm


@lru_cache(maxsize=256)
def _to_unicode(name: str, subset: Sequence[int]) -> str:
    """The table by which a reader gets letters from glyphs: joined forms give plain letters."""
    rows = [
        f"<{code:02X}> <{as_stored(chr(letter)).encode('utf-16-be').hex().upper()}>"
        for code, letter in enumerate(subset)
        if letter
    ]
    blocks = [rows[start : start + _BLOCK] for start in range(0, len(rows), _BLOCK)]
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        f"/CIDSystemInfo << /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def",
        f"/CMapName /{name} def /CMapType 2 def",
        "1 begincodespacerange <00> <FF> endcodespacerange",
    ]
    for block in blocks:
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines.append("endcmap CMapName currentdict /CMap defineresource pop end end")
    return "\n".join(lines)
