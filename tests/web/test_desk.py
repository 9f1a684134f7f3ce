from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from lms.domain.access import Role
from lms.domain.assignment import Audience, AudienceKind
from lms.models import AccessLog, ContentStateKind
from lms.storage.database import Database
from tests.clock import Clock
from tests.desk_people import FORBIDDEN, failed, second_trainer
from tests.factories import officer, sign_up
from tests.page_client import PageClient
from tests.training_rows import School, scenario

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

DUE = date(2027, 3, 20)


def test_an_empty_department_is_told_what_the_desk_waits_for(
    database: Database, desk: PageClient
) -> None:
    assert "Nothing is asked of anybody yet" in desk.get("/desk").text


def test_the_desk_shows_the_year_the_assignments_and_who_waits(
    database: Database, school: School, members: dict[str, int], desk: PageClient
) -> None:
    school.assign(due_on=DUE)
    school.work(members["0102"], 7_200)
    school.complete(school.begin(members["0102"]), "updates")
    failed(school, members["0101"])
    page = desk.get("/desk")
    assert "1 of 4 sworn members complete." in page.text
    assert "All sworn members · due March 20, 2027 · 0 of 4 done" in page.text
    assert page.link("Minh Đặng") == f"/desk/members/{members['0101']}"
    assert "Talks that are waiting 1" in page.text
    assert not FORBIDDEN.search(page.text)


def test_people_overdue_and_content_in_review_need_a_decision(
    database: Database, school: School, desk: PageClient, clock: Clock
) -> None:
    school.assign(due_on=DUE)
    school.publish(scenario("fresh"), state=ContentStateKind.IN_REVIEW)
    assert "people overdue" not in desk.get("/desk").text
    clock.advance(days=20)
    page = desk.become(second_trainer(database)).get("/desk")
    assert "4 people overdue: Module 1" in page.text
    assert "1 piece of content in review" in page.text


def test_everybody_is_listed_with_minutes_and_what_is_short(
    school: School, members: dict[str, int], desk: PageClient
) -> None:
    school.work(members["0101"], 6_361)
    school.leave(members["0103"], date(2027, 2, 1))
    page = desk.get("/desk/members")
    assert "14 min short" in page.text
    assert "On leave" in page.text
    only = desk.get("/desk/members?state=on+leave")
    assert "Reyes, Zoe" in only.text
    assert "Abreu" not in only.text
    assert "Nobody fits this choice" in desk.get("/desk/members?q=nobody").text


def test_content_is_listed_with_versions_states_and_people(
    database: Database, school: School, desk: PageClient
) -> None:
    author = sign_up(database, Role.TRAINING_UNIT, login="writer", name="Wanda Writer")
    school.publish(
        scenario(title="At the curb"),
        state=ContentStateKind.IN_REVIEW,
        author=author.account_id,
        by=second_trainer(database).account_id,
    )
    page = desk.get("/desk/content")
    assert "1 module, 2 lessons, 1 scenario and 0 checklists" in page.text
    row = page.text[page.text.index("At the curb") :]
    assert "21 in use In review Wanda Writer Luis Other" in row
    assert "Take the report" not in page.text, "options and keys are not listed"
    only = desk.get("/desk/content?kind=scenario&state=in-review&q=IV.B.1")
    assert "Module 1" not in only.text
    assert "Nothing fits this choice" in desk.get("/desk/content?q=zzz").text


def test_every_view_of_somebody_else_is_noted_and_ones_own_is_not(
    database: Database, school: School, members: dict[str, int], desk: PageClient
) -> None:
    school.assign(due_on=DUE)
    desk.get("/desk")
    desk.get("/desk/members")
    desk.get("/desk/assignments/1")
    desk.get("/desk/assignments/1.csv")
    desk.get(f"/desk/members/{members['0101']}", statements=31)
    desk.get(f"/desk/members/{members['0120']}", statements=31)
    desk.get("/desk/members/9999999", status=404)
    assert _views(database) == [
        (None, "desk"),
        (None, "members"),
        (None, "assignment 1"),
        (None, "assignment 1 as CSV"),
        (members["0101"], "member"),
    ]


def test_the_chief_reads_the_desk_and_assigns_nothing(
    database: Database, school: School, members: dict[str, int], client: PageClient
) -> None:
    number = school.assign(due_on=DUE, audience=Audience(AudienceKind.RANK, "Officer"))
    chief = sign_up(database, Role.CHIEF, login="chief", name="Cleo Chief")
    client.become(chief)
    failed(school, members["0101"])
    for path in ("/desk", f"/desk/assignments/{number}", f"/desk/members/{members['0101']}"):
        page = client.get(path, statements=31)
        assert not [href for href, _ in page.reader.links if "assign?" in href or "talks" in href]
        assert "/desk/assign" not in {href for href, _ in page.reader.links}
    client.get("/desk/assign", status=403)


def test_an_officer_sees_nothing_of_the_desk(
    database: Database, school: School, members: dict[str, int], client: PageClient
) -> None:
    client.become(officer(database, "0777"))
    for path in ("/desk", "/desk/members", f"/desk/members/{members['0101']}", "/desk/talks"):
        page = client.get(path, status=403)
        assert "Đặng" not in page.text


def _views(database: Database) -> list[tuple[int | None, str]]:
    with database.reading() as session:
        rows = session.execute(select(AccessLog.member_id, AccessLog.what).order_by(AccessLog.id))
        return [(row.member_id, row.what) for row in rows]
