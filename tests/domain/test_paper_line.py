"""What stands against a line of training kept on paper, row by row."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from lms.domain.paper_line import MOST_MINUTES, Entered, FoundLine, PaperLine, line_findings
from lms.domain.requirement import Period

YEAR = Period(date(2027, 1, 1), date(2027, 12, 31))
TODAY = date(2027, 6, 1)
LINE = PaperLine(2, "0101", "Núñez", TODAY, 30, "Policy", "Winter class", "", "sheet.png")
FOUND = FoundLine(7, "Núñez", "Ana Núñez", serving=True, owes=True, limb="policy")


def said(
    *lines: PaperLine, found: FoundLine = FOUND, entered: tuple[Entered, ...] = ()
) -> list[tuple[int | None, str | None]]:
    records = {line.number: found for line in lines}
    return [(each.row, each.column) for each in line_findings(lines, records, YEAR, TODAY, entered)]


def test_a_line_of_today_with_a_name_without_its_accents_stands() -> None:
    assert said(LINE) == []
    assert said(replace(LINE, family_name="NUNEZ", minutes=MOST_MINUTES)) == []


@pytest.mark.parametrize(
    ("line", "column"),
    [
        (replace(LINE, day=date(2026, 12, 31)), "day"),
        (replace(LINE, day=date(2028, 1, 1)), "day"),
        (replace(LINE, day=date(2027, 6, 2)), "day"),
        (replace(LINE, minutes=0), "minutes"),
        (replace(LINE, minutes=MOST_MINUTES + 1), "minutes"),
        (replace(LINE, family_name="Nolan"), "family_name"),
    ],
)
def test_what_the_line_says_wrong_is_named_at_its_column(line: PaperLine, column: str) -> None:
    assert said(line) == [(2, column)]


@pytest.mark.parametrize(
    ("found", "column"),
    [
        (replace(FOUND, limb=None), "subject"),
        (replace(FOUND, member_id=None), "badge"),
        (replace(FOUND, serving=False), "badge"),
        (replace(FOUND, owes=False), "badge"),
    ],
)
def test_what_the_record_says_otherwise_is_named_at_its_column(
    found: FoundLine, column: str
) -> None:
    assert said(LINE, found=found) == [(2, column)]


def test_the_same_minutes_count_once_in_a_file_and_in_the_record() -> None:
    again = replace(LINE, number=3, provider="Another class")
    assert said(LINE, again) == [(3, None)]
    assert said(LINE, replace(again, minutes=31)) == []
    assert said(LINE, entered=((7, "policy", TODAY, 30),)) == [(2, None)]
    assert said(LINE, entered=((8, "policy", TODAY, 30),)) == []
