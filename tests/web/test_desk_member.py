from __future__ import annotations

from datetime import date, timedelta

import pytest

from lms.domain.access import Role
from lms.storage.database import Database
from tests.clock import Clock
from tests.desk_people import FORBIDDEN, failed, second_trainer
from tests.factories import enlist, facts, sign_up, today
from tests.page_client import PageClient
from tests.training_rows import CODE, School

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

DUE = date(2027, 3, 20)


def test_a_members_page_tells_the_year_without_answers_or_points(
    school: School, members: dict[str, int], desk: PageClient
) -> None:
    member_id = members["0101"]
    school.assign(due_on=DUE)
    failed(school, member_id, missed=("IV.B.1",))
    school.certify(member_id)
    page = desk.get(f"/desk/members/{member_id}", statements=33)
    assert page.heading == "Minh Đặng"
    assert page.text.count("Not passed") == 2
    assert "A talk is waiting" in page.text
    assert "IV.B.1" not in page.text, "missed sections stand beside a talk only"
    assert "3 of 10" not in page.text
    assert "Module 1: Equal service" in page.text
    assert not FORBIDDEN.search(page.text)


def test_an_earlier_year_can_be_opened(
    database: Database, school: School, members: dict[str, int], desk: PageClient, clock: Clock
) -> None:
    school.work(members["0101"], 1_800)
    clock.now = clock.now.replace(year=2028)
    school.open_year()
    luis = second_trainer(database)
    page = desk.become(luis).get(f"/desk/members/{members['0101']}", statements=33)
    assert "120 minutes short" in page.text
    earlier = desk.get(page.link("2027"), statements=33)
    assert "90 minutes short" in earlier.text
    assert "What the record holds of 2027" in earlier.text
    desk.get(f"/desk/members/{members['0101']}?year=1999", statements=33)


def test_who_has_left_is_found_by_id_and_not_listed(
    database: Database, school: School, members: dict[str, int], desk: PageClient
) -> None:
    day = today(database)
    enlist(
        database,
        facts("0102", given_name="Ana", family_name="Abreu", shift="Nights"),
        facts("0103", given_name="Zoe", family_name="Reyes", shift="Nights", unit="Traffic"),
        facts("0120", given_name="Sam", family_name="Corrigan", rank="Sergeant"),
        facts(
            "0101",
            given_name="Minh",
            family_name="Đặng",
            valid_from=day - timedelta(days=1),
            separated_on=day,
        ),
    )
    assert "Đặng" not in desk.get("/desk/members").text
    page = desk.get(f"/desk/members/{members['0101']}", statements=33)
    assert "Left on" in page.text


def test_the_verification_code_leads_the_chief_to_the_public_page(
    database: Database, school: School, members: dict[str, int], client: PageClient
) -> None:
    school.certify(members["0101"])
    chief = sign_up(database, Role.CHIEF, login="chief", name="Cleo Chief")
    page = client.become(chief).get(f"/desk/members/{members['0101']}", statements=33)
    assert page.link("Module 1: Equal service") == f"/verify/{CODE}"
