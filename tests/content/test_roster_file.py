from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.content.roster_cells import COLUMNS
from lms.content.roster_file import LARGEST_FILE, MOST_ROWS, read_roster
from lms.domain.roster_row import RowFinding
from tests.content.roster_lines import ANA, FACTS, HEADER, LINE, facts_of, line, only, read


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (b"", "utf-16-le"),
        (b"", "utf-16-be"),
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_up_02_encodings_delimiters_and_line_ends_are_told_apart(
    mark: bytes, encoding: str, delimiter: str, end: str
) -> None:
    text = end.join((HEADER, LINE, "")).replace(",", delimiter)
    assert facts_of(read_roster(mark + text.encode(encoding))) == FACTS


def test_up_02_line_ends_may_be_mixed() -> None:
    data = f"{HEADER}\r\n{LINE}\r{line(badge='2')}\n{line(badge='3')}".encode()
    assert [row.number for row in read_roster(data).rows] == [2, 3, 4]


def test_up_02_a_line_break_in_quotes_is_a_blank_and_begins_no_row() -> None:
    file = read(line(unit="Patrol\r\nNorth"), line(badge="2", sworn="maybe"))
    assert [(finding.row, finding.column) for finding in file.findings] == [(3, "sworn")]
    assert file.readable[0].facts.unit == "Patrol North"


def test_up_02_another_encoding_is_refused_with_its_row_and_what_to_do() -> None:
    data = f"{HEADER}\n{line(given_name='Bo', family_name='Chan')}\n{LINE}\n".encode("latin-1")
    finding = only(read_roster(data))
    assert (finding.row, finding.column) == (3, "family_name")
    assert finding.message == "the bytes ED are no UTF-8; save it as “CSV UTF-8” and try again"


@pytest.mark.parametrize(
    "data",
    [
        codecs.BOM_UTF32_LE + HEADER.encode("utf-32-le"),
        b"\xd0\xcf\x11\xe0 and so on",
    ],
)
def test_up_02_what_is_no_text_file_is_refused_with_what_to_do(data: bytes) -> None:
    assert "save it as “CSV UTF-8”" in only(read_roster(data)).message


@pytest.mark.parametrize("data", [b"", b"\n\n", HEADER.encode(), f"{HEADER}\n,,,\n\n".encode()])
def test_a_file_without_members_is_refused(data: bytes) -> None:
    assert only(read_roster(data)) == RowFinding(None, None, "the file has no rows of members")


@pytest.mark.parametrize("broken", ['"Ana', '"Ana" Maria', f'"{"x" * 140_000}"'])
def test_up_02_quotation_marks_that_do_not_match_are_refused_at_their_row(broken: str) -> None:
    first = line(sworn="maybe")
    file = read(first, LINE.replace("Ana", broken), line(badge="3"))
    assert [finding.row for finding in file.findings] == [2, 3]
    assert file.rows == ()
    assert file.unread == {"0042", "row 3"}


def test_a_file_that_is_too_large_is_refused_before_it_is_read() -> None:
    assert only(read_roster(b"x" * (LARGEST_FILE + 1))).row is None
    file = read(*([LINE] * (MOST_ROWS + 1)))
    assert file.rows == ()
    assert "more than 20000 rows" in file.findings[-1].message
    assert "over 100 columns" in read_roster(b"," * 1_000_000 + b"x\nx\n").findings[0].message


@pytest.mark.parametrize("broken", [b"\xed\xa0\x80", b"\xc0\xaf", b"\xe0\x80\xaf", b"\xff"])
def test_up_04_lone_surrogates_and_overlong_forms_are_refused_at_their_place(broken: bytes) -> None:
    start = f"{HEADER}\n{line(unit='Two{chr(10)}lines')}\n0042,Ana,".encode()
    finding = only(read_roster(start + broken + b"z,Officer\n"))
    assert (finding.row, finding.column) == (3, "family_name")


def test_up_04_a_lone_surrogate_in_utf_16_is_refused_at_its_place() -> None:
    start = f"{HEADER}\n0042,".encode("utf-16-le")
    data = codecs.BOM_UTF16_LE + start + b"\x00\xd8" + "x,".encode("utf-16-le")
    finding = only(read_roster(data))
    assert (finding.row, finding.column) == (2, "given_name")


def test_a_name_may_stand_in_one_column() -> None:
    columns = ["name", *(column for column in COLUMNS if "_name" not in column)]
    cells = {**ANA, "name": '"Nguyễn, Văn An"'}
    text = f"{','.join(columns)}\n{','.join(cells[column] for column in columns)}\n"
    facts = facts_of(read_roster(text.encode()))
    assert (facts.given_name, facts.family_name) == ("Văn An", "Nguyễn")
    for unclear in ("Ana Díaz", '"Díaz, Jr., Ana"', '"Díaz, "'):
        finding = only(read_roster(text.replace(cells["name"], unclear).encode()))
        assert (finding.row, finding.column) == (2, "name")


def test_columns_come_in_any_order_and_as_people_write_them() -> None:
    columns = list(reversed(COLUMNS))
    header = ";".join(column.replace("_", " ").capitalize() for column in columns)
    header = header.replace("Email", "E-mail").replace("Hired on", "Hired")
    text = f"{header};;\n{';'.join(ANA[column] for column in columns)};;\n"
    assert facts_of(read_roster(text.encode())) == FACTS


def header_findings(header: str) -> dict[str | None, str]:
    file = read_roster(f"{header}\n{LINE}{',' * (header.count(',') - 11)}\n".encode())
    assert file.rows == file.readable == ()
    return {finding.column: finding.message for finding in file.findings if finding.row == 1}


def test_a_column_that_is_missing_doubled_or_unknown_is_refused() -> None:
    assert header_findings(HEADER.replace("shift", "colour")) == {
        "“colour”": "there is no such column; remove it",
        "shift": "the column is missing",
    }
    assert header_findings(f"{HEADER},Hired") == {"“Hired”": "the column is there twice"}
    assert list(header_findings(f"{HEADER},name")) == ["“given_name”", "“family_name”"]
    assert header_findings(HEADER.replace("unit", ""))["“”"] == "the column has no name"


@pytest.mark.parametrize("column", ["role", "Roles"])
def test_up_10_a_roster_gives_no_roles(column: str) -> None:
    found = header_findings(f"{HEADER},{column}")
    assert found == {f"“{column}”": "a roster gives no roles; remove the column"}


def test_a_row_with_too_few_or_too_many_cells_is_refused() -> None:
    file = read(LINE.removesuffix(",2026-01-01"), f"{LINE},x", f"{LINE},,", LINE)
    assert [(finding.row, finding.column) for finding in file.findings] == [(2, None), (3, None)]
    assert file.unread == {"row 2", "row 3"}


def test_empty_lines_count_as_rows_and_say_nothing() -> None:
    file = read("", line(badge="2"), ",,,,,,,,,,,", line(badge="3"))
    assert [row.number for row in file.rows] == [3, 5]


def test_every_mistake_is_told_at_once_with_row_and_column() -> None:
    file = read(
        line(badge="4 2", sworn="maybe", hired_on="1.2.2026"),
        line(badge="7"),
        line(badge="8", email="nobody", valid_from=""),
    )
    assert [(finding.row, finding.column) for finding in file.findings] == [
        (2, "badge"),
        (2, "sworn"),
        (2, "hired_on"),
        (4, "email"),
        (4, "valid_from"),
    ]
    assert str(file.findings[1]) == "row 2, sworn: “maybe” is neither yes nor no"
    assert [row.number for row in file.readable] == [3]
    assert file.rows == ()
    assert file.unread == {"row 2", "8"}


def test_up_09_another_file_has_another_digest() -> None:
    assert read(LINE).sha256 == read(LINE).sha256 != read(f"{LINE} ").sha256


@settings(max_examples=150, deadline=None)
@given(
    place=st.integers(0, 400),
    length=st.integers(0, 60),
    put=st.binary(max_size=8) | st.text(',;"\n\r\t', max_size=4).map(str.encode),
    encoding=st.sampled_from(["utf-8", "utf-16", "utf-16-be"]),
)
def test_up_02_a_damaged_file_is_read_whole_or_refused_and_never_by_half(
    place: int, length: int, put: bytes, encoding: str
) -> None:
    data = f"{HEADER}\n{LINE}\n{line(badge='2')}\n".encode(encoding)
    file = read_roster(data[:place] + put + data[place + length :])
    assert bool(file.rows) is not bool(file.findings)
    assert bool(file.unread) <= bool(file.findings)
