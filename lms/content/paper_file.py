"""Lines of paper completions as a CSV or XLSX, every mistake with its row and column."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lms.content.roster_cells import (
    Cells,
    badge_cell,
    day_cell,
    line_cell,
    line_or_nothing,
    shown,
)
from lms.content.roster_file import RefusedFileError, file_records, is_filled
from lms.content.roster_workbook import XLSX
from lms.domain.errors import InvalidError
from lms.domain.paper_line import MOST_LINES, PaperLine
from lms.domain.roster_row import RowFinding

COLUMNS = ("badge", "family_name", "day", "minutes", "subject", "provider", "taught_by", "scan")
_ALSO_WRITTEN = {
    "badge_number": "badge",
    "name": "family_name",
    "date": "day",
    "class": "provider",
    "instructor": "taught_by",
    "file": "scan",
}
_MOST_DIGITS = 4


@dataclass(frozen=True, slots=True)
class PaperFile:
    """What came of a file; ``lines`` are those without a mistake of their own."""

    lines: tuple[PaperLine, ...]
    findings: tuple[RowFinding, ...]
    sha256: str
    media_type: str


def read_papers(data: bytes) -> PaperFile:
    """Read the lines; every mistake is told at once, as far as the file can be read on."""
    sha256 = hashlib.sha256(data).hexdigest()
    media_type = XLSX if data.startswith(b"PK\x03\x04") else "text/csv"
    try:
        records, broken = file_records(data, {*COLUMNS, *_ALSO_WRITTEN})
    except RefusedFileError as error:
        return PaperFile((), (error.finding,), sha256, media_type)
    columns = [_column(cell) for cell in records[0]]
    findings = [*broken, *_header_findings(columns)]
    lines = []
    for number, record in enumerate(records[1:], 2):
        if findings and findings[-1].row == 1:
            break
        if is_filled(record):
            cells = Cells(number, dict(zip(columns, [*record, *[""] * 20], strict=False)))
            line = _line(cells)
            findings.extend(cells.findings)
            lines.extend([line] if line else [])
    if len(records) > MOST_LINES + 1:
        findings.append(RowFinding(None, None, f"the file has more than {MOST_LINES} lines"))
    return PaperFile(tuple(lines), tuple(findings), sha256, media_type)


def _column(cell: str) -> str:
    name = "_".join(cell.strip().casefold().replace("-", " ").replace("_", " ").split())
    return _ALSO_WRITTEN.get(name, name)


def _header_findings(columns: Sequence[str]) -> list[RowFinding]:
    missing = [name for name in COLUMNS if name not in columns]
    unknown = [name for name in columns if name and name not in COLUMNS]
    twice = sorted({name for name in columns if name and columns.count(name) > 1})
    return [
        *(RowFinding(1, shown(name), "there is no such column; remove it") for name in unknown),
        *(RowFinding(1, name, "the column is there twice") for name in twice),
        *(RowFinding(1, name, "the column is missing") for name in missing),
    ]


def _line(cells: Cells) -> PaperLine | None:
    line = PaperLine(
        number=cells.number,
        badge=cells.take("badge", badge_cell, ""),
        family_name=cells.take("family_name", line_cell, ""),
        day=cells.take("day", day_cell, date.min),
        minutes=cells.take("minutes", _minutes, 0),
        subject=cells.take("subject", line_cell, ""),
        provider=cells.take("provider", line_cell, ""),
        taught_by=cells.take("taught_by", line_or_nothing, ""),
        scan=cells.take("scan", line_cell, ""),
    )
    return None if cells.findings else line


def _minutes(text: str) -> int:
    written = text.strip()
    if not (written.isascii() and written.isdigit() and len(written) <= _MOST_DIGITS):
        raise InvalidError(reason=f"{shown(text)} is no whole number of minutes")
    return int(written)
