"""A completion file whose columns a department writes to match what it uploads to.

The template is a text of one column a line: its heading, an equals sign, and the name of a
field or fixed words in quotes. Every mistake is named with its line; a template with one is
not used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from lms.domain.errors import InvalidError

MOST_COLUMNS = 60
LONGEST_HEADING = 80
LONGEST_TEXT = 8_000

FIELDS: Mapping[str, str] = {
    "badge": "Badge number",
    "family_name": "Family name",
    "given_name": "Given name",
    "full_name": "Given and family name",
    "rank": "Rank",
    "unit": "Unit",
    "shift": "Shift",
    "email": "E-mail address",
    "year": "The year, such as 2027",
    "section": "Section of the policy that sets the duty",
    "minutes_asked": "Minutes the year asks",
    "minutes": "Minutes in the record, rounded down",
    "hours": "The same in hours with two places, rounded down",
    "minutes_elsewhere": "Of these, minutes of outside training and from paper, not timed here",
    "minutes_short": "Minutes still short, rounded up",
    "standing": "Complete (late, where after the year), Short, On leave, Excused",
    "completed_on": "Day the year was completed, by its certificate",
    "certificate": "Code of the year\u2019s certificate",
    "mptc": "Whether the hours count toward the MPTC\u2019s 40: Yes, No or Not decided",
    "mptc_from": "Day from which that decision holds",
}
"""What a column may hold."""

FIRST_TEMPLATE = """\
Badge = badge
Last Name = family_name
First Name = given_name
Rank = rank
Course = "Annual immigration policy training"
Year = year
Hours = hours
Status = standing
Completion Date = completed_on
Certificate = certificate
"""
"""What a department begins with until it has written its own."""

Value = str | int | date | None


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A column: its heading, and a field or fixed words."""

    heading: str
    field: str | None
    words: str = ""

    def value(self, facts: Mapping[str, Value]) -> Value:
        """What stands in it for somebody."""
        return self.words if self.field is None else facts[self.field]


@dataclass(frozen=True, slots=True)
class TemplateMistake:
    """A line that cannot be read, numbered from one, and what is wrong with it."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"Line {self.line}: {self.message}"


class TemplateError(InvalidError):
    """A template has mistakes; ``mistakes`` names each."""

    def __init__(self, mistakes: Sequence[TemplateMistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__(mistakes=[str(each) for each in mistakes])


def read_template(text: str) -> tuple[FileColumn, ...]:
    """The columns that a template names.

    Raises:
        TemplateError: with every mistake.
    """
    columns: list[FileColumn] = []
    mistakes: list[TemplateMistake] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        found = _column(line)
        if isinstance(found, str):
            mistakes.append(TemplateMistake(number, found))
            continue
        first = seen.setdefault(found.heading.casefold(), number)
        if first != number:
            words = f"Line {first} has the heading \u201c{found.heading}\u201d already."
            mistakes.append(TemplateMistake(number, words))
        columns.append(found)
    if len(text) > LONGEST_TEXT:
        mistakes.append(TemplateMistake(1, f"Keep it under {LONGEST_TEXT:,} characters."))
    if not columns and not mistakes:
        mistakes.append(TemplateMistake(1, "Write at least one column, such as Badge = badge."))
    if len(columns) > MOST_COLUMNS:
        mistakes.append(TemplateMistake(1, f"A file has at most {MOST_COLUMNS} columns."))
    if mistakes:
        raise TemplateError(sorted(mistakes, key=lambda each: each.line))
    return tuple(columns)


def _column(line: str) -> FileColumn | str:
    """The column of a line, or what is wrong with it."""
    cut = line.partition if '"' in line else line.rpartition
    heading, equals, what = (part.strip() for part in cut("="))
    if not equals or not what:
        return "Write a heading, an equals sign, and a field: Badge = badge."
    if not heading or len(heading) > LONGEST_HEADING:
        return f"A heading has 1 to {LONGEST_HEADING} characters."
    if not heading.isprintable():
        return "A heading has letters that can be seen."
    return _fixed(heading, what) if what.startswith('"') else _of_field(heading, what)


def _fixed(heading: str, what: str) -> FileColumn | str:
    words = what[1:-1]
    if len(what) < len('""') or not what.endswith('"') or '"' in words:
        return "Fixed words stand between two quotation marks."
    return FileColumn(heading, None, words)


def _of_field(heading: str, what: str) -> FileColumn | str:
    if what in FIELDS:
        return FileColumn(heading, what)
    near = get_close_matches(what, FIELDS, n=1)
    hint = f" Is it \u201c{near[0]}\u201d?" if near else ""
    return f"There is no field \u201c{what[:LONGEST_HEADING]}\u201d.{hint}"


def hours(seconds: int) -> str:
    """Hours with two places, rounded down once: 6,361 seconds are 1.76."""
    hundredths = max(0, seconds) // 36
    return f"{hundredths // 100}.{hundredths % 100:02d}"
