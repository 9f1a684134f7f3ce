"""Clause markers, taken only where they are next in their sequence.

``C.`` is a letter and a Roman numeral, and any wrapped line may begin with "2)". A marker
counts when it is the first of its style or follows the last one of a level that is open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


class Style(StrEnum):
    """How a level of the outline is marked."""

    ROMAN = "I."
    LETTER = "A."
    NUMBER = "1."
    NUMBER_PAREN = "1)"
    LETTER_PAREN = "a)"
    BULLET = "bullet"


_PATTERNS = (
    (Style.ROMAN, re.compile(r"(?P<sign>(?P<value>[IVXLC]+)\.)\s+(?=\S)")),
    (Style.LETTER, re.compile(r"(?P<sign>(?P<value>[A-Z])\.)\s+(?=\S)")),
    (Style.NUMBER, re.compile(r"(?P<sign>(?P<value>[1-9][0-9]?)\.)\s+(?=\S)")),
    (Style.NUMBER_PAREN, re.compile(r"(?P<sign>(?P<value>[1-9][0-9]?)\))\s+(?=\S)")),
    (Style.LETTER_PAREN, re.compile(r"(?P<sign>(?P<value>[a-z])\))\s+(?=\S)")),
)


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker at the beginning of a line, in one of its readings.

    Attributes:
        sign: as printed.
        value: as it appears in a key.
        ordinal: its place in the sequence, from 1.
        length: characters up to the first word after it.
    """

    style: Style
    sign: str
    value: str
    ordinal: int
    length: int


@dataclass(frozen=True, slots=True)
class Level:
    """An open level of the outline: the style of its markers and the last one seen."""

    style: Style
    ordinal: int


def markers_of(body: str) -> tuple[Marker, ...]:
    """Every reading of the marker a line begins with; empty for a line without one."""
    found = []
    for style, pattern in _PATTERNS:
        if match := pattern.match(body):
            value = match["value"]
            ordinal = _ordinal(style, value)
            found.append(Marker(style, match["sign"], value, ordinal, match.end()))
    return tuple(found)


def depth_of(marker: Marker, open_levels: tuple[Level, ...]) -> int | None:
    """The depth at which the marker goes on or begins; None where it is out of sequence.

    It goes on with the level of its style that is open, or as the first of a style that is
    not open begins a level below all others. Roman numerals are sections: depth 0 only.
    """
    for depth, level in enumerate(open_levels):
        if level.style is marker.style and level.ordinal + 1 == marker.ordinal:
            return depth
    if marker.ordinal != 1 or any(level.style is marker.style for level in open_levels):
        return None
    if marker.style is Style.ROMAN:
        return None if open_levels else 0
    return len(open_levels)


def _ordinal(style: Style, value: str) -> int:
    if style is Style.ROMAN:
        return _roman(value)
    if style in {Style.LETTER, Style.LETTER_PAREN}:
        return ord(value.upper()) - ord("A") + 1
    return int(value)


def _roman(value: str) -> int:
    digits = [_ROMAN[sign] for sign in value]
    following = [*digits[1:], 0]
    return sum(
        -digit if digit < after else digit for digit, after in zip(digits, following, strict=True)
    )
