"""Roster files for tests, line by line."""

from __future__ import annotations

from datetime import date

from lms.content.roster_cells import COLUMNS
from lms.content.roster_file import RosterFile, read_roster
from lms.domain.member import ServiceFacts
from lms.domain.roster_row import RowFinding

ANA: dict[str, str] = {
    "badge": "0042",
    "given_name": "Ana",
    "family_name": "Díaz",
    "rank": "Officer",
    "unit": "Patrol",
    "shift": "Days",
    "supervisor_badge": "S-7",
    "email": "ana.diaz@example.org",
    "sworn": "yes",
    "hired_on": "2015-03-02",
    "separated_on": "",
    "valid_from": "2026-01-01",
}
HEADER = ",".join(COLUMNS)
LINE = ",".join(ANA.values())
FACTS = ServiceFacts(
    badge_number="0042",
    given_name="Ana",
    family_name="Díaz",
    rank="Officer",
    unit="Patrol",
    shift="Days",
    supervisor_badge="S-7",
    email="ana.diaz@example.org",
    sworn=True,
    hired_on=date(2015, 3, 2),
    separated_on=None,
    valid_from=date(2026, 1, 1),
)


def line(**cells: str) -> str:
    """A row in which some cells differ; each is quoted."""
    quoted = ({**ANA, **cells}[column].replace('"', '""') for column in COLUMNS)
    return ",".join(f'"{cell}"' for cell in quoted)


def read(*lines: str) -> RosterFile:
    return read_roster("\n".join((HEADER, *lines, "")).encode())


def only(file: RosterFile) -> RowFinding:
    (finding,) = file.findings
    assert file.rows == ()
    return finding


def facts_of(file: RosterFile) -> ServiceFacts:
    assert [str(finding) for finding in file.findings] == []
    (row,) = file.rows
    return row.facts
