from __future__ import annotations

import pytest

from lms.content.roster_cells import COLUMNS
from lms.domain.roster_row import RowFinding
from tests.content.roster_lines import ANA, LINE, facts_of, line, only, read


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\u22121", '=HYPERLINK("http://x","y")', "=cmd|' /C calc'!A0"],
)
@pytest.mark.parametrize("column", ["given_name", "family_name", "rank", "unit", "shift"])
def test_up_01_a_formula_stays_the_text_it_is(column: str, text: str) -> None:
    assert getattr(facts_of(read(line(**{column: text}))), column) == text


@pytest.mark.parametrize("start", ["\t", "\r", "\n", " "])
def test_up_01_white_space_before_a_formula_hides_nothing(start: str) -> None:
    assert facts_of(read(line(unit=f"{start}=1+1"))).unit == "=1+1"


@pytest.mark.parametrize("column", ["badge", "supervisor_badge", "email", "sworn", "hired_on"])
def test_up_01_a_formula_is_refused_where_no_text_is_free(column: str) -> None:
    assert only(read(line(**{column: '="0042"'}))).column == column


@pytest.mark.parametrize(
    "char",
    [
        *("\0", "\x1b", "\x1c", "\x7f", "\x85", "\u200b", "\u200d", "\u202e", "\u2066"),
        *("\u00ad", "\u2028", "\u3164", "\u2800", "\ufe0f", "\ufeff", "\ufffd", "\ue000"),
        "\U000e0041",
    ],
)
@pytest.mark.parametrize("column", COLUMNS)
def test_up_04_what_cannot_be_seen_is_refused_with_row_and_column(column: str, char: str) -> None:
    finding = only(read(LINE, line(**{column: f"{ANA[column][:1]}{char}{ANA[column][1:]}"})))
    assert (finding.row, finding.column) == (3, column)
    assert f"U+{ord(char):04X}" in finding.message
    assert char not in finding.message


def test_up_05_a_badge_is_text_with_its_zeros() -> None:
    assert facts_of(read(line(badge=" 007 "))).badge_number == "007"


@pytest.mark.parametrize(
    "badge", ["00 42", "42.0", "\uff14\uff12", "4\uff12", "", "0042\n0043", "1" * 13]
)
def test_up_05_what_is_no_badge_is_refused(badge: str) -> None:
    finding = only(read(line(badge=badge)))
    assert (finding.row, finding.column) == (2, "badge")


@pytest.mark.parametrize(
    "text",
    [
        *("2026-02-31", "2025-02-29", "31/02/2026", "02/03/26", "26-03-02", "20260302", "45000"),
        *("45000.5", "2026-W10-1", "2026-3-2", "March 2, 2026", "2026-03-02 00:00:00"),
        *("0026-03-02", "2206-03-02", "\u0662\u0660\u0662\u0666-03-02"),
    ],
)
@pytest.mark.parametrize("column", ["hired_on", "separated_on", "valid_from"])
def test_up_06_a_day_is_written_one_way_and_never_guessed(column: str, text: str) -> None:
    finding = only(read(line(**{column: text})))
    assert (finding.row, finding.column) == (2, column)


def test_up_06_a_spreadsheet_day_number_is_named_as_one() -> None:
    assert "day number" in only(read(line(hired_on="45000"))).message


@pytest.mark.parametrize(("answer", "sworn"), [("yes", True), ("No", False), (" YES ", True)])
def test_sworn_is_yes_or_no(answer: str, *, sworn: bool) -> None:
    assert facts_of(read(line(sworn=answer))).sworn is sworn


@pytest.mark.parametrize("answer", ["y", "1", "true", "", "Yes, since 2020"])
def test_sworn_is_nothing_else(answer: str) -> None:
    assert only(read(line(sworn=answer))).column == "sworn"


@pytest.mark.parametrize("column", ["unit", "shift", "supervisor_badge", "email", "separated_on"])
def test_some_cells_may_be_empty(column: str) -> None:
    assert not getattr(facts_of(read(line(**{column: " "}))), column)


@pytest.mark.parametrize("column", ["badge", "given_name", "family_name", "rank", "valid_from"])
def test_other_cells_may_not_be_empty(column: str) -> None:
    assert only(read(line(**{column: " "}))) == RowFinding(2, column, "is empty")


@pytest.mark.parametrize(
    "email", ["ana", "ana@", "ana@x", "a b@x.org", "a@x.org, b@x.org", "-f@x.y"]
)
def test_what_is_no_address_is_refused(email: str) -> None:
    assert only(read(line(email=email))).column == "email"


@pytest.mark.parametrize("markup", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_up_08_markup_is_text_or_refused_and_never_read_as_anything_else(markup: str) -> None:
    texts = {"given_name", "family_name", "rank", "unit", "shift"}
    file = read(line(**dict.fromkeys(COLUMNS, markup)))
    assert {finding.column for finding in file.findings} == set(COLUMNS) - texts
    kept = facts_of(read(line(**dict.fromkeys(texts, markup))))
    assert {getattr(kept, column) for column in texts} == {markup}


def test_a_message_quotes_little_of_a_cell() -> None:
    assert len(only(read(line(email="x" * 5000))).message) < 100
