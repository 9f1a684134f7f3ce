"""The people of the fictional department; none of them is anybody.

``roster.csv`` is a roster file like those that ``flask roster import`` takes.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from lms.content.roster_file import read_roster
from lms.domain.member import ServiceFacts

CHIEF = "0101"
POLICY_OWNER = "0103"
LIEUTENANT = "0111"
TRAINING_SERGEANT = "0120"
AUTHOR = "author"
SECOND_TRAINER = "0141"
NEARLY_DONE = "0147"
NOT_STARTED = "0148"
FAILED_TWICE = "0149"
COMPLETE = "0150"
DISPATCHER = "D-202"

FEW = (
    CHIEF,
    POLICY_OWNER,
    LIEUTENANT,
    TRAINING_SERGEANT,
    SECOND_TRAINER,
    NEARLY_DONE,
    NOT_STARTED,
    FAILED_TWICE,
    COMPLETE,
    DISPATCHER,
)
"""The badges of the small department."""

TRANSFERS: Mapping[str, Mapping[str, str]] = {
    "0138": {"rank": "Officer", "unit": "Patrol", "supervisor_badge": "0122"},
    "0165": {"shift": "Evening", "supervisor_badge": "0123"},
}
"""What ``roster.csv`` said of some before a promotion and a change of shift."""

_FILE = Path(__file__).with_name("roster.csv")


def first_roster(*, small: bool) -> bytes:
    """The roster file with which the department begins."""
    rows = [{**row, **TRANSFERS.get(row["badge"], {})} for row in _rows()]
    if small:
        rows = [row for row in rows if row["badge"] in FEW]
        for row in rows:
            if row["supervisor_badge"] not in FEW:
                row["supervisor_badge"] = ""
    return _written(rows)


def later_roster(valid_from: str) -> bytes:
    """A roster file with those who have changed since, as of a day in ISO form."""
    return _written(
        [{**row, "valid_from": valid_from} for row in _rows() if row["badge"] in TRANSFERS]
    )


@cache
def everybody() -> Mapping[str, ServiceFacts]:
    """Everybody as they are today, by badge."""
    return {row.facts.badge_number: row.facts for row in read_roster(_FILE.read_bytes()).rows}


def _rows() -> Iterator[dict[str, str]]:
    yield from csv.DictReader(io.StringIO(_FILE.read_text(encoding="utf-8")))


def _written(rows: list[dict[str, str]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
