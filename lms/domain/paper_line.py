"""Training of this year that was kept on paper: its lines, and what is wrong with any of them.

What comes from paper was never timed by the product: it is marked so wherever it is shown,
and rests on a scan of the paper that two people looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lms.domain.name_search import folded
from lms.domain.requirement import Period
from lms.domain.roster_row import RowFinding

MOST_LINES = 1_000
MOST_MINUTES = 1_440
"""The minutes of a day."""
MARK = "from paper, not timed"


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One completion as the file says it; ``number`` is as a spreadsheet counts.

    Attributes:
        subject: what it counts as, by its title or short name.
        provider: who offered it, and the class.
        scan: the name of the file that shows the paper.
    """

    number: int
    badge: str
    family_name: str
    day: date
    minutes: int
    subject: str
    provider: str
    taught_by: str
    scan: str


@dataclass(frozen=True, slots=True)
class FoundLine:
    """What the record says of a line.

    Attributes:
        member_id: who held the badge on that day; None where nobody did.
        limb: the subject's slug; None where there is no such subject.
        owes: whether the member owes the year.
    """

    member_id: int | None = None
    family_name: str = ""
    full_name: str = ""
    serving: bool = False
    owes: bool = False
    limb: str | None = None


Entered = tuple[int, str, date, int]
"""A completion in the record: member, subject, day, minutes."""


def line_findings(
    lines: Sequence[PaperLine],
    found: Mapping[int, FoundLine],
    period: Period,
    today: date,
    entered: Collection[Entered],
) -> Iterator[RowFinding]:
    """Everything that stands against taking the lines in, row by row.

    Args:
        found: what the record says, by row.
        entered: what was taken in from paper before.
    """
    seen: dict[Entered, int] = {}
    for line in lines:
        yield from _own_findings(line, found[line.number], period, today)
        key = _key(line, found[line.number])
        if key in entered:
            message = "the same minutes of that day and subject were taken in from paper before"
            yield RowFinding(line.number, None, message)
        elif key is not None and seen.setdefault(key, line.number) != line.number:
            yield RowFinding(line.number, None, f"row {seen[key]} says the same")


def _key(line: PaperLine, found: FoundLine) -> Entered | None:
    if found.member_id is None or found.limb is None:
        return None
    return found.member_id, found.limb, line.day, line.minutes


def _own_findings(
    line: PaperLine, found: FoundLine, period: Period, today: date
) -> Iterator[RowFinding]:
    number = line.number
    if not period.starts_on <= line.day <= period.ends_on:
        message = f"{line.day} is not in {period.name}; one file takes the paper of one year"
        yield RowFinding(number, "day", message)
    elif line.day > today:
        yield RowFinding(number, "day", f"{line.day} is still to come")
    if not 1 <= line.minutes <= MOST_MINUTES:
        yield RowFinding(number, "minutes", f"{line.minutes} is not 1 to {MOST_MINUTES}")
    if found.limb is None:
        yield RowFinding(number, "subject", f"there is no subject “{line.subject}” in that year")
    if found.member_id is None or not found.serving:
        message = f"nobody serving on {line.day} had badge {line.badge}"
        yield RowFinding(number, "badge", message)
        return
    if folded(found.family_name) != folded(line.family_name):
        message = f"badge {line.badge} belonged to {found.full_name} on {line.day}"
        yield RowFinding(number, "family_name", message)
    if not found.owes:
        message = f"{found.full_name} owes nothing in {period.name}"
        yield RowFinding(number, "badge", message)
