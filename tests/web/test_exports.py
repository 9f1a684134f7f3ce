"""What leaves as a file: text stays text, and numbers and days are those of the pages."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime

import pytest
from flask import Flask
from sqlalchemy import select, update

from lms.models import ServiceRecord
from lms.storage.database import Database
from tests.department import SERGEANT, Find
from tests.hostile import Walk, unlocked
from tests.page_client import PageClient

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\uff1d1")
_WORST = '=HYPERLINK("http://evil.example","x"),a"b\r\nc'
_ALL = "from=2026-01-01&to=2027-12-31"


@pytest.fixture
def database(department: Database) -> Database:
    """The small demonstration."""
    return department


@pytest.fixture
def sergeant(client: PageClient, find: Find) -> PageClient:
    """The training sergeant at a browser."""
    return client.become(find(SERGEANT))


def _csv_paths(app: Flask, find: Find) -> list[str]:
    """The addresses of every file of lines that a walk of the training unit finds."""
    sent = Walk(app, find(SERGEANT), submits=False).go()
    return [each.path for each in sent if each.answer.mimetype == "text/csv"]


def _rows(client: PageClient, path: str) -> list[list[str]]:
    text = client.get(path, statements=60).response.data.decode()
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))


def test_out_01_no_cell_of_any_export_is_a_formula_and_no_row_is_torn(
    app: Flask, sergeant: PageClient, find: Find, database: Database
) -> None:
    paths = _csv_paths(app, find)
    assert len(paths) > 1
    before = {path: [len(row) for row in _rows(sergeant, path)] for path in paths}
    texts = (*FORMULAS, _WORST)
    with database.engine.begin() as connection:
        unlocked(connection)
        for at, number in enumerate(connection.execute(select(ServiceRecord.id)).scalars().all()):
            text = texts[at % len(texts)]
            connection.execute(
                update(ServiceRecord)
                .where(ServiceRecord.id == number)
                .values(family_name=text, given_name=text, rank=text)
            )
    found = set()
    for path in paths:
        rows = _rows(sergeant, path)
        assert [len(row) for row in rows] == before[path], path
        cells = [cell for row in rows for cell in row]
        assert not [
            cell for cell in cells if cell.startswith(("=", "+", "@", "\t", "\r", "\uff1d"))
        ]
        assert "-1" not in cells
        found |= {cell.removeprefix("'") for cell in cells} & set(texts)
    assert found, "no export shows a name"


def test_out_11_days_and_minutes_are_the_same_on_the_page_and_in_the_file(
    sergeant: PageClient,
) -> None:
    page = sergeant.get(f"/desk/duty?{_ALL}", statements=60)
    text = sergeant.get(f"/desk/duty.csv?{_ALL}", statements=60).response.data.decode()
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert rows
    for row in rows[:5]:
        day = date.fromisoformat(row["Day"])
        assert f"{day:%B} {day.day}, {day.year}" in page.text
        assert row["Minutes counted"] in page.text
        datetime.strptime(row["Start"][:5], "%H:%M")  # noqa: DTZ007 - the clock alone
    assert "Times: America/New_York" in page.text
