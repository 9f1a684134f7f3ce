"""A roster as a workbook: what a spreadsheet says, cell by cell, and nothing guessed."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from lms.content.roster_cells import COLUMNS
from lms.content.roster_file import MOST_ROWS, RosterFile, read_roster
from tests.content.roster_lines import ANA, FACTS, facts_of, only
from tests.content.unsafe_files import zipped


def workbook(*rows: dict[str, Any], sheets: int = 1, header: tuple[str, ...] = COLUMNS) -> bytes:
    book = Workbook()
    for number in range(sheets):
        sheet = book.active if number == 0 else book.create_sheet(f"Sheet {number}")
        assert sheet is not None
        sheet.append(header)
        for row in rows:
            sheet.append([row.get(column) or None for column in header])
    return _saved(book)


def _saved(book: Workbook) -> bytes:
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def read(*rows: dict[str, Any]) -> RosterFile:
    return read_roster(workbook(*rows))


def with_part(data: bytes, name: str, text: str) -> bytes:
    """The same package with one part replaced or added."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts: dict[str, str | bytes] = {each: package.read(each) for each in package.namelist()}
    return zipped({**parts, name: text})


def test_a_workbook_says_the_same_as_a_csv() -> None:
    assert facts_of(read(ANA)) == FACTS
    days = {"hired_on": date(2015, 3, 2), "valid_from": datetime(2026, 1, 1)}  # noqa: DTZ001 - a spreadsheet's
    assert facts_of(read({**ANA, **days, "sworn": True})) == FACTS


def test_rows_are_counted_as_the_sheet_shows_them() -> None:
    found = read(ANA, {}, {**ANA, "badge": "2"}, {**ANA, "badge": "3", "sworn": "maybe"})
    assert [row.number for row in found.readable] == [2, 4]
    assert [(each.row, each.column) for each in found.findings] == [(5, "sworn")]


@pytest.mark.parametrize("column", ["badge", "supervisor_badge"])
def test_up_05_a_number_where_a_badge_is_wanted_may_have_lost_its_zeros(column: str) -> None:
    found = read({**ANA, column: 42})
    assert (2, column) in [(each.row, each.column) for each in found.findings]
    assert any("format the column as text" in each.message for each in found.findings)
    assert found.rows == ()


def test_up_06_a_day_without_its_format_is_named_as_a_serial_number() -> None:
    assert "45000" in only(read({**ANA, "hired_on": 45000})).message


def test_up_06_a_day_with_a_time_is_refused() -> None:
    found = read({**ANA, "hired_on": datetime(2015, 3, 2, 8, 30)})  # noqa: DTZ001 - a spreadsheet's
    assert any("time of day" in each.message for each in found.findings)


def test_up_01_a_formula_is_refused_and_text_like_one_stays_text() -> None:
    formula = read({**ANA, "unit": "=1+1"})
    assert ("unit", "the cell holds a formula; put its value there") in [
        (each.column, each.message) for each in formula.findings
    ]
    book = load_workbook(io.BytesIO(workbook(ANA)))
    cell = book.worksheets[0].cell(2, COLUMNS.index("unit") + 1, "=1+1")
    cell.data_type = "s"
    assert facts_of(read_roster(_saved(book))).unit == "=1+1"


def test_several_filled_sheets_are_refused() -> None:
    assert "several sheets" in only(read_roster(workbook(ANA, sheets=2))).message


def test_up_10_a_workbook_gives_no_roles() -> None:
    data = workbook({**ANA, "role": "administrator"}, header=(*COLUMNS, "role"))
    assert "a roster gives no roles; remove the column" in [
        each.message for each in read_roster(data).findings
    ]


def test_up_17_what_unpacks_to_far_more_is_refused_unread() -> None:
    data = with_part(workbook(ANA), "xl/media/zeros.bin", "\0" * 30_000_000)
    assert "unpack to far more" in only(read_roster(data)).message


def test_up_17_too_many_rows_are_refused() -> None:
    rows = [{"badge": str(number)} for number in range(MOST_ROWS + 1)]
    assert f"more than {MOST_ROWS} rows" in only(read_roster(workbook(*rows))).message


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
def test_up_18_entities_are_refused(part: str) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    assert "declares entities" in only(read_roster(with_part(workbook(ANA), part, bomb))).message


def test_up_18_what_lies_outside_is_never_fetched() -> None:
    links = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/externalLinkPath" Target="http://127.0.0.1:9/x" TargetMode="External"/>'
        "</Relationships>"
    )
    name = "xl/externalLinks/_rels/externalLink1.xml.rels"
    assert "Nothing was fetched" in only(read_roster(with_part(workbook(ANA), name, links))).message


def test_up_19_a_path_that_climbs_out_is_refused() -> None:
    assert only(read_roster(with_part(workbook(ANA), "../../evil.xml", "<x/>"))).row is None


@pytest.mark.parametrize("cut", [10, 300, 2_000])
def test_up_02_a_damaged_workbook_is_refused_as_a_whole(cut: int) -> None:
    data = workbook(ANA)
    assert read_roster(data[:cut]).rows == ()
    assert "damaged" in only(read_roster(data[:cut])).message


def test_an_empty_workbook_has_no_members() -> None:
    assert "no rows of members" in only(read()).message
