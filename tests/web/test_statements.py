"""Visits, statements of time and payroll's list: who sees them, and what they say."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from sqlalchemy import select

from lms.models import AccessLog, Journal, SecurityLog
from lms.storage.database import Database
from tests.department import COMPLETE, NEARLY, SERGEANT, Find
from tests.factories import Someone
from tests.page_client import PageClient
from tests.studying import begin


@pytest.fixture
def database(department: Database) -> Database:
    return department


@pytest.fixture
def officer(find: Find, client: PageClient) -> Someone:
    someone = find(NEARLY)
    client.become(someone)
    client.get("/training", statements=40)
    return someone


@pytest.fixture
def sergeant(find: Find, new_client: Callable[[], PageClient]) -> PageClient:
    return new_client().become(find(SERGEANT))


def _visits(client: PageClient) -> list[str]:
    page = client.get("/minutes", statements=30)
    return [href for href, _ in page.reader.links if href.startswith("/minutes/visits/")]


def test_each_visit_opens_to_its_pages_and_its_statement(
    client: PageClient, officer: Someone
) -> None:
    visits = _visits(client)
    assert visits
    page = client.get(visits[0], statements=20)
    assert "Time by page" in page.html
    assert "Duty status stated" in page.text
    statement = client.get(f"{visits[0]}/statement", statements=25)
    assert "How it was measured" in statement.text
    assert "Out of the ordinary" in statement.text
    assert client.get(f"{visits[0]}/statement.pdf").response.data.startswith(b"%PDF")


def test_the_visits_of_a_year_count_what_the_year_s_statement_counts(
    client: PageClient, officer: Someone
) -> None:
    totals = [_total(client.get(f"{visit}/statement").html) for visit in _visits(client)]
    assert sum(totals) == _total(client.get("/minutes/statement").html) > 0


def _total(html: str) -> int:
    _, _, foot = html.partition("<tfoot>")
    cell = foot.split('class="number">')[1].partition("<")[0]
    minutes, seconds = cell.strip().split(":")
    return int(minutes) * 60 + int(seconds)


def test_nobody_else_opens_a_visit(
    client: PageClient, officer: Someone, find: Find, new_client: Callable[[], PageClient]
) -> None:
    visit = _visits(client)[0]
    stranger = new_client().become(find(COMPLETE))
    for path in (visit, f"{visit}/statement", f"{visit}/statement.pdf"):
        stranger.get(path, status=404)


def test_the_training_unit_gets_the_same_statement_and_its_view_is_noted(
    client: PageClient, officer: Someone, sergeant: PageClient, database: Database
) -> None:
    own = client.get("/minutes/statement")
    theirs = sergeant.get(f"/desk/members/{officer.member}/statement", statements=30)
    assert _rows(own.html) == _rows(theirs.html)
    own_pdf = client.get("/minutes/statement.pdf").response.data
    theirs_pdf = sergeant.get(f"/desk/members/{officer.member}/statement.pdf").response.data
    assert own_pdf == theirs_pdf
    with database.reading() as session:
        seen = session.execute(
            select(AccessLog.what).where(AccessLog.member_id == officer.member)
        ).scalars()
        assert {"statement of time", "statement of time as PDF"} <= set(seen)
        exported = session.execute(select(SecurityLog.detail)).scalars()
        assert f"statement of time of member {officer.member}" in set(exported)


def _rows(html: str) -> str:
    return html.partition("<tbody>")[2].partition("</tfoot>")[0]


def test_an_officer_opens_nobody_s_statement_from_the_desk(
    client: PageClient, officer: Someone, find: Find
) -> None:
    client.get(f"/desk/members/{find(COMPLETE).member}/statement", status=403)
    client.get("/desk/duty", status=403)


def test_a_year_that_has_not_come_or_owed_nothing_has_no_statement(
    client: PageClient, officer: Someone
) -> None:
    for year in (1, 99_999, -3):
        client.get(f"/minutes/statement?year={year}", status=404)


def test_payroll_s_list_says_the_status_each_officer_stated(sergeant: PageClient) -> None:
    page = sergeant.get("/desk/duty?from=2026-01-01&to=2027-12-31", statements=30)
    assert "On duty" in page.text
    text = sergeant.get("/desk/duty.csv?from=2026-01-01&to=2027-12-31").response.data.decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert rows
    assert {row["Duty status"] for row in rows} <= {
        "On duty",
        "Off duty, authorized",
        "Overtime",
        "Off duty, on my own time",
    }
    days = [row["Day"] for row in rows]
    assert days == sorted(days)
    assert all(int(row["Seconds counted"]) // 60 == int(row["Minutes counted"]) for row in rows)


def test_payroll_s_list_covers_the_days_that_are_asked_for(sergeant: PageClient) -> None:
    text = sergeant.get("/desk/duty.csv?from=2026-01-01&to=2027-12-31").response.data.decode()
    day = next(csv.DictReader(io.StringIO(text)))["Day"]
    one = sergeant.get(f"/desk/duty.csv?from={day}&to={day}").response.data.decode()
    assert {row["Day"] for row in csv.DictReader(io.StringIO(one))} == {day}
    assert (
        "No visits in these days" in sergeant.get("/desk/duty?from=2020-01-01&to=2020-01-02").text
    )
    sergeant.get("/desk/duty?from=yesterday&to=2027-13-45")


def test_one_status_can_be_asked_for(sergeant: PageClient) -> None:
    text = sergeant.get(
        "/desk/duty.csv?from=2026-01-01&to=2027-12-31&duty=overtime"
    ).response.data.decode()
    assert {row["Duty status"] for row in csv.DictReader(io.StringIO(text))} <= {"Overtime"}


def test_the_duty_status_can_be_changed_and_each_statement_stays(
    client: PageClient, officer: Someone, database: Database
) -> None:
    begin(database, officer, "exceptions")
    page = client.get("/training/haverhill-immigration/exceptions")
    assert "Duty status: On duty" in page.text
    client.post("/training/haverhill-immigration/exceptions/visits", {"duty": "off-duty-own"})
    again = client.get("/training/haverhill-immigration/exceptions")
    assert "Duty status: Off duty, on my own time" in again.text
    with database.reading() as session:
        bodies = session.execute(
            select(Journal.body).where(Journal.kind == "visit-begun").order_by(Journal.seq.desc())
        ).scalars()
        last = list(bodies)[:2]
    assert ["off-duty-own" in last[0], "on-duty" in last[1]] == [True, True]


def test_the_first_page_says_not_while_driving(client: PageClient, officer: Someone) -> None:
    assert "Not while driving" in client.get("/training", statements=40).text
