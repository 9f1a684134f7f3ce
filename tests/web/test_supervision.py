from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from lms.domain.access import Role
from lms.models import AccessLog
from lms.storage.database import Database
from tests.factories import Someone, decide, enlist, facts, sign_up
from tests.page_client import PageClient
from tests.training_rows import School

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def members(database: Database) -> dict[str, int]:
    decide(database)
    return enlist(
        database,
        facts("0201", given_name="Lena", family_name="Lieutenant", rank="Lieutenant"),
        facts("0101", given_name="Olivia", family_name="Own", supervisor_badge="0201"),
        facts("0102", given_name="Omar", family_name="Own", supervisor_badge="0201", shift="Late"),
        facts("0103", given_name="Sterling", family_name="Stranger"),
    )


@pytest.fixture
def lieutenant(database: Database, members: dict[str, int]) -> Someone:
    roles = (Role.OFFICER, Role.SUPERVISOR)
    return sign_up(database, *roles, member_id=members["0201"], login="0201", name="Lena")


def test_a_supervisor_sees_status_and_minutes_of_their_own_people_only(
    database: Database,
    school: School,
    members: dict[str, int],
    lieutenant: Someone,
    client: PageClient,
) -> None:
    school.assign(due_on=date(2027, 3, 20))
    school.work(members["0101"], 6_400)
    sitting = school.begin(members["0102"])
    school.attempt(members["0102"], sitting, passed=True)
    page = client.become(lieutenant).get("/people")
    assert page.heading == "My people"
    assert "Own, Olivia" in page.text
    assert "14 min short" in page.text
    assert "1 of 1 done" in page.text
    assert "Stranger" not in page.text
    assert "Lieutenant, Lena" not in page.text
    desk = {href for href, _ in page.reader.links if href.startswith("/desk")}
    assert desk == {"/desk/classes"}, "a supervisor leads roll call and opens nothing else"
    with database.reading() as session:
        noted = session.execute(select(AccessLog.what, AccessLog.member_id)).all()
    assert [tuple(row) for row in noted] == [("people", None)]


def test_a_filter_cannot_widen_what_a_supervisor_sees(
    school: School, members: dict[str, int], lieutenant: Someone, client: PageClient
) -> None:
    client.become(lieutenant)
    for query in ("q=stranger", "q=0103", "shift=Days&q=s", "supervisor_id=", "state=short"):
        assert "Stranger" not in client.get(f"/people?{query}").text
    assert "Own, Omar" in client.get("/people?shift=Late").text
    assert "Own, Olivia" not in client.get("/people?shift=Late").text


def test_one_whom_nobody_names_as_supervisor_sees_nobody(
    database: Database, school: School, members: dict[str, int], client: PageClient
) -> None:
    roles = (Role.OFFICER, Role.SUPERVISOR)
    alone = sign_up(database, *roles, member_id=members["0103"], login="0103")
    assert "Nobody is listed under you" in client.become(alone).get("/people").text
    outside = sign_up(database, Role.SUPERVISOR, login="outside")
    assert "Nobody is listed under you" in client.become(outside).get("/people").text


def test_a_new_supervisor_is_the_one_who_sees_from_that_day_on(
    database: Database,
    school: School,
    members: dict[str, int],
    lieutenant: Someone,
    client: PageClient,
) -> None:
    enlist(
        database,
        facts("0201", given_name="Lena", family_name="Lieutenant", rank="Lieutenant"),
        facts("0101", given_name="Olivia", family_name="Own", valid_from=date(2027, 3, 1)),
        facts("0102", given_name="Omar", family_name="Own", supervisor_badge="0201", shift="Late"),
        facts("0103", given_name="Sterling", family_name="Stranger"),
    )
    page = client.become(lieutenant).get("/people")
    assert "Own, Omar" in page.text
    assert "Own, Olivia" not in page.text


def test_the_chief_sees_everybody_and_opens_each(
    database: Database, school: School, members: dict[str, int], client: PageClient
) -> None:
    chief = sign_up(database, Role.CHIEF, login="chief", name="Cleo Chief")
    page = client.become(chief).get("/people")
    assert page.heading == "All people"
    assert page.link("Stranger, Sterling") == f"/desk/members/{members['0103']}"


def test_before_anything_is_asked_the_page_says_so(
    database: Database, members: dict[str, int], lieutenant: Someone, client: PageClient
) -> None:
    assert "Nobody is listed under you" in client.become(lieutenant).get("/people").text
