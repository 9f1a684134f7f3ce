"""A roster as a CSV file or a workbook: bytes to rows, every mistake with its row and column.

Rows are counted as a spreadsheet does: the header is row 1, an empty line is a row, and a
line break inside quotes begins none. Nothing is guessed: not an encoding, not the order of
day and month, not whether ``45000`` was meant as a day.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from lms.content.roster_cells import COLUMNS, NAME, Cells, read_facts, shown
from lms.content.roster_workbook import XLSX, WorkbookRefusedError, workbook_records
from lms.domain.errors import InvalidError
from lms.domain.member import clean_badge
from lms.domain.roster_row import RosterRow, RowFinding

LARGEST_FILE = 5_000_000
MOST_ROWS = 20_000
MOST_COLUMNS = 100

_NAMES = ("given_name", "family_name")
_ALSO_WRITTEN = {
    "badge_number": "badge",
    "supervisor": "supervisor_badge",
    "supervisor's_badge": "supervisor_badge",
    "e_mail": "email",
    "hired": "hired_on",
    "separated": "separated_on",
}
_KNOWN = frozenset({*COLUMNS, NAME})
_ROLES = {"role", "roles", "permission", "permissions"}
_DELIMITERS = (",", ";", "\t")
_NOBODY = "the file has no rows of members"
_HOW_TO_SAVE = "save it as “CSV UTF-8” and try again"
_WORKBOOK = b"PK\x03\x04"
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
CSV = "text/csv"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UTF32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)


@dataclass(frozen=True, slots=True)
class RosterFile:
    """What came of a file.

    Attributes:
        readable: the rows without a mistake of their own, for a look at the whole.
        unread: the badges of the other rows; ``row 7`` where not even the badge can be read.
        sha256: of the bytes, so that what was looked at can be told from what is confirmed.
    """

    readable: tuple[RosterRow, ...]
    findings: tuple[RowFinding, ...]
    unread: frozenset[str]
    sha256: str
    media_type: str = CSV

    @property
    def rows(self) -> tuple[RosterRow, ...]:
        """The rows to be taken in: all of them, or none where there is any mistake."""
        return () if self.findings else self.readable


class RefusedFileError(Exception):
    """The file cannot be read at all; ``finding`` says why."""

    def __init__(self, finding: RowFinding) -> None:
        super().__init__(str(finding))
        self.finding = finding


@dataclass(frozen=True, slots=True)
class _Header:
    """The columns in the file's order, None where one is unknown or there a second time."""

    columns: tuple[str | None, ...]
    findings: tuple[RowFinding, ...]


def read_roster(data: bytes) -> RosterFile:
    """Read a roster file; every mistake is told at once, as far as the file can be read on."""
    sha256 = hashlib.sha256(data).hexdigest()
    media_type = XLSX if data.startswith(_WORKBOOK) else CSV
    try:
        records, broken = file_records(data)
    except RefusedFileError as error:
        return RosterFile((), (error.finding,), frozenset(), sha256, media_type)
    header = _header(records[0])
    findings, unread, readable = list(header.findings), set(), []
    for number, record in enumerate(records[1:], 2):
        if not is_filled(record):
            continue
        cells = _cells(number, record, header.columns)
        facts = read_facts(cells)
        findings.extend(cells.findings)
        if facts is None or header.findings:
            unread.add(_badge_of(cells))
        else:
            readable.append(RosterRow(number, facts))
    findings.extend(broken)
    unread.update(each.place for each in broken)
    return RosterFile(tuple(readable), tuple(findings), frozenset(unread), sha256, media_type)


def file_records(
    data: bytes, known: Collection[str] = _KNOWN
) -> tuple[list[list[str]], tuple[RowFinding, ...]]:
    """The rows of a file of either kind, the header first, and what is wrong with any of them.

    Args:
        known: the columns it may have, by which a CSV's delimiter is found.

    Raises:
        RefusedFileError: it cannot be read at all, or has no rows.
    """
    if not data.startswith(_WORKBOOK):
        records, broken = _split(_decode(data), known)
        return records, (broken,) if broken else ()
    _check_size(data)
    try:
        found, wrong = workbook_records(data, most_rows=MOST_ROWS, most_columns=MOST_COLUMNS)
    except WorkbookRefusedError as error:
        raise RefusedFileError(RowFinding(None, None, str(error.facts["reason"]))) from error
    if not any(is_filled(record) for record in found[1:]):
        raise RefusedFileError(RowFinding(None, None, _NOBODY))
    return found, wrong


def _check_size(data: bytes) -> None:
    if len(data) > LARGEST_FILE:
        raise RefusedFileError(RowFinding(None, None, f"the file is over {LARGEST_FILE} bytes"))


def is_filled(record: Sequence[str]) -> bool:
    """Whether a row has anything in it."""
    return any(cell.strip() for cell in record)


def _decode(data: bytes) -> str:
    _check_size(data)
    if data.startswith(_OLD_WORKBOOK):
        message = f"the file is an old spreadsheet's own format, or locked; {_HOW_TO_SAVE}"
        raise RefusedFileError(RowFinding(None, None, message))
    if data.startswith(_UTF32):
        raise RefusedFileError(RowFinding(None, None, f"the file is UTF-32; {_HOW_TO_SAVE}"))
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], encoding)
    return _decoded(data, _unmarked(data))


def _unmarked(data: bytes) -> str:
    """The encoding of bytes without a mark: a header is ASCII, so UTF-16 shows in its zeros."""
    first = data[:4]
    if first[1::2] == b"\0\0" and 0 not in first[::2]:
        return "utf-16-le"
    if first[::2] == b"\0\0" and 0 not in first[1::2]:
        return "utf-16-be"
    return "utf-8"


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        wrong = data[error.start : error.end].hex(" ").upper()
        message = f"the bytes {wrong} are no {encoding.upper()}; {_HOW_TO_SAVE}"
        row, column = _place_after(data[: error.start].decode(encoding))
        raise RefusedFileError(RowFinding(row, column, message)) from error


def _place_after(text: str) -> tuple[int, str | None]:
    """Row and column of the character that follows ``text``."""
    records = list(_loosely(f"{text}?", _delimiter(text)))
    if not records:
        return 1, None
    columns = _header(records[0]).columns if len(records) > 1 else ()
    place = len(records[-1]) - 1
    return len(records), columns[place] if place < len(columns) else None


def _delimiter(text: str, known: Collection[str] = _KNOWN) -> str:
    """The delimiter that gives the first row the most columns by their names."""

    def fits(delimiter: str) -> int:
        first = next(_loosely(text, delimiter), [])
        return sum(_column(cell) in known for cell in first)

    return max(_DELIMITERS, key=fits)


def _loosely(text: str, delimiter: str) -> Iterator[list[str]]:
    """The records, whatever their quotation marks, up to a cell that is beyond reading."""
    with suppress(csv.Error):
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _split(text: str, known: Collection[str]) -> tuple[list[list[str]], RowFinding | None]:
    """The records, the header first, and what ended them too soon."""
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=_delimiter(text, known), strict=True
    )
    records: list[list[str]] = []
    broken = None
    try:
        for record in reader:
            records.append(record)
            if len(records) > MOST_ROWS:
                message = f"the file has more than {MOST_ROWS} rows; nothing below was read"
                broken = RowFinding(len(records), None, message)
                break
    except csv.Error as error:
        message = f"a cell's quotation marks do not match ({error}); nothing below was read"
        broken = RowFinding(len(records) + 1, None, message)
    if not any(is_filled(record) for record in records[1:]):
        raise RefusedFileError(broken or RowFinding(None, None, _NOBODY))
    return records, broken


def _column(cell: str) -> str:
    """A header cell as a column's name: ``Supervisor badge`` is ``supervisor_badge``."""
    name = "_".join(cell.strip().casefold().replace("-", " ").replace("_", " ").split())
    return _ALSO_WRITTEN.get(name, name)


def _header(cells: Sequence[str]) -> _Header:
    written = list(cells)
    while written and not written[-1].strip():
        written.pop()
    if len(written) > MOST_COLUMNS:
        return _Header((), (RowFinding(1, None, f"there are over {MOST_COLUMNS} columns"),))
    names = [_column(cell) for cell in written]
    wanted = [name for name in COLUMNS if NAME not in names or name not in _NAMES]
    known = {*wanted, NAME}
    findings, columns = [], []
    for place, (cell, name) in enumerate(zip(written, names, strict=True)):
        wrong = _wrong_column(cell, name, known, names[:place])
        findings.extend([RowFinding(1, shown(cell), wrong)] if wrong else [])
        columns.append(None if wrong else name)
    findings.extend(
        RowFinding(1, name, "the column is missing") for name in wanted if name not in names
    )
    return _Header(tuple(columns), tuple(findings))


def _wrong_column(cell: str, name: str, known: set[str], before: Sequence[str]) -> str | None:
    if name in _ROLES:
        return "a roster gives no roles; remove the column"
    if name in _NAMES and name not in known:
        return "the name is in the column “name” already; keep one of the two ways"
    if name not in known:
        return "there is no such column; remove it" if cell.strip() else "the column has no name"
    return "the column is there twice" if name in before else None


def _cells(number: int, record: Sequence[str], columns: Sequence[str | None]) -> Cells:
    """The cells by column; none where their number is not the header's."""
    cells = list(record)
    while len(cells) > len(columns) and not cells[-1].strip():
        cells.pop()
    if len(cells) != len(columns):
        message = f"the row has {len(cells)} cells where the header has {len(columns)}"
        return Cells(number, {}, [RowFinding(number, None, message)])
    return Cells(number, {name: cell for name, cell in zip(columns, cells, strict=True) if name})


def _badge_of(cells: Cells) -> str:
    try:
        return clean_badge(cells.by_column.get("badge", ""))
    except InvalidError:
        return f"row {cells.number}"
