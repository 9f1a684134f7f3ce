"""Numbers that Word computes: they stand nowhere in the text, only rules for them do.

``numbering.xml`` has abstract lists of nine levels and lists that use them, some with levels
of their own. Lists of one abstract list go on counting where another left off, unless one
says where it starts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lms.domain.source_document import Numbering

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_LARGEST = 10_000
_TWIPS = 20


def roman(number: int) -> str:
    """A number in small Roman numerals."""
    written = ""
    for value, sign in _ROMAN:
        while number >= value:
            written += sign
            number -= value
    return written


def letters(number: int) -> str:
    """``a`` to ``z``, then ``aa``, ``bb``: as Word counts."""
    times, place = divmod(number - 1, 26)
    return chr(ord("a") + place) * (times + 1)


def _ordinal(number: int) -> str:
    teens = range(11, 14)
    ending = "th" if number % 100 in teens else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


_FORMATS: Mapping[str, tuple[Callable[[int], str], Numbering]] = {
    "decimal": (str, Numbering.NUMBER),
    "decimalZero": (lambda number: f"{number:02d}", Numbering.NUMBER),
    "ordinal": (_ordinal, Numbering.NUMBER),
    "upperRoman": (lambda number: roman(number).upper(), Numbering.UPPER_ROMAN),
    "lowerRoman": (roman, Numbering.LOWER_ROMAN),
    "upperLetter": (lambda number: letters(number).upper(), Numbering.UPPER_LETTER),
    "lowerLetter": (letters, Numbering.LOWER_LETTER),
}
_BULLETS = {"\uf0b7": "•", "\uf0a7": "▪", "o": "○", "\uf0d8": "➢", "\uf0fc": "✓", "": "•"}


def value_of(element: Any, name: str, default: str = "") -> str:  # noqa: ANN401 - lxml's element
    """``w:val`` of a child element."""
    child = element.find(f"{W}{name}") if element is not None else None
    return default if child is None else str(child.get(f"{W}val", default))


def whole(text: str | None, default: int = 0) -> int:
    """A whole number of reasonable size, or the default."""
    try:
        number = int(float(text or ""))
    except (ValueError, OverflowError):
        return default
    return number if abs(number) < _LARGEST * _TWIPS else default


@dataclass(frozen=True, slots=True)
class Indent:
    """Points from the edge to a paragraph's first line and to the others; None: not said."""

    left: int | None = None
    first: int | None = None

    def over(self, other: Indent) -> Indent:
        """This one where it says something, else the other."""
        return Indent(
            other.left if self.left is None else self.left,
            other.first if self.first is None else self.first,
        )


def indent_of(properties: Any) -> Indent:  # noqa: ANN401 - lxml's element
    """What a ``pPr`` says of its indent."""
    found = properties.find(f"{W}ind") if properties is not None else None
    if found is None:
        return Indent()
    left = found.get(f"{W}start", found.get(f"{W}left"))
    hanging, first = found.get(f"{W}hanging"), found.get(f"{W}firstLine")
    by = -whole(hanging) // _TWIPS if hanging else whole(first) // _TWIPS if first else None
    return Indent(whole(left) // _TWIPS if left else None, by)


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a list: how it counts and what it shows."""

    form: str
    text: str
    start: int
    restarts_after: int
    legal: bool
    indent: Indent
    style: str


@dataclass(frozen=True, slots=True)
class Number:
    """A computed number as it is shown."""

    text: str
    numbering: Numbering
    level: int
    indent: Indent
    unknown: str = ""


@dataclass(slots=True)
class _List:
    abstract: str
    levels: dict[int, Level]
    starts: dict[int, int] = field(default_factory=dict)


class WordNumbering:
    """Counts the paragraphs of a document; ask once for each, in order."""

    def __init__(self, root: Any | None) -> None:  # noqa: ANN401 - lxml's element
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._used: set[tuple[str, int]] = set()
        if root is not None:
            abstract = {str(e.get(f"{W}abstractNumId")): e for e in root.iter(f"{W}abstractNum")}
            linked = {value_of(e, "styleLink"): key for key, e in abstract.items()}
            for element in root.iter(f"{W}num"):
                self._add(element, abstract, linked)

    def level_of_style(self, number_id: str, style: str) -> int | None:
        """The level that a paragraph style stands for in a list."""
        found = self._lists.get(number_id)
        levels = found.levels.items() if found else ()
        return next((level for level, each in levels if each.style and each.style == style), None)

    def next(self, number_id: str, level: int) -> Number | None:
        """The number of the next paragraph of a list; None where it shows none."""
        found = self._lists.get(number_id)
        if found is None or level not in found.levels:
            return None
        counts = self._counts.setdefault(found.abstract, [None] * _LEVELS)
        self._start_anew(number_id, found, counts, level)
        rule = found.levels[level]
        now = counts[level]
        counts[level] = rule.start if now is None else min(now + 1, _LARGEST)
        for deeper in range(level + 1, _LEVELS):
            after = found.levels[deeper].restarts_after if deeper in found.levels else deeper
            if after and level < after:
                counts[deeper] = None
        for upper in range(level):
            if counts[upper] is None:
                counts[upper] = found.levels[upper].start if upper in found.levels else 1
        return self._shown(found, rule, level, counts)

    def _start_anew(
        self, number_id: str, found: _List, counts: list[int | None], level: int
    ) -> None:
        """A list that says where it starts does so once, at its first paragraph of a level."""
        for at, start in found.starts.items():
            if at <= level and (number_id, at) not in self._used:
                counts[at] = start - 1 if at == level else start
                self._used.add((number_id, at))

    def _shown(
        self, found: _List, rule: Level, level: int, counts: list[int | None]
    ) -> Number | None:
        if rule.form == "none" and not rule.text:
            return None
        if rule.form == "bullet":
            sign = _BULLETS.get(rule.text, rule.text)
            return Number(sign.strip() or "•", Numbering.BULLET, level, rule.indent)
        places = [int(place) - 1 for place in _PLACE.findall(rule.text)]
        text = _PLACE.sub(
            lambda match: self._place(found, rule, int(match[1]) - 1, counts), rule.text
        )
        if not text.strip():
            return None
        known = _FORMATS.get("decimal" if rule.legal else rule.form)
        numbering = known[1] if known else Numbering.NUMBER
        if len(places) > 1 or re.fullmatch(r"%1\.0\.?", rule.text.strip()):
            numbering = Numbering.DECIMAL
        unknown = "" if known or rule.form == "none" else rule.form
        return Number(text.strip(), numbering, level, rule.indent, unknown)

    def _place(self, found: _List, rule: Level, at: int, counts: list[int | None]) -> str:
        form = found.levels[at].form if at in found.levels else "decimal"
        write = _FORMATS.get("decimal" if rule.legal else form, _FORMATS["decimal"])[0]
        count = counts[at]
        return write(max(0, count if count is not None else 1))

    def _add(self, element: Any, abstract: Mapping[str, Any], linked: Mapping[str, str]) -> None:  # noqa: ANN401 - lxml's element
        key = value_of(element, "abstractNumId")
        link = value_of(abstract.get(key), "numStyleLink")
        key = linked.get(link, key) if link else key
        if key not in abstract:
            return
        made = _List(key, _levels(abstract[key]))
        for override in element.iter(f"{W}lvlOverride"):
            level = whole(override.get(f"{W}ilvl"), -1)
            made.levels.update(_levels(override))
            if override.find(f"{W}startOverride") is not None and 0 <= level < _LEVELS:
                made.starts[level] = whole(value_of(override, "startOverride"), 1)
        self._lists[str(element.get(f"{W}numId"))] = made


def _levels(parent: Any) -> dict[int, Level]:  # noqa: ANN401 - lxml's element
    found: dict[int, Level] = {}
    for element in parent.iterchildren(f"{W}lvl"):
        level = whole(element.get(f"{W}ilvl"), -1)
        if 0 <= level < _LEVELS:
            legal = element.find(f"{W}isLgl")
            found[level] = Level(
                form=value_of(element, "numFmt", "decimal"),
                text=value_of(element, "lvlText"),
                start=whole(value_of(element, "start", "1"), 1),
                restarts_after=whole(value_of(element, "lvlRestart", str(level)), level),
                legal=legal is not None and legal.get(f"{W}val") not in {"0", "false", "off"},
                indent=indent_of(element.find(f"{W}pPr")),
                style=value_of(element, "pStyle"),
            )
    return found
