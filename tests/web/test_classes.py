"""Classes and roll calls on pages: recorded, confirmed, approved, made up for."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

import pytest
from flask import Flask
from sqlalchemy import select

from lms.domain.access import Role
from lms.domain.provision import ProvisionStatus
from lms.models import (
    ClassAttendee,
    ClassHands,
    ClassSession,
    CreditEntry,
    Provision,
    ProvisionStatusRecord,
)
from lms.storage.database import Database
from lms.web.training_unit.class_choice import WHOLE_LIST
from tests.content.test_upload import picture
from tests.desk_people import FORBIDDEN, second_trainer
from tests.factories import HIRED, Someone, enlist, facts, sign_up
from tests.page_client import Page, PageClient
from tests.training_rows import School, scenario

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

Fields = dict[str, str | Sequence[str]]


@pytest.fixture
def shift(database: Database, members: dict[str, int], app: Flask) -> PageClient:
    """The night shift's sergeant, who leads roll call and holds no desk."""
    someone = sign_up(
        database, Role.OFFICER, Role.SUPERVISOR, member_id=members["0102"], login="0102"
    )
    return PageClient(app).become(someone)


@pytest.fixture
def teaching(school: School, database: Database) -> School:
    """The school, with a scenario that a room can discuss."""
    school.publish(scenario(title="A report at the counter"))
    with database.reading() as session:
        ids = session.execute(select(Provision.id)).scalars().all()
    for provision_id in ids:
        school.insert(
            ProvisionStatusRecord,
            provision_id=provision_id,
            status=ProvisionStatus.TESTABLE,
            valid_from=HIRED,
            reason="",
            guardrail="",
            gaps=[],
            phrases=[],
            decided_by="the chief",
            recorded_at=database.clock(),
        )
    return school


def officer_of(database: Database, members: dict[str, int], badge: str) -> Someone:
    return sign_up(database, Role.OFFICER, member_id=members[badge], login=badge)


def a_class(school: School, members: dict[str, int], *badges: str, **changes: str) -> Fields:
    return {
        "lesson": str(school.versions["at-the-counter"]),
        "held_on": "2027-03-01",
        "starts": "08:00",
        "ends_at": "09:00",
        "break_minutes": "10",
        "place": "Training room",
        "instructor": "Jo Instructor",
        "there": [str(members[badge]) for badge in badges or ("0101", "0102")],
        **changes,
    }


def record(desk: PageClient, fields: Fields, *, status: int = 303) -> Page:
    desk.get("/desk/classes/new")
    return desk.submit("/desk/classes", fields, status=status)


def ledger(database: Database) -> list[int]:
    with database.reading() as session:
        return list(session.execute(select(CreditEntry.seconds)).scalars())


def test_a_class_is_credited_after_the_attendee_and_a_second_person(
    database: Database, school: School, desk: PageClient, members: dict[str, int], app: Flask
) -> None:
    record(desk, a_class(school, members))
    page = desk.follow()
    assert "The minutes are provisional" in page.text
    assert not FORBIDDEN.search(page.text)
    attendee = PageClient(app).become(officer_of(database, members, "0101"))
    home = attendee.get("/training")
    assert "Were you there?" in home.text
    attendee.post(home.form("/training/classes").action, {"there": "yes"})
    assert "waits for approval" in attendee.follow().text
    assert ledger(database) == []
    second = PageClient(app).become(second_trainer(database))
    second.get("/desk/classes")
    second.submit("/desk/classes/approvals")
    assert "1 roster is approved" in second.follow().text
    assert ledger(database) == [50 * 60]
    assert "Were you there?" not in attendee.get("/training").text


def test_who_recorded_a_class_is_not_offered_to_approve_it(
    database: Database, school: School, desk: PageClient, members: dict[str, int]
) -> None:
    class_page = record(desk, a_class(school, members)).location
    assert "Approve this roster" not in desk.get(class_page).text
    listed = desk.get("/desk/classes")
    assert "You had a part in it" in listed.text
    desk.post("/desk/classes/approvals", {"class": class_page.rpartition("/")[2]})
    assert "left as it was" in desk.follow().text
    assert "The minutes are provisional" in desk.get(class_page).text


def test_a_roster_is_declined_with_a_reason_that_its_people_can_read(
    database: Database, school: School, desk: PageClient, members: dict[str, int], app: Flask
) -> None:
    class_page = record(desk, a_class(school, members)).location
    second = PageClient(app).become(second_trainer(database))
    second.get(class_page)
    assert (
        "Say why the roster is declined." in second.submit(f"{class_page}/decline", status=422).text
    )
    second.submit(f"{class_page}/decline", {"reason": "The sheet names another room."})
    assert "The sheet names another room." in desk.get(class_page).text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"lesson": ""}, "Choose the lesson that was taught."),
        ({"held_on": ""}, "Choose the day."),
        ({"held_on": "2027-02-30"}, "Write the date as year-month-day"),
        ({"starts": "25:99"}, "Write the time as hours and minutes"),
        ({"break_minutes": "08,5"}, "Write whole minutes"),
        ({"break_minutes": "60"}, "The breaks take up the whole class."),
        ({"ends_at": "23:00"}, "A class lasts at most 12 hours"),
        ({"held_on": "2027-03-02"}, "The class has not ended yet."),
        ({"place": ""}, "Say where it was held."),
        ({"instructor": ""}, "Name who taught it."),
        ({"instructor_badge": "9999"}, "Nobody serving had this badge number"),
        ({"credential_expires_on": "2027-02-01"}, "had expired on the day"),
    ],
)
def test_hr_06_a_mistake_in_a_class_is_named_at_its_field(
    database: Database,
    school: School,
    desk: PageClient,
    members: dict[str, int],
    changes: dict[str, str],
    words: str,
) -> None:
    page = record(desk, a_class(school, members, **changes), status=422)
    assert page.text.count(words) == 2
    with database.reading() as session:
        assert session.execute(select(ClassSession.id)).all() == []


def test_what_was_typed_survives_a_mistake(
    school: School, desk: PageClient, members: dict[str, int]
) -> None:
    late = f"late-{members['0101']}"
    page = record(desk, a_class(school, members, **{"place": "", late: "7"}), status=422)
    fields = dict(page.form("/desk/classes").fields)
    assert fields[late] == "7"
    assert fields["instructor"] == "Jo Instructor"


def test_a_person_who_cannot_have_been_there_is_marked_in_the_list(
    school: School, desk: PageClient, members: dict[str, int]
) -> None:
    record(desk, a_class(school, members, "0101"))
    page = record(desk, a_class(school, members, "0101", "0102"), status=422)
    assert "was at another class at that time" in page.text
    assert page.text.count("was at another class") == 1
    bad = {f"late-{members['0102']}": "half"}
    page = record(desk, a_class(school, members, "0102", **bad), status=422)
    assert "has minutes that are not a whole number" in page.text


def test_nobody_ticked_is_said_once_at_the_list(
    school: School, desk: PageClient, members: dict[str, int]
) -> None:
    page = record(desk, {**a_class(school, members), "there": []}, status=422)
    assert "Tick who was there." in page.text


def test_an_hour_that_came_twice_is_asked_about(
    school: School, desk: PageClient, members: dict[str, int]
) -> None:
    night = {"held_on": "2026-11-01", "starts": "01:15", "ends_at": "01:45", "break_minutes": "0"}
    page = record(desk, a_class(school, members, **night), status=422)
    assert "This time came twice that night." in page.text
    desk.submit("/desk/classes", {**a_class(school, members, **night), "turn": "second"})


def test_the_scanned_sheet_comes_back_as_a_download(
    school: School, desk: PageClient, members: dict[str, int]
) -> None:
    fields: dict[str, object] = dict(a_class(school, members))
    fields["sheet"] = (io.BytesIO(picture("PNG")), "Monday.png")
    desk.get("/desk/classes/new")
    made = desk.submit("/desk/classes", fields)  # type: ignore[arg-type]
    sheet = desk.get(f"{made.location}/sheet")
    assert sheet.response.mimetype == "image/png"
    assert sheet.response.headers["Content-Disposition"].startswith("attachment")
    broken = {**a_class(school, members, starts="06:00", ends_at="07:00")}
    desk.get("/desk/classes/new")
    page = desk.submit(
        "/desk/classes",
        {**broken, "sheet": (io.BytesIO(b"not a picture"), "a.png")},  # type: ignore[dict-item]
        status=422,
    )
    assert "no PDF, PNG or JPEG" in page.text


def test_absentees_get_the_make_up_in_one_click(
    school: School, desk: PageClient, members: dict[str, int]
) -> None:
    class_page = record(desk, a_class(school, members, "0102")).location
    page = desk.get(class_page)
    assert "Zoe Number" in page.text or "Zoe Reyes" in page.text
    desk.submit(f"{class_page}/make-up")
    assert "The make-up is assigned to 1 person." in desk.follow().text
    assert "1 named person" in desk.get("/desk").text


def test_a_sergeant_records_a_roll_call_of_the_own_shift(
    database: Database, teaching: School, shift: PageClient, members: dict[str, int]
) -> None:
    start = shift.get("/desk/roll-call")
    page = shift.get(start.link("A report at the counter"))
    ids = [value for name, value in page.form("/desk/roll-call").fields if name == "there"]
    assert ids == [str(members["0103"])]
    assert "Right answer" in page.html
    hands = next(
        iter(page.form("/desk/roll-call").names & set(re.findall(r"hands-[\w-]+", page.html)))
    )
    shift.submit("/desk/roll-call", {hands: "4", "opened": "2027-03-01T14:50:00+00:00"})
    assert "10 minutes" in shift.follow().text
    with database.reading() as session:
        assert session.execute(select(ClassHands.hands)).scalars().all() == [4]
    assert "discussed on March 1, 2027" in shift.get("/desk/roll-call").text


def test_a_sergeant_cannot_put_other_shifts_on_a_roster(
    database: Database, teaching: School, shift: PageClient, members: dict[str, int]
) -> None:
    shift.get("/desk/roll-call/at-the-desk")
    page = shift.submit("/desk/roll-call", {"there": [str(members["0101"])]}, status=422)
    assert "Tick who was there." in page.text
    with database.reading() as session:
        assert session.execute(select(ClassSession.id)).all() == []


@pytest.mark.parametrize("opened", ["", "yesterday", "2031-01-01T00:00:00+00:00", "2027-03-01"])
def test_a_roll_call_never_lasts_longer_than_it_can(
    database: Database, teaching: School, shift: PageClient, opened: str
) -> None:
    shift.get("/desk/roll-call/at-the-desk")
    shift.submit("/desk/roll-call", {"opened": opened}, status=303 if opened[:4] == "2031" else 422)


def test_a_scenario_on_a_blocked_section_is_not_offered(
    database: Database, teaching: School, shift: PageClient
) -> None:
    with database.reading() as session:
        provision_id = session.execute(
            select(Provision.id).where(Provision.code == "IV.B.1")
        ).scalar_one()
    teaching.insert(
        ProvisionStatusRecord,
        provision_id=provision_id,
        status=ProvisionStatus.BLOCKED,
        valid_from=HIRED,
        reason="under review",
        guardrail="",
        gaps=[],
        phrases=[],
        decided_by="the chief",
        recorded_at=database.clock(),
    )
    assert "No scenario can be discussed yet" in shift.get("/desk/roll-call").text
    shift.get("/desk/roll-call/at-the-desk", status=404)


def test_the_printed_kit_holds_the_scenario_and_a_blank_roster(
    teaching: School, shift: PageClient
) -> None:
    page = shift.get("/desk/roll-call/at-the-desk/sheet?shift=Nights")
    assert "Signature" in page.text
    assert "Zoe" in page.text


def test_an_answer_that_is_neither_yes_nor_no_changes_nothing(
    database: Database, school: School, desk: PageClient, members: dict[str, int], app: Flask
) -> None:
    class_id = record(desk, a_class(school, members)).location.rpartition("/")[2]
    attendee = PageClient(app).become(officer_of(database, members, "0101"))
    attendee.get("/training")
    attendee.post(f"/training/classes/{class_id}", {"there": "perhaps"}, status=400)
    assert "Were you there?" in attendee.get("/training").text
    attendee.post(f"/training/classes/{class_id}", {"there": "no"})
    attendee.get("/training")
    attendee.post(f"/training/classes/{class_id}", {"there": "yes"})
    assert "Nothing was changed" in attendee.follow().text


def test_a_week_without_classes_says_what_to_do(school: School, desk: PageClient) -> None:
    page = desk.get("/desk/classes?week=2026-02-30")
    assert "Nothing was taught in this week" in page.text
    assert "Week of March 1, 2027" in page.text
    assert "Week of December 28, 2026" in desk.get("/desk/classes?week=2027-01-01").text


def test_a_large_department_lists_some_people_at_a_time_and_keeps_who_is_ticked(
    school: School, desk: PageClient, database: Database, members: dict[str, int]
) -> None:
    units = ("Patrol", "Traffic")
    many = [facts(f"5{at:03}", shift="Late", unit=units[at % 2]) for at in range(WHOLE_LIST)]
    people = enlist(database, *many)
    page = desk.get("/desk/classes/new")
    assert "may have been there" in page.text
    assert "there" not in page.form("/desk/classes").names
    asked = {**a_class(school, members), "list_name": "5007", "step": "list"}
    page = desk.post("/desk/classes", {**asked, "there": []}, status=422)
    assert "Choose the lesson" not in page.text
    fields = page.form("/desk/classes").fields
    assert ("instructor", "Jo Instructor") in fields
    assert f"late-{people['5007']}" in dict(fields)
    assert f"late-{people['5008']}" not in dict(fields)
    first = str(people["5007"])
    asked |= {"there": [first], f"late-{first}": "5", "list_name": "", "list_unit": "Traffic"}
    page = desk.post("/desk/classes", {**asked, "list_shift": "Late"}, status=422)
    fields = page.form("/desk/classes").fields
    assert [value for name, value in fields if name == "there"] == [first]
    assert dict(fields)[f"late-{first}"] == "5"
    listed = {name.removeprefix("late-") for name, _ in fields if name.startswith("late-")}
    assert listed == {str(people[f"5{at:03}"]) for at in range(1, WHOLE_LIST, 2)} | {first}
    assert "1 person is ticked" in page.text
    page = desk.post("/desk/classes", {**asked, "list_name": "nobody at all"}, status=422)
    assert "Nobody else fits this choice" in page.text
    there = [first, str(people["5009"])]
    desk.post("/desk/classes", {**asked, "step": "", "there": there})
    assert "Number5007" in desk.follow().text
    with database.reading() as session:
        assert set(session.execute(select(ClassAttendee.member_id)).scalars()) == set(
            map(int, there)
        )
