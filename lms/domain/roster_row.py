"""What a roster file says, row by row, and what is wrong with it before any roster is asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lms.domain.member import Rank, ServiceFacts

_FARTHEST_AHEAD = timedelta(days=731)


@dataclass(frozen=True, slots=True)
class RowFinding:
    """One mistake or doubt in a roster file.

    Attributes:
        row: as a spreadsheet counts, the header being row 1; None where it is the whole file.
        column: the column's name; None where it is the whole row.
    """

    row: int | None
    column: str | None
    message: str

    @property
    def place(self) -> str:
        """Where it is, as people read it: ``row 3, hired_on``."""
        parts = ("" if self.row is None else f"row {self.row}", self.column or "")
        return ", ".join(part for part in parts if part)

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A row that could be read; ``number`` is as a spreadsheet counts."""

    number: int
    facts: ServiceFacts


def row_findings(rows: Sequence[RosterRow], today: date) -> Iterator[RowFinding]:
    """Everything in which the rows contradict themselves, each other, or the calendar."""
    for row in rows:
        yield from _own_findings(row, today)
    yield from _repeated_badges(rows)
    for column in ("rank", "unit", "shift"):
        yield from _two_spellings(rows, column)


def _own_findings(row: RosterRow, today: date) -> Iterator[RowFinding]:
    facts = row.facts
    if facts.separated_on is not None and facts.separated_on < facts.hired_on:
        message = f"{facts.separated_on} is before the day of hire, {facts.hired_on}"
        yield RowFinding(row.number, "separated_on", message)
    if facts.hired_on > today:
        message = f"{facts.hired_on} is still to come; enter a member on the day of hire or later"
        yield RowFinding(row.number, "hired_on", message)
    for column, day in (("separated_on", facts.separated_on), ("valid_from", facts.valid_from)):
        if day is not None and day > today + _FARTHEST_AHEAD:
            message = f"{day} is more than two years ahead; look at the year"
            yield RowFinding(row.number, column, message)
    if facts.sworn and facts.rank == Rank.CIVILIAN:
        yield RowFinding(row.number, "sworn", "a member of the rank Civilian is not sworn")
    if facts.supervisor_badge == facts.badge_number:
        yield RowFinding(row.number, "supervisor_badge", "nobody supervises themselves")


def _repeated_badges(rows: Sequence[RosterRow]) -> Iterator[RowFinding]:
    first: dict[str, RosterRow] = {}
    for row in rows:
        badge = row.facts.badge_number
        before = first.setdefault(badge, row)
        if before is not row:
            names = f"{before.facts.full_name}; here it is {row.facts.full_name}"
            message = f"badge {badge} is in row {before.number} already, of {names}"
            yield RowFinding(row.number, "badge", message)


def _two_spellings(rows: Sequence[RosterRow], column: str) -> Iterator[RowFinding]:
    """An assignment to "Patrol" would miss "patrol"; nobody would see it."""
    first: dict[str, tuple[int, str]] = {}
    for row in rows:
        written = str(getattr(row.facts, column))
        number, before = first.setdefault(written.casefold(), (row.number, written))
        if written != before:
            message = f"“{written}” and “{before}” of row {number} differ in capitals only"
            yield RowFinding(row.number, column, message)
