"""A table as a workbook in which nothing a person typed becomes a formula."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_LONGEST_CELL = 32_767
_WIDTH = 18


def xlsx_table(title: str, header: Iterable[str], rows: Iterable[Iterable[object]]) -> bytes:
    """One sheet: a header that stays in view, then the rows.

    Texts are written as texts, so that what begins like a formula is read back as it was
    typed; numbers stay numbers, None is an empty cell. A character that no workbook can hold
    is shown as the sign for that.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\\/*?:\[\]]", " ", title)[:31])
    sheet.freeze_panes = "A2"
    heads = tuple(header)
    for number in range(len(heads)):
        sheet.column_dimensions[_letters(number)].width = _WIDTH
    sheet.append([_text(sheet, each, bold=True) for each in heads])
    for row in rows:
        sheet.append([_cell(sheet, each) for each in row])
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _cell(sheet: WriteOnlyWorksheet, value: object) -> object:
    if value is None or isinstance(value, int):
        return value
    return _text(sheet, str(value))


def _text(sheet: WriteOnlyWorksheet, value: str, *, bold: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=_NOT_IN_XML.sub("\ufffd", value)[:_LONGEST_CELL])
    cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell


def _letters(number: int) -> str:
    """The letters of a column, numbered from zero."""
    letters = ""
    number += 1
    while number:
        number, left = divmod(number - 1, 26)
        letters = chr(ord("A") + left) + letters
    return letters
