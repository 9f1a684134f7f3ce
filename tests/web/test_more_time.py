from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from sqlalchemy import func, select

from lms.domain.assignment import Progress
from lms.models import Journal
from lms.queries.assignments import assignment_row
from lms.queries.completion import Work, completion
from lms.queries.package_tables import TABLES
from lms.storage.database import Database
from tests.page_client import PageClient
from tests.training_rows import School

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

WHY = {"reason": "Detached to a task force.", "approved_by": "Captain Lane"}


def test_more_time_moves_the_due_date_and_keeps_reason_approver_and_document(
    database: Database, school: School, members: dict[str, int], desk: PageClient
) -> None:
    number = school.assign(due_on=date(2027, 3, 10))
    who = members["0102"]
    form = f"/desk/members/{who}/exemptions?assignment={number}"
    for wrong, words in (
        ("2027-03-10", "Choose a day after the due date."),
        ("2028-01-10", "in the year of the due date"),
    ):
        desk.get(form)
        assert words in desk.submit(fields={**WHY, "extended_to": wrong}, status=422).text
    desk.get(form)
    both = {**WHY, "extended_to": "2027-04-10", "valid_until": "2027-04-10"}
    assert "choose one day" in desk.submit(fields=both, status=422).text
    desk.get(form)
    paper = (BytesIO(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"), "order.pdf")
    desk.submit(fields={**WHY, "extended_to": "2027-04-10", "document": paper})  # type: ignore[dict-item]
    page = desk.follow()
    assert "More time for “Module 1” until April 10, 2027" in page.text.replace("\u201c", "“")
    assert "Approved by Captain Lane." in page.text
    sent = desk.get(page.link("Document of"))
    assert sent.response.data.startswith(b"%PDF")
    with database.reading() as session:
        row = assignment_row(session, number)
        late = [
            {each.badge_number for each in completion(session, row, day=day) if is_late(each)}
            for day in (date(2027, 4, 10), date(2027, 4, 11))
        ]
    with database.reading() as session:
        table = next(each for each in TABLES if each.name == "more_time")
        newest = session.execute(select(func.max(Journal.seq))).scalar_one()
        (kept,) = table.rows(session, newest)
    assert (kept[0], *kept[2:6]) == (
        *(who, date(2027, 4, 10), "reason on file", "Captain Lane", True),
    )
    assert "0102" not in late[0]
    assert "0103" in late[0]
    assert "0102" in late[1]


def is_late(work: Work) -> bool:
    return work.progress is Progress.OVERDUE


def test_an_exemption_still_excuses_and_stands_once(
    database: Database, school: School, members: dict[str, int], desk: PageClient
) -> None:
    number = school.assign(due_on=date(2027, 3, 10))
    form = f"/desk/members/{members['0102']}/exemptions?assignment={number}"
    desk.get(form)
    desk.submit(fields=WHY)
    assert "Excused" in desk.follow().text
    desk.get(form)
    desk.submit(fields={**WHY, "extended_to": "2027-04-10"})
    assert "an exemption is recorded already" in desk.follow().text
