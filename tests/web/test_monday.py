from __future__ import annotations

import io
import re
from datetime import date

import pikepdf
import pytest
from sqlalchemy import select

from lms.models import AccessLog, Assignment, MemberAssignment
from lms.storage.database import Database
from tests.clock import Clock
from tests.desk_people import FORBIDDEN, second_trainer
from tests.factories import enlist, facts, today
from tests.page_client import PageClient
from tests.rendering.certificate_paper import text_of
from tests.rendering.tag_check import assert_all_marked
from tests.training_rows import School

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

_A_MODULE = 40
"""Statements for one module: what a make-up reads, and one assignment."""


def _assigned(database: Database) -> list[tuple[str, set[int]]]:
    """Who was assigned something by name, by the names of the assignment."""
    with database.reading() as session:
        rows = session.execute(
            select(Assignment.id, Assignment.audience, MemberAssignment.member_id)
            .join(MemberAssignment, MemberAssignment.assignment_id == Assignment.id)
            .order_by(Assignment.id)
        ).all()
    found: dict[int, tuple[str, set[int]]] = {}
    for row in rows:
        if row.audience["kind"] == "named":
            found.setdefault(row.id, (row.audience["value"], set()))[1].add(row.member_id)
    return list(found.values())


def test_it_says_who_is_short_by_how_much_and_on_which_shift(
    school: School, members: dict[str, int], desk: PageClient
) -> None:
    school.work(members["0101"], 6_361)
    school.work(members["0102"], 7_200)
    school.complete(school.begin(members["0102"]), "updates")
    page = desk.get("/desk")
    assert "3 people short, 254 minutes in all." in page.text
    assert "1 of 4 sworn members complete. 3 have an update lesson open." in page.text
    assert "Days 134 min 2 of 2 short" in page.text
    assert "Nights 120 min 1 of 2 short" in page.text
    assert page.text.index("Days 134") < page.text.index("Nights 120")
    assert "Traffic 120 min 1 of 1 short" in desk.get("/desk?by=unit").text
    assert not FORBIDDEN.search(page.text)


def test_what_the_address_asks_for_is_what_every_number_is_about(
    school: School, members: dict[str, int], desk: PageClient
) -> None:
    school.work(members["0101"], 7_200)
    nights = desk.get("/desk?shift=Nights")
    assert "2 people short, 240 minutes in all." in nights.text
    assert "Corrigan" not in nights.text[nights.text.index("2 people short Shift") :]
    assert "3 people short" in desk.get("/desk?missing=minutes").text
    assert "4 people short" in desk.get("/desk?missing=updates").text
    assert "Nobody is short." in desk.get("/desk?missing=overdue").text
    assert "4 people short" in desk.get("/desk?shift=&by=nonsense&missing=%22%3E").text


def test_somebody_on_leave_is_not_short_and_the_first_day_back_is_said(
    school: School, members: dict[str, int], desk: PageClient, clock: Clock
) -> None:
    day = today(school.database)
    school.leave(members["0103"], date(2027, 2, 1), date(2027, 3, 31))
    page = desk.get("/desk")
    assert "3 people short, 360 minutes in all." in page.text
    assert "Zoe Reyes First day back April 1, 2027" in page.text
    school.leave(members["0102"], date(2027, 2, 1), day)
    clock.advance(days=1)
    again = desk.become(second_trainer(school.database)).get("/desk")
    assert "Ana Abreu Back since" in again.text


def test_the_projection_is_said_with_what_it_cannot_know(
    school: School, members: dict[str, int], desk: PageClient
) -> None:
    assert "No pace to go by" in desk.get("/desk").text
    school.work(members["0101"], 3_600)
    page = desk.get("/desk")
    assert "60 min in 28 days" in page.text
    assert "It cannot know who begins when" in page.text


def test_more_than_the_year_asks_makes_up_nothing_for_others(
    school: School, members: dict[str, int], desk: PageClient
) -> None:
    school.work(members["0101"], 72_000)
    assert "120 min in 28 days" in desk.get("/desk").text


def test_one_button_assigns_the_right_module_to_exactly_these_people(
    database: Database, school: School, members: dict[str, int], desk: PageClient
) -> None:
    page = desk.get("/desk?shift=Nights")
    assert "The make-up for exactly these 2 people" in page.text
    done = desk.submit(statements=_A_MODULE)
    assert done.location.endswith("/desk?shift=Nights")
    assert _assigned(database) == [("0102,0103", {members["0102"], members["0103"]})]
    after = desk.get("/desk?shift=Nights")
    assert "1 module assigned to 2 people." in after.text
    assert "The make-up for exactly these" not in after.text


def test_the_second_click_assigns_nothing(
    database: Database, school: School, members: dict[str, int], desk: PageClient
) -> None:
    page = desk.get("/desk")
    desk.submit(statements=_A_MODULE)
    desk.page = page
    desk.submit(statements=_A_MODULE)
    assert "Nothing was assigned: they have" in desk.get("/desk").text
    assert len(_assigned(database)) == 1


def test_who_is_no_longer_short_when_the_button_is_pressed_gets_nothing(
    database: Database, school: School, members: dict[str, int], desk: PageClient
) -> None:
    desk.get("/desk?shift=Nights")
    school.work(members["0102"], 7_200)
    school.complete(school.begin(members["0102"]), "updates")
    desk.submit(statements=_A_MODULE)
    assert _assigned(database) == [("0103", {members["0103"]})]


def test_a_due_date_outside_the_year_is_named_and_changes_nothing(
    database: Database, school: School, members: dict[str, int], desk: PageClient
) -> None:
    for due in ("2027-01-01", "2028-01-01", "soon"):
        desk.get("/desk?shift=Nights", statements=36)
        page = desk.submit(fields={"due_on": due}, status=422, statements=36)
        assert page.form().action == "/desk?shift=Nights"
    assert not _assigned(database)


def test_the_chiefs_page_is_one_tagged_page_however_many_people(
    database: Database, school: School, members: dict[str, int], desk: PageClient
) -> None:
    names = ("Wolfeschlegelsteinhausenbergerdorff", "Nguyễn Thị Ánh Tuyết", "=SUM(A1)")
    enlist(
        database,
        *(
            facts(
                f"2{number:03}",
                family_name=names[number % 3],
                shift=f"Shift {number % 12}",
                unit=f"Unit {number % 15}",
            )
            for number in range(150)
        ),
    )
    school.open_year()
    found = desk.get("/desk/monday.pdf")
    data = found.response.get_data()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert len(pdf.pages) == 1
    assert_all_marked(data)
    text = text_of(data)
    assert "154 people short, 18,480 minutes in all" in text
    assert "And 1" in text, "how many names had no room"


def test_the_chiefs_page_asks_for_a_recent_confirmation_and_is_in_the_access_log(
    database: Database, school: School, desk: PageClient, clock: Clock
) -> None:
    desk.get("/desk/monday.pdf")
    with database.reading() as session:
        seen = set(session.execute(select(AccessLog.what)).scalars())
    assert "desk as PDF" in seen
    clock.advance(minutes=20)
    asked = desk.get("/desk/monday.pdf", status=302)
    assert "/confirm" in asked.location


def test_the_number_of_statements_does_not_grow_with_people(
    database: Database, school: School, members: dict[str, int], desk: PageClient
) -> None:
    few = len(desk.get("/desk").statements)
    enlist(database, *(facts(f"2{number:03}") for number in range(60)))
    school.open_year()
    assert len(desk.get("/desk?all=yes").statements) <= few


def test_everybodys_minutes_are_told_as_of_a_past_day_as_they_were_known_then(
    database: Database, school: School, members: dict[str, int], desk: PageClient, clock: Clock
) -> None:
    school.work(members["0101"], 3_600)
    day = today(database)
    clock.advance(days=3)
    school.work(members["0101"], 3_600, on=day)
    desk.become(second_trainer(database))
    now = desk.get("/desk/members").text
    then = desk.get(f"/desk/members?on={day.isoformat()}&q=0101")
    assert re.search(r"0101 ?Officer ?Patrol ?Days 120", now)
    assert re.search(r"0101 ?Officer ?Patrol ?Days 60", then.text)
    assert then.heading == "Everybody\u2019s minutes as of March 1, 2027"
    for nonsense in ("soon", "2999-01-01", "2027-13-40"):
        assert desk.get(f"/desk/members?on={nonsense}").heading == "Everybody\u2019s minutes"
