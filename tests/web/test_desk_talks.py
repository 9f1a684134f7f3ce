from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from lms.domain.access import Role
from lms.models import Exemption, Talk
from lms.storage.database import Database
from tests.desk_people import failed
from tests.factories import sign_up
from tests.page_client import PageClient
from tests.training_rows import School

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

DUE = date(2027, 3, 20)


def test_an_instructor_sees_what_to_go_over_and_records_the_talk_once(
    database: Database, school: School, members: dict[str, int], desk: PageClient
) -> None:
    member_id = members["0101"]
    attempt = failed(school, member_id, missed=("IV.B.1", "IV.B.2"))
    desk.get(desk.get(f"/desk/members/{member_id}", statements=31).link("See what to go over"))
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
    failed(school, members["0101"], times=1)
    assert "Nobody waits for a talk" in desk.get("/desk/talks").text
    desk.get(f"/desk/members/{members['0101']}/talks", status=404)


def test_a_talk_about_somebody_elses_attempt_is_not_found(
    database: Database, school: School, members: dict[str, int], desk: PageClient
) -> None:
    attempt = failed(school, members["0101"])
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
    failed(school, members["0101"], missed=("IV.B.1",))
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
    attempt = failed(school, own)
    page = desk.get(f"/desk/members/{own}", statements=31)
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
    desk.get(desk.get(f"/desk/members/{member_id}", statements=31).link("Excuse"))
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
