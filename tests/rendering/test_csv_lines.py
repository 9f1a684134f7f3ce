from __future__ import annotations

import csv
import io

import pytest

from lms.rendering.csv_lines import csv_lines


def _read(*rows: tuple[object, ...]) -> list[list[str]]:
    return list(csv.reader(io.StringIO("".join(csv_lines(rows)), newline=""), strict=True))


@pytest.mark.parametrize("start", list("=+-@\t\r\n\0\uff1d\uff0b\uff0d\u2212"))
def test_a_text_that_would_be_a_formula_stays_text(start: str) -> None:
    text = f"{start}SUM(A1)"
    assert "".join(csv_lines([(text,)])).lstrip('"').startswith("'")


def test_quotes_commas_and_line_ends_are_read_back_as_written() -> None:
    row = ('says "so"', "a, b", "one\r\ntwo", "Đặng")
    assert _read(row, row) == [list(row), list(row)]


def test_numbers_stay_numbers_and_nothing_is_an_empty_cell() -> None:
    assert "".join(csv_lines([(-5, 0, None, "0231")])) == "-5,0,,0231\r\n"
