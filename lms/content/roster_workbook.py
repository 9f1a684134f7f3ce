"""A roster as a workbook (XLSX): the cells of its one sheet as text, nothing guessed.

A number in a badge's column may have lost its zeros, a formula is not its value, and a day
with a time is no day: each is a mistake with its row and column. The package is looked at
before anything in it is unpacked; what declares entities or would be fetched is refused.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from lms.content.readers.package import Package
from lms.content.readers.unreadable import UnreadableDocumentError
from lms.domain.errors import InvalidError
from lms.domain.roster_row import RowFinding

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TEXT_ONLY = ("badge", "supervisor_badge")
_AS_TEXT = "the cell holds a number; format the column as text, so that zeros at its front stay"
_FORMULA = "the cell holds a formula; put its value there"


class WorkbookRefusedError(InvalidError):
    """The workbook cannot be read at all; ``reason`` says why."""


def workbook_records(
    data: bytes, *, most_rows: int, most_columns: int
) -> tuple[list[list[str]], tuple[RowFinding, ...]]:
    """The rows of the only sheet with anything in it, row 1 first, and what is wrong with cells.

    Raises:
        WorkbookRefusedError: damaged, unsafe, of several sheets, or of too many rows.
    """
    try:
        _look_inside(data)
    except UnreadableDocumentError as error:
        reason = str(error.facts["reason"]).replace("a DOCX document", "a workbook")
        raise WorkbookRefusedError(reason=reason) from error
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(BytesIO(data), read_only=True, keep_links=False)
        sheets = [
            rows
            for sheet in book.worksheets
            if (rows := _rows(sheet, most_rows, most_columns)) and any(map(_filled, rows))
        ]
    except WorkbookRefusedError:
        raise
    except Exception as error:
        raise WorkbookRefusedError(reason="the workbook is damaged and cannot be read") from error
    if len(sheets) > 1:
        reason = "the workbook has several sheets with something in them; keep one"
        raise WorkbookRefusedError(reason=reason)
    return _as_text(sheets[0] if sheets else [])


def _look_inside(data: bytes) -> None:
    """Count and bound what the package unpacks to, and parse every part without entities.

    Raises:
        UnreadableDocumentError: it holds too much, or something that no workbook needs.
    """
    package = Package(data)
    for name in package.names():
        if name.endswith((".xml", ".rels")):
            package.part(name)


def _rows(sheet: Any, most_rows: int, most_columns: int) -> list[tuple[Any, ...]]:  # noqa: ANN401 - openpyxl's
    """The cells of a sheet, whatever size it claims to have."""
    sheet.reset_dimensions()
    rows: list[tuple[Any, ...]] = []
    for row in sheet.iter_rows(max_col=most_columns + 1):
        rows.append(row)
        if len(rows) > most_rows:
            raise WorkbookRefusedError(reason=f"the workbook has more than {most_rows} rows")
    return rows


def _filled(row: Sequence[Any]) -> bool:
    return any(cell.value is not None for cell in row)


def _as_text(rows: Sequence[Sequence[Any]]) -> tuple[list[list[str]], tuple[RowFinding, ...]]:
    names = [str(cell.value or "").strip() for cell in rows[0]] if rows else []
    findings: list[RowFinding] = []
    records = []
    for number, row in enumerate(rows, 1):
        record = []
        for place, cell in enumerate(row):
            name = names[place] if place < len(names) and names[place] else ""
            text, wrong = _cell(cell, _plain(name), is_header=number == 1)
            record.append(text)
            if wrong:
                findings.append(RowFinding(number, name or get_column_letter(place + 1), wrong))
        records.append(record)
    width = max(map(len, records), default=0)
    return [_padded(record, width) for record in records], tuple(findings)


def _padded(record: list[str], width: int) -> list[str]:
    """A row as long as the others: a sheet leaves out its empty cells."""
    return record + [""] * (width - len(record))


def _plain(name: str) -> str:
    plain = "_".join(name.casefold().replace("-", " ").replace("_", " ").split())
    return {"badge_number": "badge", "supervisor": "supervisor_badge"}.get(plain, plain)


def _cell(cell: Any, column: str, *, is_header: bool) -> tuple[str, str | None]:  # noqa: ANN401 - openpyxl's
    """A cell's text, and what is wrong with it."""
    value = cell.value
    if value is None:
        return "", None
    if cell.data_type == "f":
        return "", _FORMULA
    if cell.data_type == "e":
        return "", f"the cell holds the mistake {value}"
    if isinstance(value, (datetime, date, time)):
        return _day(value)
    return _plain_value(value, column, is_header=is_header)


def _plain_value(
    value: str | bool | float,  # noqa: FBT001 - a cell may hold yes or no
    column: str,
    *,
    is_header: bool,
) -> tuple[str, str | None]:
    if isinstance(value, str):
        return value, None
    if isinstance(value, bool):
        return ("yes" if value else "no"), None
    if column in _TEXT_ONLY and not is_header:
        return "", _AS_TEXT
    return _number(value), None


def _day(value: datetime | date | time) -> tuple[str, str | None]:
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat(), None
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat(), None
    return "", "the cell holds a time of day where a day is wanted"


def _number(value: float) -> str:
    """A number as it is written: 5 is no 5.0."""
    return str(int(value)) if value == int(value) else repr(value)
