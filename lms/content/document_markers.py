"""Markers that documents number their sections with, in every reading that they have.

``C.`` is a letter and a Roman numeral, ``i.`` a letter and a small one. Which it is here, the
sequence decides; that is the outline's business, not this module's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lms.domain.source_document import Numbering

_DIGITS = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_NAMED = r"(?:(?:section|article|sec\.|§)\s*)?"
_DECIMAL = re.compile(
    rf"(?P<sign>{_NAMED}(?P<value>\d{{1,3}}(?:\.\d{{1,3}}){{1,6}})[.:)]?)(?=\s|$)", re.IGNORECASE
)
_SIMPLE = re.compile(
    rf"(?P<sign>{_NAMED}(?P<open>\()?(?P<value>[0-9]{{1,3}}|[A-Za-z]{{1,2}}|[IVXLCivxlc]{{1,7}})"
    r"(?P<close>[.):]|\.\)))(?=\s|$)",
    re.IGNORECASE,
)
_BULLET = re.compile("(?P<sign>[•▪◦●○■□‣\u2043➢✓\uf0a7\uf0b7\u2013\u2014*o-])(?=\\s)")
_ROMAN = re.compile(
    r"(?=.)m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker in one of its readings.

    Attributes:
        sign: as printed.
        value: what it adds to a key.
        parts: its place in the sequence, from 1; of ``1.2.1`` all three, of ``2.0`` one.
        wrap: what stands around it: ``.``, ``)``, ``()``.
    """

    numbering: Numbering
    sign: str
    value: str
    parts: tuple[int, ...]
    wrap: str

    @property
    def style(self) -> tuple[Numbering, str]:
        """What markers of one list have in common."""
        return self.numbering, self.wrap

    @property
    def ordinal(self) -> int:
        """Its place among its neighbors."""
        return self.parts[-1]


def markers_at(text: str, known: Numbering | None = None) -> tuple[Marker, ...]:
    """Every reading of the marker that a text begins with; of a computed one the known reading."""
    found = tuple(_readings(text))
    if known is None:
        return found
    same = tuple(each for each in found if each.numbering is known)
    return same or found


def _readings(text: str) -> Iterator[Marker]:
    if bullet := _BULLET.match(text):
        yield Marker(Numbering.BULLET, bullet["sign"], "", (1,), "")
        return
    if decimal := _DECIMAL.match(text):
        parts = tuple(int(part) for part in decimal["value"].split("."))
        shown = parts[:-1] if len(parts) == 2 and parts[-1] == 0 else parts  # noqa: PLR2004 - ``2.0`` stands for 2
        yield Marker(Numbering.DECIMAL, decimal["sign"], decimal["value"], shown, ".")
        return
    simple = _SIMPLE.match(text)
    if simple is None or (simple["open"] and simple["close"] != ")"):
        return
    wrap = "()" if simple["open"] else simple["close"].replace(":", ".").replace(".)", ")")
    for numbering, ordinal in _values(simple["value"]):
        yield Marker(numbering, simple["sign"], simple["value"], (ordinal,), wrap)


def _values(value: str) -> Iterator[tuple[Numbering, int]]:
    if value.isdigit():
        if int(value):
            yield Numbering.NUMBER, int(value)
        return
    if not (value.isupper() or value.islower()):
        return
    upper = value.isupper()
    if len(set(value)) == 1:
        ordinal = ord(value[0].lower()) - ord("a") + 1 + 26 * (len(value) - 1)
        yield (Numbering.UPPER_LETTER if upper else Numbering.LOWER_LETTER), ordinal
    if _ROMAN.fullmatch(value):
        yield (Numbering.UPPER_ROMAN if upper else Numbering.LOWER_ROMAN), _roman(value.lower())


def _roman(value: str) -> int:
    digits = [_DIGITS[sign] for sign in value]
    pairs = zip(digits, [*digits[1:], 0], strict=True)
    return sum(-digit if digit < after else digit for digit, after in pairs)
