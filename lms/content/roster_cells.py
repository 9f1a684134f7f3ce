"""What each column of a roster file may hold, cell by cell.

A cell is text and stays text: ``=1+1`` is a unit of that name, ``007`` keeps its zeros.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from lms.domain.errors import InvalidError
from lms.domain.member import ServiceFacts, clean_badge, clean_name
from lms.domain.roster_row import RowFinding

NAME = "name"
COLUMNS = (
    "badge",
    "given_name",
    "family_name",
    "rank",
    "unit",
    "shift",
    "supervisor_badge",
    "email",
    "sworn",
    "hired_on",
    "separated_on",
    "valid_from",
)

_Value = TypeVar("_Value")
_YEARS = range(1940, 2101)
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SERIAL = re.compile(r"[0-9]{5}(\.[0-9]+)?")
_EMAIL = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{0,63}@([A-Za-z0-9-]+\.)+[A-Za-z0-9-]{2,63}"
)
_LONGEST_EMAIL = 254
_LONGEST_LINE = 80
_LINE_BREAKS = "\t\r\n"
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_SEEN_AS_NOTHING = frozenset(
    chr(code)
    for code in (
        *(0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0),
        *range(0x180B, 0x1810),
        *range(0xFE00, 0xFE10),
        *range(0xE0100, 0xE01F0),
    )
)
_DAMAGED = "\ufffd"


@dataclass(slots=True)
class Cells:
    """The cells of one row by column, and the mistakes found while they are read."""

    number: int
    by_column: Mapping[str, str]
    findings: list[RowFinding] = field(default_factory=list)

    def take(self, column: str, read: Callable[[str], _Value], instead: _Value) -> _Value:
        """Read one cell; a mistake becomes a finding and gives ``instead``."""
        if column not in self.by_column:
            return instead
        text = self.by_column[column]
        try:
            _check_characters(text)
            return read(text)
        except InvalidError as error:
            self.findings.append(RowFinding(self.number, column, str(error.facts["reason"])))
            return instead


def read_facts(cells: Cells) -> ServiceFacts | None:
    """The facts of a row; None where any cell has a mistake."""
    badge = cells.take("badge", badge_cell, "")
    given, family = _names(cells)
    facts = ServiceFacts(
        badge_number=badge,
        given_name=given,
        family_name=family,
        rank=cells.take("rank", line_cell, ""),
        unit=cells.take("unit", line_or_nothing, ""),
        shift=cells.take("shift", line_or_nothing, ""),
        supervisor_badge=cells.take("supervisor_badge", _badge_or_none, None),
        email=cells.take("email", _email, ""),
        sworn=cells.take("sworn", _yes_or_no, instead=False),
        hired_on=cells.take("hired_on", day_cell, date.min),
        separated_on=cells.take("separated_on", _day_or_none, None),
        valid_from=cells.take("valid_from", day_cell, date.min),
    )
    return None if cells.findings else facts


def shown(text: str, longest: int = 40) -> str:
    """A cell as a message quotes it: short, in quotes, nothing in it that acts or hides."""
    short = text if len(text) <= longest else text[: longest - 1] + "…"
    plain = "".join(char if char.isprintable() else f"[U+{ord(char):04X}]" for char in short)
    return f"“{plain}”"


def _names(cells: Cells) -> tuple[str, str]:
    if NAME in cells.by_column:
        return cells.take(NAME, _two_names, ("", ""))
    given = cells.take("given_name", _name, "")
    return given, cells.take("family_name", _name, "")


def _check_characters(text: str) -> None:
    for place, char in enumerate(text, 1):
        if char == _DAMAGED:
            raise InvalidError(
                reason=f"character {place} was lost when the file was converted (U+FFFD)"
            )
        unseen = unicodedata.category(char) in _UNSEEN and char not in _LINE_BREAKS
        if unseen or char in _SEEN_AS_NOTHING:
            name = unicodedata.name(char, "a control character")
            raise InvalidError(
                reason=f"character {place} cannot be seen: U+{ord(char):04X}, {name}; remove it"
            )


def _filled(text: str) -> str:
    stripped = text.strip()
    if not stripped:
        raise InvalidError(reason="is empty")
    return stripped


def _name(text: str) -> str:
    return clean_name(_filled(text))


def _two_names(text: str) -> tuple[str, str]:
    family, comma, given = _filled(text).partition(",")
    if not comma or "," in given or not family.strip() or not given.strip():
        raise InvalidError(
            reason=f"{shown(text)} is not of the form “Family, Given” with one comma; the columns"
            " given_name and family_name take any name"
        )
    return clean_name(given), clean_name(family)


def badge_cell(text: str) -> str:
    """A badge number as text."""
    badge = _filled(text)
    try:
        return clean_badge(badge)
    except InvalidError as error:
        raise InvalidError(reason=f"{shown(badge)}: {error.facts['reason']}") from error


def _badge_or_none(text: str) -> str | None:
    return badge_cell(text) if text.strip() else None


def line_cell(text: str) -> str:
    """A short line of text; empty is a mistake."""
    return clean_name(_filled(text), longest=_LONGEST_LINE)


def line_or_nothing(text: str) -> str:
    """A short line of text, or nothing."""
    return line_cell(text) if text.strip() else ""


def _email(text: str) -> str:
    address = text.strip()
    if address and (len(address) > _LONGEST_EMAIL or not _EMAIL.fullmatch(address)):
        raise InvalidError(reason=f"{shown(address)} is not an e-mail address")
    return address


def _yes_or_no(text: str) -> bool:
    answer = _filled(text).casefold()
    if answer not in {"yes", "no"}:
        raise InvalidError(reason=f"{shown(text)} is neither yes nor no")
    return answer == "yes"


def day_cell(text: str) -> date:
    """A day written as 2026-01-31 and no other way."""
    written = _filled(text)
    if _SERIAL.fullmatch(written):
        raise InvalidError(
            reason=f"{shown(written)} looks like a spreadsheet's day number; format the column as"
            " year-month-day, as in 2026-01-31"
        )
    if not _ISO.fullmatch(written):
        raise InvalidError(
            reason=f"{shown(written)} is not written as year-month-day, as in 2026-01-31;"
            " other orders can mean two days"
        )
    try:
        day = date.fromisoformat(written)
    except ValueError as error:
        raise InvalidError(reason=f"there is no day {written}") from error
    if day.year not in _YEARS:
        raise InvalidError(reason=f"the year {day.year} is out of reach; look at the digits")
    return day


def _day_or_none(text: str) -> date | None:
    return day_cell(text) if text.strip() else None
