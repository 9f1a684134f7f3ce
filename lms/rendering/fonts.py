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
from reportlab.pdfbase.pdfdoc import PDFName
from reportlab.pdfbase.ttfonts import SUBSETN, TTFont, TTFontFace
from reportlab.pdfgen.canvas import Canvas

from lms.rendering.reading_order import as_stored
from lms.rendering.vectors import number

DRAWING = RLock()
"""Held while a document is drawn: ReportLab's faces keep one reading position for all threads."""

_FOLDER = Path(__file__).parent / "fonts"
_BLOCK = 100
_MATRIX = 6
_LAST_DRAWN = 0xFFFF
_UNSEEN_KINDS = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}
_UNSEEN = {0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0, *range(0xFE00, 0xFE10)}


class Face(StrEnum):
    """A typeface by the name of its file."""

    DISPLAY = "GentiumBookPlus-Regular"
    DISPLAY_ITALIC = "GentiumBookPlus-Italic"
    TEXT = "DejaVuSans"
    STRONG = "DejaVuSans-Bold"


_SEEDS = {
    Face.DISPLAY_ITALIC: " Tabcdefghijklmnopqrstuvwxyz",
    Face.STRONG: " -0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
}
"""Letters a face always embeds where it is used; the others always embed all of ASCII.

Documents that differ in a name then share their fonts, which are cut and packed once.
"""


class _Face(TTFontFace):  # type: ignore[misc]  # ReportLab is not typed
    """A face that cuts and packs the subset for the same letters once."""

    def addSubsetObjects(self, doc: Any, fontname: str, subset: list[int]) -> Any:  # noqa: ANN401, N802
        reference = super().addSubsetObjects(doc, fontname, subset)
        stream = doc.idToObject[f"fontFile:{self.filename}({fontname})"]
        stream.content = self._packed(tuple(subset))
        stream.dictionary["Filter"] = PDFName("FlateDecode")
        return reference

    def makeSubset(self, subset: list[int]) -> bytes:  # noqa: N802  (ReportLab's word)
        return self._cut(tuple(subset))

    @lru_cache(maxsize=256)  # noqa: B019  (faces live as long as the process)
    def widths(self, letters: tuple[int, ...]) -> str:
        """The widths of a subset's glyphs as a finished array."""
        return f"[ {' '.join(number(self.getCharWidth(letter)) for letter in letters)} ]"

    @lru_cache(maxsize=256)  # noqa: B019
    def _cut(self, letters: tuple[int, ...]) -> bytes:
        return bytes(super().makeSubset(list(letters)))

    @lru_cache(maxsize=256)  # noqa: B019
    def _packed(self, letters: tuple[int, ...]) -> bytes:
        return zlib.compress(self._cut(letters), 9)


class _Font(TTFont):  # type: ignore[misc]  # ReportLab is not typed
    """A face in a document, which tells a reader the letters its glyphs stand for."""

    def __init__(self, face: Face) -> None:
        super().__init__(face.value, str(_FOLDER / f"{face}.ttf"), shapable=False)
        self.face.__class__ = _Face
        self.seed = _SEEDS.get(face, "")
        self._asciiReadable = not self.seed

    def splitString(  # noqa: N802
        self,
        text: str,
        doc: Any,  # noqa: ANN401
        encoding: str = "utf-8",
    ) -> list[tuple[int, bytes]]:
        if not self.seed and text.isascii() and text.isprintable():
            if doc not in self.state:
                super().splitString("", doc, encoding)
            return [(0, text.encode("ascii"))] if text else []
        if self.seed and doc not in self.state:
            super().splitString(self.seed, doc, encoding)
        return list(super().splitString(text, doc, encoding))

    def addObjects(self, doc: Any) -> None:  # noqa: ANN401, N802
        state = self.state[doc]
        super().addObjects(doc)
        for place, subset in enumerate(state.subsets):
            letters = tuple(subset)
            name = f"{SUBSETN(place).decode('ascii')}+{self.face.name.decode('ascii')}"
            doc.idToObject[f"toUnicodeCMap:{name}"].content = _to_unicode(name, letters)
            made = doc.idToObject["BasicFonts"].dict[f"{state.internalName}+{place}"]
            made.Widths = self.face.widths(letters)


def text_code(canvas: Canvas, face: Face, size: float, place: tuple[float, ...], text: str) -> str:
    """The operators that show a text; ``place`` is a position or a whole text matrix."""
    document = canvas._doc  # noqa: SLF001  (fonts are subset for a document)
    loaded = font(face)
    where = " ".join(map(number, place))
    matrix = where if len(place) == _MATRIX else f"1 0 0 1 {where}"
    shown = [
        f"{loaded.getSubsetInternalName(subset, document)} {number(size)} Tf <{glyphs.hex()}> Tj"
        for subset, glyphs in loaded.splitString(text, document)
    ]
    return " ".join(["BT", matrix, "Tm", *shown, "ET"])


@cache
def font(face: Face) -> TTFont:
    """The loaded face; reading its tables takes some 50 ms, once a process."""
    with DRAWING:
        loaded = _Font(face)
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


def ink_span(face: Face, char: str) -> tuple[float, float]:
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
