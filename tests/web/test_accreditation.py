from __future__ import annotations

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lms.domain.access import Role
from lms.models import AccessLog, Job, JobState
from lms.queries.record import CHECK
from lms.storage.database import Database
from tests.clock import Clock
from tests.factories import Someone, decide, enlist, facts, sign_up, today
from tests.page_client import PageClient
from tests.training_rows import CODE, School

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def members(database: Database) -> dict[str, int]:
    decide(database)
    return enlist(
        database,
        facts("0101", given_name="Thảo", family_name="Nguyễn"),
        facts("0102", given_name="Ana", family_name="Abreu", separated_on=today(database)),
    )


@pytest.fixture
def manager(database: Database, members: dict[str, int]) -> Someone:
    return sign_up(database, Role.ACCREDITATION_MANAGER, login="manager", name="Malcolm Manager")


def _checked(database: Database, key: str, state: JobState, problem: str | None) -> None:
    def keep(session: Session, *, now: object) -> None:
        session.execute(
            insert(Job).values(
                kind=CHECK,
                key=key,
                payload={},
                state=state,
                run_after=now,
                attempts=1,
                created_at=now,
                finished_at=now if state is JobState.DONE else None,
                last_error=problem,
            )
        )

    database.writing(keep)


def test_an_empty_department_has_a_record_to_look_at(manager: Someone, client: PageClient) -> None:
    page = client.become(manager).get("/record")
    assert "Nothing is asked of anybody yet" in page.text
    assert "Not verified yet" in page.text


def test_the_record_says_whether_it_was_verified(
    database: Database, school: School, manager: Someone, client: PageClient
) -> None:
    client.become(manager)
    _checked(database, "2027-02-27", JobState.DONE, None)
    assert "Verified" in client.get("/record").text
    _checked(database, "2027-02-28", JobState.WAITING, "entry 7: its words do not match its hash")
    page = client.get("/record")
    assert "The last check found something" in page.text
    assert "its words do not match its hash" in page.text


def test_the_totals_and_the_modules_with_their_approver_are_shown(
    database: Database, school: School, manager: Someone, client: PageClient
) -> None:
    page = client.become(manager).get("/record")
    assert "0 of 1 member complete." in page.text
    assert "1. Module 1" in page.text
    assert "Approved" in page.text


def test_any_officer_is_found_by_name_or_badge_also_one_who_has_left(
    school: School, members: dict[str, int], manager: Someone, client: PageClient
) -> None:
    client.become(manager).get("/record")
    page = client.submit("/record", {"q": "nguyen thao"}, status=200)
    assert page.link("Thảo Nguyễn") == f"/record/members/{members['0101']}"
    left = client.get("/record?q=0102")
    assert "left on March 1, 2027" in left.text
    assert "Nobody fits" in client.get("/record?q=nobody").text


def test_one_screen_tells_a_members_year_passed_or_not_and_never_points(
    database: Database,
    school: School,
    members: dict[str, int],
    manager: Someone,
    client: PageClient,
) -> None:
    member_id = members["0101"]
    school.assign(due_on=today(database))
    sitting = school.begin(member_id)
    school.work(member_id, 3_000, sitting_id=sitting)
    school.attempt(member_id, sitting, passed=False, missed=("IV.B.1",))
    school.attempt(member_id, sitting, passed=True, number=2)
    school.certify(member_id)
    page = client.become(manager).get(f"/record/members/{member_id}")
    assert page.heading == "Thảo Nguyễn"
    assert "70 minutes short" in page.text
    assert "Not passed" in page.text
    assert "IV.B.1" not in page.text
    assert "10 of 10" not in page.text
    assert page.link("Module 1: Equal service").startswith("/certificates/")
    with database.reading() as session:
        noted = session.execute(select(AccessLog.member_id, AccessLog.what)).all()
    assert [tuple(row) for row in noted] == [(member_id, "member record")]


def test_the_chief_without_the_certificates_is_led_to_their_public_page(
    database: Database, school: School, members: dict[str, int], client: PageClient
) -> None:
    school.certify(members["0101"])
    chief = sign_up(database, Role.CHIEF, login="chief", name="Cleo Chief")
    page = client.become(chief).get(f"/record/members/{members['0101']}")
    assert page.link("Module 1: Equal service") == f"/verify/{CODE}"


def test_an_earlier_year_is_shown_as_of_its_last_day(
    database: Database,
    school: School,
    members: dict[str, int],
    manager: Someone,
    client: PageClient,
    clock: Clock,
) -> None:
    school.work(members["0101"], 1_800)
    clock.now = clock.now.replace(year=2028)
    school.open_year()
    client.become(manager)
    page = client.get(f"/record/members/{members['0101']}")
    earlier = client.get(page.link("2027"))
    assert "Training record of 2027 as of December 31, 2027" in earlier.text
    assert "90 minutes short" in earlier.text


def test_who_is_missing_and_who_may_not_look_are_told_nothing(
    database: Database, school: School, members: dict[str, int], client: PageClient
) -> None:
    sergeant = sign_up(database, Role.TRAINING_UNIT, login="sergeant")
    client.become(sergeant)
    assert "Nguyễn" not in client.get(f"/record/members/{members['0101']}", status=403).text
