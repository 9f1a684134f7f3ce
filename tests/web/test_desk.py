from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from lms.domain.access import Role
from lms.domain.assignment import Audience, AudienceKind
from lms.models import AccessLog, Assignment, ContentStateKind, Exemption, SecurityLog, Talk
from lms.storage.database import Database
from tests.clock import Clock
from tests.factories import Someone, decide, enlist, facts, officer, sign_up, today
from tests.page_client import PageClient
from tests.training_rows import CODE, POLICY, School, scenario

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

DUE = date(2027, 3, 20)
FORBIDDEN = re.compile(r"\b(limb|beat|ceiling|provision|blueprint|sitting)s?\b", re.IGNORECASE)


@pytest.fixture
def members(database: Database) -> dict[str, int]:
    decide(database)
    return enlist(
        database,
        facts("0101", given_name="Minh", family_name="Đặng", shift="Days"),
        facts("0102", given_name="Ana", family_name="Abreu", shift="Nights"),
        facts("0103", given_name="Zoe", family_name="Reyes", shift="Nights", unit="Traffic"),
        facts("0120", given_name="Sam", family_name="Corrigan", rank="Sergeant"),
    )


@pytest.fixture
def sergeant(database: Database, members: dict[str, int]) -> Someone:
    """A training sergeant who is on the roster, and so has a record of their own."""
    roles = (Role.OFFICER, Role.TRAINING_UNIT)
    return sign_up(database, *roles, member_id=members["0120"], login="0120", name="Sam Corrigan")


@pytest.fixture
def school(database: Database, members: dict[str, int]) -> School:
    school = School.opened(database)
    school.open_year()
    return school


@pytest.fixture
def desk(client: PageClient, sergeant: Someone) -> PageClient:
    return client.become(sergeant)


def _failed(school: School, member_id: int, times: int = 2, *, missed: tuple[str, ...] = ()) -> int:
    """A module begun, its attempts failed; returns the last attempt."""
    sitting = school.begin(member_id)
    attempts = [
        school.attempt(member_id, sitting, passed=False, number=number, missed=missed)
        for number in range(1, times + 1)
    ]
    return attempts[-1]


def _views(database: Database) -> list[tuple[int | None, str]]:
    with database.reading() as session:
        rows = session.execute(select(AccessLog.member_id, AccessLog.what).order_by(AccessLog.id))
        return [(row.member_id, row.what) for row in rows]


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
    _failed(school, members["0101"])
    page = desk.get("/desk")
    assert "1 of 4 sworn members is complete." in page.text
    assert "All sworn members · due March 20, 2027 · 0 of 4 done" in page.text
    assert page.link("Minh Đặng") == f"/desk/members/{members['0101']}"
    assert "Talks that are waiting 1" in page.text
    assert not FORBIDDEN.search(page.text)


def test_people_overdue_and_content_in_review_need_a_decision(
    database: Database, school: School, desk: PageClient, clock: Clock
) -> None:
    school.assign(due_on=DUE)
    school.publish(scenario("fresh"), state=ContentStateKind.IN_REVIEW)
    assert "overdue" not in desk.get("/desk").text
    clock.advance(days=20)
    page = desk.become(_again(database, desk)).get("/desk")
    assert "4 people overdue: Module 1" in page.text
    assert "1 piece of content in review" in page.text


def _again(database: Database, desk: PageClient) -> Someone:
    """Somebody else of the training unit, signed in after days went by."""
    return sign_up(database, Role.TRAINING_UNIT, login="luis", name="Luis Other")


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
    database: Database, members: dict[str, int], sergeant: Someone, client: PageClient
) -> None:
    known = [
        facts("0101", given_name="Minh", family_name="Đặng", shift="Days"),
        facts("0102", given_name="Ana", family_name="Abreu", shift="Nights"),
        facts("0103", given_name="Zoe", family_name="Reyes", shift="Nights", unit="Traffic"),
        facts("0120", given_name="Sam", family_name="Corrigan", rank="Sergeant"),
    ]
    enlist(database, *known, *(facts(f"1{number:03}") for number in range(120)))
    school = School.opened(database)
    number = school.assign(due_on=DUE)
    desk = client.become(sergeant)
    first = desk.get(f"/desk/assignments/{number}?sort=badge")
    assert "Page 1 of 2 1 to 100 of 124" in first.text
    second = desk.get(first.link("Next"))
    assert "Page 2 of 2 101 to 124 of 124" in second.text
    assert "sort=badge" in second.link("Previous")
    assert len(first.statements) <= len(second.statements) + 1, (
        "settings are read every few seconds"
    )


def test_the_file_holds_who_the_page_shows_and_no_formula(
    database: Database, sergeant: Someone, client: PageClient
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
    answer = client.become(sergeant).get(f"/desk/assignments/{number}.csv?shift=Late")
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


def test_a_members_page_tells_the_year_without_answers_or_points(
    school: School, members: dict[str, int], desk: PageClient
) -> None:
    member_id = members["0101"]
    school.assign(due_on=DUE)
    _failed(school, member_id, missed=("IV.B.1",))
    school.certify(member_id)
    page = desk.get(f"/desk/members/{member_id}", statements=30)
    assert page.heading == "Minh Đặng"
    assert page.text.count("Not passed") == 2
    assert "A talk is waiting" in page.text
    assert "IV.B.1" not in page.text, "missed sections stand beside a talk only"
    assert "3 of 10" not in page.text
    assert "Module 1: Equal service" in page.text
    assert not FORBIDDEN.search(page.text)


def test_an_instructor_sees_what_to_go_over_and_records_the_talk_once(
    database: Database, school: School, members: dict[str, int], desk: PageClient
) -> None:
    member_id = members["0101"]
    attempt = _failed(school, member_id, missed=("IV.B.1", "IV.B.2"))
    desk.get(desk.get(f"/desk/members/{member_id}", statements=30).link("See what to go over"))
    desk.submit(fields={"note": "  "}, status=422)
    desk.submit(fields={"note": "Went through both sections at the desk."})
    page = desk.follow()
    assert "The talk is recorded." in page.text
    assert "Went over IV.B.1, IV.B.2." in page.text
    assert "Went through both sections at the desk." in page.text
    fields = {"attempt": str(attempt), "note": "Again."}
    desk.post(f"/desk/members/{member_id}/talks", fields)
    assert "Nothing was changed" in desk.follow().text
    with database.reading() as session:
        assert session.execute(select(Talk.note)).scalars().all() == [
            "Went through both sections at the desk."
        ]


def test_one_failed_attempt_asks_for_no_talk(
    school: School, members: dict[str, int], desk: PageClient
) -> None:
    _failed(school, members["0101"], times=1)
    assert "Nobody waits for a talk" in desk.get("/desk/talks").text
    desk.get(f"/desk/members/{members['0101']}/talks", status=404)


def test_a_talk_about_somebody_elses_attempt_is_not_found(
    database: Database, school: School, members: dict[str, int], desk: PageClient
) -> None:
    attempt = _failed(school, members["0101"])
    desk.get("/desk")
    fields = {"attempt": str(attempt), "note": "Wrong person."}
    desk.post(f"/desk/members/{members['0102']}/talks", fields, status=404)
    for wrong in ("", "x", "9" * 40):
        desk.post(
            f"/desk/members/{members['0101']}/talks", {"attempt": wrong, "note": "x"}, status=404
        )
    with database.reading() as session:
        assert session.execute(select(Talk)).first() is None


def test_an_instructor_without_the_desk_finds_and_records_talks(
    database: Database, school: School, members: dict[str, int], client: PageClient
) -> None:
    _failed(school, members["0101"], missed=("IV.B.1",))
    instructor = sign_up(database, Role.INSTRUCTOR, login="ines", name="Ines Example")
    client.become(instructor)
    client.get(client.get("/desk/content").link("Talks that are waiting"))
    client.get(client.page.link("Minh Đặng"))  # type: ignore[union-attr]
    page = client.submit(fields={"note": "Read section IV.B together."})
    assert page.location == "/desk/talks"
    assert "Nobody waits for a talk" in client.follow().text
    client.get(f"/desk/members/{members['0101']}", status=403)


def test_nobody_acts_on_their_own_record(
    database: Database, school: School, members: dict[str, int], desk: PageClient
) -> None:
    own = members["0120"]
    school.assign(due_on=DUE)
    attempt = _failed(school, own)
    page = desk.get(f"/desk/members/{own}", statements=30)
    assert "This is your own record" in page.text
    assert not [href for href, _ in page.reader.links if "exemptions" in href or "talks" in href]
    assert "this is you" in desk.get("/desk/talks").text
    for path in (f"/desk/members/{own}/talks", f"/desk/members/{own}/exemptions"):
        assert "Nobody acts on their own record" in desk.get(path, status=403).text
        fields = {"attempt": str(attempt), "note": "x", "assignment": "1", "reason": "x"}
        desk.post(path, {**fields, "approved_by": "The Chief"}, status=403)
    with database.reading() as session:
        assert session.execute(select(Talk)).first() is None
        assert session.execute(select(Exemption)).first() is None


def test_an_exemption_takes_a_reason_and_another_persons_name(
    database: Database, school: School, members: dict[str, int], desk: PageClient
) -> None:
    school.assign(due_on=DUE)
    member_id = members["0101"]
    desk.get(desk.get(f"/desk/members/{member_id}", statements=30).link("Excuse"))
    page = desk.submit(fields={}, status=422)
    assert "2 things need another look" in page.text, page.text
    good = {"reason": "Detached to the academy.", "approved_by": "Captain Abernathy"}
    for wrong in ({"approved_by": "Sgt. Sam Corrigan"}, {"valid_until": "2027-02-01"}):
        desk.get(f"/desk/members/{member_id}/exemptions?assignment=1")
        desk.submit(fields={**good, **wrong}, status=422)
    desk.submit(fields={**good, "valid_until": ""})
    page = desk.follow()
    assert "The exemption is recorded." in page.text
    assert "Approved by Captain Abernathy" in page.text
    assert "Excused" in page.text
    desk.post(f"/desk/members/{member_id}/exemptions", {**good, "assignment": "1"})
    assert "Nothing was changed" in desk.follow().text


def test_an_earlier_year_can_be_opened(
    database: Database, school: School, members: dict[str, int], desk: PageClient, clock: Clock
) -> None:
    school.work(members["0101"], 1_800)
    clock.now = clock.now.replace(year=2028)
    school.open_year()
    luis = _again(database, desk)
    page = desk.become(luis).get(f"/desk/members/{members['0101']}", statements=30)
    assert "120 minutes short" in page.text
    earlier = desk.get(page.link("2027"), statements=30)
    assert "90 minutes short" in earlier.text
    assert "What the record holds of 2027" in earlier.text
    desk.get(f"/desk/members/{members['0101']}?year=1999", statements=30)


def test_content_is_listed_with_versions_states_and_people(
    database: Database, school: School, sergeant: Someone, desk: PageClient
) -> None:
    author = sign_up(database, Role.TRAINING_UNIT, login="writer", name="Wanda Writer")
    school.publish(
        scenario(title="At the curb"),
        state=ContentStateKind.IN_REVIEW,
        author=author.account_id,
        by=sergeant.account_id,
    )
    page = desk.get("/desk/content")
    assert "1 module, 2 lessons and 1 scenario" in page.text
    row = page.text[page.text.index("At the curb") :]
    assert "21 in use In review Wanda Writer Sam Corrigan" in row
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
    desk.get(f"/desk/members/{members['0101']}", statements=30)
    desk.get(f"/desk/members/{members['0120']}", statements=30)
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
    _failed(school, members["0101"])
    for path in ("/desk", f"/desk/assignments/{number}", f"/desk/members/{members['0101']}"):
        page = client.get(path, statements=30)
        assert not [href for href, _ in page.reader.links if "assign?" in href or "talks" in href]
        assert "/desk/assign" not in {href for href, _ in page.reader.links}
    client.get("/desk/assign", status=403)


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
    page = desk.get(f"/desk/members/{members['0101']}", statements=30)
    assert "Left on" in page.text


def test_an_officer_sees_nothing_of_the_desk(
    database: Database, school: School, members: dict[str, int], client: PageClient
) -> None:
    client.become(officer(database, "0777"))
    for path in ("/desk", "/desk/members", f"/desk/members/{members['0101']}", "/desk/talks"):
        page = client.get(path, status=403)
        assert "Đặng" not in page.text


def test_the_verification_code_leads_the_chief_to_the_public_page(
    database: Database, school: School, members: dict[str, int], client: PageClient
) -> None:
    school.certify(members["0101"])
    chief = sign_up(database, Role.CHIEF, login="chief", name="Cleo Chief")
    page = client.become(chief).get(f"/desk/members/{members['0101']}", statements=30)
    assert page.link("Module 1: Equal service") == f"/verify/{CODE}"
