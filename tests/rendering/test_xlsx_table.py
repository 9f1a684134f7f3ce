from __future__ import annotations

import io
import zipfile

import pytest
from openpyxl import load_workbook

from lms.rendering.xlsx_table import xlsx_table


def _read(data: bytes) -> list[tuple[object, ...]]:
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows()]


def _types(data: bytes) -> set[str]:
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    return {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row}


@pytest.mark.parametrize("start", list("=+-@\t\uff1d\u2212"))
def test_out_01_a_text_that_looks_like_a_formula_is_a_text_and_reads_back_the_same(
    start: str,
) -> None:
    text = f'{start}HYPERLINK("http://example.com")'
    data = xlsx_table("People", ["Name"], [[text]])
    assert _read(data) == [("Name",), (text,)]
    assert _types(data) == {"s"}
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet


def test_numbers_stay_numbers_leading_zeros_stay_and_nothing_is_an_empty_cell() -> None:
    data = xlsx_table("A/B", ["Badge", "Minutes", "Left"], [["0101", 120, None]])
    assert _read(data)[1] == ("0101", 120, None)


def test_out_07_every_script_is_kept_and_what_no_workbook_holds_is_marked() -> None:
    names = ["Nguyễn Thị Ánh", "\u0645\u0631\u064a\u0645", "一二", "a\0b\x0bc"]
    rows = _read(xlsx_table("People", ["Name"], [[name] for name in names]))
    assert [row[0] for row in rows[1:]] == [*names[:3], "a\ufffdb\ufffdc"]


def test_many_columns_have_their_letters() -> None:
    heads = [f"C{number}" for number in range(60)]
    assert _read(xlsx_table("x" * 40, heads, []))[0] == tuple(heads)
