from __future__ import annotations

import csv
import io
import re
from datetime import date

import pytest
from sqlalchemy import select

from lms.models import Assignment, AttemptResult, CreditEntry, MemberAssignmentEnd, SecurityLog
from lms.storage.database import Database
from tests.desk_people import PEOPLE
from tests.factories import enlist, facts
from tests.page_client import PageClient
from tests.training_rows import POLICY, School

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

DUE = date(2027, 3, 20)


def test_a_module_is_assigned_once_however_often_the_form_is_sent(
    database: Database, school: School, desk: PageClient
) -> None:
    fields = {"module": f"{POLICY}/module-1", "audience": "shift:Nights", "due_on": "2027-04-01"}
    desk.get("/desk/assign")
    first = desk.submit(fields=fields)
    desk.get("/desk/assign")
    assert desk.submit(fields=fields).location == first.location
    page = desk.follow()
    assert "0 of 2 people done" in page.text
    with database.reading() as session:
        assert len(session.execute(select(Assignment.id)).all()) == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"module": ""}, "Choose a module."),
        ({"audience": ""}, "Choose for whom."),
        ({"due_on": ""}, "Choose a due date."),
        ({"due_on": "2027-13-41"}, "Write the date as year-month-day"),
        ({"due_on": "2027-02-28"}, "Choose today or a later day."),
        ({"due_on": "2031-01-01"}, "before the end of next year"),
        ({"audience": "member", "badge": "9999"}, "Nobody serving has this badge number"),
        ({"audience": "member", "badge": ""}, "Nobody serving has this badge number"),
    ],
)
def test_a_mistake_in_an_assignment_is_named_at_its_field(
    school: School, desk: PageClient, fields: dict[str, str], words: str
) -> None:
    good = {"module": f"{POLICY}/module-1", "audience": "all-sworn", "due_on": "2027-04-01"}
    desk.get("/desk/assign")
    page = desk.submit(fields={**good, **fields}, status=422)
    assert page.text.count(words) == 2


def test_choices_that_are_not_offered_are_refused(school: School, desk: PageClient) -> None:
    desk.get("/desk/assign")
    fields = {"module": "other/none", "audience": "rank:Nobody", "due_on": "2027-04-01"}
    page = desk.post("/desk/assign", fields, status=422)
    assert "2 things need another look" in page.text


def test_one_person_is_assigned_by_badge(
    school: School, members: dict[str, int], desk: PageClient
) -> None:
    desk.get("/desk/assign?module=immigration/module-1")
    desk.submit(fields={"audience": "member", "badge": " 0103 ", "due_on": "2027-04-01"})
    page = desk.follow()
    assert "Badge 0103." in page.text
    assert page.link("Reyes, Zoe") == f"/desk/members/{members['0103']}"


def test_an_assignment_is_filtered_and_ordered_by_its_address(
    school: School, members: dict[str, int], desk: PageClient
) -> None:
    number = school.assign(due_on=DUE)
    sitting = school.begin(members["0102"])
    school.attempt(members["0102"], sitting, passed=True)
    school.work(members["0103"], 600)

    def names(query: str) -> list[str]:
        page = desk.get(f"/desk/assignments/{number}?{query}")
        return [
            label for href, label in page.reader.links if re.fullmatch(r"/desk/members/\d+", href)
        ]

    everybody = ["Abreu, Ana", "Corrigan, Sam", "Đặng, Minh", "Reyes, Zoe"]
    assert names("") == everybody
    assert names("sort=-name") == everybody[::-1]
    assert names("sort=-minutes")[0] == "Reyes, Zoe"
    assert names("shift=Nights") == ["Abreu, Ana", "Reyes, Zoe"]
    assert names("unit=Traffic") == ["Reyes, Zoe"]
    assert names("status=done") == ["Abreu, Ana"]
    assert names("status=nonsense&sort=nonsense&page=99") == everybody
    assert names("q=dang") == ["Đặng, Minh"]
    assert names("q=0103") == ["Reyes, Zoe"]
    assert names("status=excused") == []


def test_the_table_is_cut_into_pages_of_a_hundred(
    database: Database, members: dict[str, int], desk: PageClient
) -> None:
    enlist(database, *PEOPLE, *(facts(f"1{number:03}") for number in range(120)))
    school = School.opened(database)
    number = school.assign(due_on=DUE)
    first = desk.get(f"/desk/assignments/{number}?sort=badge")
    assert "Page 1 of 2 1 to 100 of 124" in first.text
    second = desk.get(first.link("Next"))
    assert "Page 2 of 2 101 to 124 of 124" in second.text
    assert "sort=badge" in second.link("Previous")
    assert len(first.statements) <= len(second.statements) + 1, (
        "settings are read every few seconds"
    )


def test_the_file_holds_who_the_page_shows_and_no_formula(
    database: Database, members: dict[str, int], desk: PageClient
) -> None:
    enlist(
        database,
        facts("0101", given_name="Minh", family_name="Đặng", shift="Days"),
        facts("0105", given_name='=cmd|" /C"', family_name="Abreu, jr.", shift="Late"),
        facts("0102", given_name="Ana", family_name="Abreu", shift="Nights"),
        facts("0103", given_name="Zoe", family_name="Reyes", shift="Nights", unit="Traffic"),
        facts("0120", given_name="Sam", family_name="Corrigan", rank="Sergeant"),
    )
    school = School.opened(database)
    number = school.assign(due_on=DUE)
    answer = desk.get(f"/desk/assignments/{number}.csv?shift=Late")
    assert answer.response.mimetype == "text/csv"
    assert "attachment" in answer.response.headers["Content-Disposition"]
    assert answer.response.is_streamed
    rows = list(csv.DictReader(io.StringIO(answer.html, newline=""), strict=True))
    assert [row["Badge"] for row in rows] == ["0105"]
    assert rows[0]["Family name"] == "Abreu, jr."
    assert rows[0]["Given name"] == '\'=cmd|" /C"'
    assert rows[0]["Status"] == "Not started"
    assert answer.html.count("\r\n") == 2
    with database.reading() as session:
        kinds = session.execute(select(SecurityLog.kind)).scalars().all()
    assert "exported" in kinds


def test_an_assignment_is_withdrawn_once_with_a_reason_and_work_stays(
    database: Database, school: School, members: dict[str, int], desk: PageClient
) -> None:
    number = school.assign(due_on=DUE)
    school.attempt(members["0102"], school.begin(members["0102"]), passed=True)
    school.work(members["0103"], 600)
    page = desk.get(f"/desk/assignments/{number}")
    withdraw = page.link("Withdraw")
    assert "all 4 people who have it; 1 of them is done" in desk.get(withdraw).text
    refused = desk.submit(fields={"reason": "  "}, status=422)
    assert refused.text.count("Say why.") == 2
    desk.submit(fields={"reason": "Assigned to the wrong shift."})
    page = desk.follow()
    assert "Withdrawn from 4 people. What they did stays in their record." in page.text
    assert "Nobody has this any more" in page.text
    assert not [label for _, label in page.reader.links if label == "Withdraw"]
    assert "Nobody has this any more" in desk.get(withdraw).text
    desk.post(withdraw, {"reason": "Again."})
    assert "Nothing was changed" in desk.follow().text
    with database.reading() as session:
        ends = session.execute(select(MemberAssignmentEnd.reason)).scalars().all()
        assert ends == ["Assigned to the wrong shift."] * 4
        results = session.execute(select(AttemptResult.passed)).scalars().all()
        assert results == [True]
        assert session.execute(select(CreditEntry.seconds)).scalars().all() == [600]
