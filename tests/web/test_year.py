from __future__ import annotations

import io
import json
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import pikepdf
import pytest
from PIL import Image
from sqlalchemy import select

from lms.domain.access import Role
from lms.domain.reminder import Open
from lms.models import Exemption, Journal, RequirementInstance
from lms.queries.open_work import open_work
from lms.queries.package_tables import TABLES
from lms.queries.training_records import training_record
from lms.storage.database import Database
from tests.clock import Clock
from tests.desk_people import FORBIDDEN, second_trainer
from tests.factories import Someone, sign_up
from tests.page_client import PageClient
from tests.rendering.certificate_paper import text_of
from tests.rendering.tag_check import assert_all_marked
from tests.training_rows import School

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

OVER = datetime(2028, 1, 4, 15, tzinfo=UTC)


@pytest.fixture
def over(database: Database, school: School, members: dict[str, int], clock: Clock) -> School:
    """A year that is over: one complete, one on leave, two short."""
    school.work(members["0101"], 7_260)
    school.complete(school.begin(members["0101"]), "updates")
    school.leave(members["0103"], date(2027, 11, 1))
    clock.now = OVER
    return school


@pytest.fixture
def chief(database: Database, members: dict[str, int]) -> Someone:
    return sign_up(database, Role.CHIEF, login="chief", name="Chris Chief")


def test_a_memo_keeps_the_paper_behind_it_for_the_training_unit_alone(
    database: Database,
    over: School,
    members: dict[str, int],
    chief: Someone,
    client: PageClient,
) -> None:
    client.become(second_trainer(database))
    ticked = [str(members["0102"]), str(members["0103"])]
    memo: Any = {"reason": "On orders.", "approved_by": "Chief Chris", "excuse": ticked}
    client.get("/desk/year", statements=40)
    wrong = {**memo, "document": (BytesIO(b"MZ no paper"), "orders.pdf")}
    page = client.post("/desk/year/memos?year=2027", wrong, status=422, statements=60)
    assert "3 people to settle." in page.text
    paper = BytesIO()
    Image.new("RGB", (40, 30), "white").save(paper, "PNG")
    sent = {**memo, "document": (BytesIO(paper.getvalue()), "orders.png")}
    client.post("/desk/year/memos?year=2027", sent, statements=70)
    page = client.get("/desk/year")
    assert "1 person to settle." in page.text
    page = client.get("/desk/year?year=2027&all=yes")
    address = page.link("Document")
    assert client.get(address).response.mimetype == "image/png"
    with database.reading() as session:
        told = session.scalars(select(Journal.body).where(Journal.kind == "member-excused")).all()
        kept = session.scalars(select(Exemption.document_sha256)).all()
    assert {json.loads(each)["data"]["document"] for each in told} == set(kept)
    assert len(kept) == len(ticked)
    assert None not in kept
    client.become(chief)
    assert "On orders." in client.get("/desk/year?year=2027&all=yes").text
    assert address not in client.page.html  # type: ignore[union-attr]
    client.get(address, status=403)


def test_december_is_an_afternoon_memo_signature_next_year(
    database: Database,
    over: School,
    members: dict[str, int],
    chief: Someone,
    client: PageClient,
) -> None:
    client.become(second_trainer(database))
    page = client.get("/desk/year")
    assert page.heading == "2027 and its close"
    assert "3 people to settle." in page.text
    memo = {"reason": "On orders.", "approved_by": "Chief Chris", "excuse": [str(members["0103"])]}
    client.post("/desk/year/memos?year=2027", memo, statements=60)
    page = client.get("/desk/year")
    assert "The memo is recorded for 1 person." in page.text
    assert "2 people to settle." in page.text
    assert "Nothing stands against it. It waits for the Chief." in page.text
    client.post("/desk/year/opening?year=2027", {"open": "2028"})
    assert "2028 is open for 4 more people." in client.get("/desk/year").text
    client.become(chief)
    page = client.get("/desk/year?year=2027")
    assert "2 people are late and stay so in the record." in page.text
    client.submit("/desk/year?year=2027", statements=70)
    page = client.get("/desk/year?year=2027")
    assert page.heading == "2027 is closed"
    assert "1 complete, 1 excused with a memo, 2 late." in page.text
    assert "Chris Chief" in page.text[page.text.index("The signature") :]
    everybody = client.get("/desk/year?year=2027&all=yes").text
    assert "On orders." in everybody
    assert "Đặng, Minh" in everybody
    assert not FORBIDDEN.search(page.text)


def test_a_memo_without_words_people_or_a_second_person_is_named(
    database: Database, over: School, members: dict[str, int], client: PageClient
) -> None:
    client.become(second_trainer(database))
    client.get("/desk/year", statements=40)
    one = [str(members["0103"])]
    wrong: list[tuple[dict[str, str | list[str]], str]] = [
        ({"reason": "", "approved_by": "Chief", "excuse": one}, "Say why."),
        ({"reason": "Orders", "approved_by": "Luis Other", "excuse": one}, "somebody other"),
        ({"reason": "Orders", "approved_by": "Chief"}, "Tick the people"),
        ({"reason": "Orders", "approved_by": "Chief", "excuse": ["9999999"]}, "owe the year"),
    ]
    for fields, words in wrong:
        page = client.post("/desk/year/memos?year=2027", fields, status=422, statements=60)
        assert words in page.text
        assert "3 people to settle." in page.text


def test_what_changed_since_the_chief_looked_is_not_signed(
    over: School, members: dict[str, int], chief: Someone, client: PageClient
) -> None:
    client.become(chief)
    client.get("/desk/year?year=2027")
    over.work(members["0102"], 600, on=date(2027, 12, 31))
    client.submit("/desk/year?year=2027", statements=70)
    page = client.get("/desk/year?year=2027")
    assert "changed since. Look again." in page.text
    assert page.heading == "2027 and its close"


def test_a_signature_without_words_is_refused_at_its_field(
    over: School, chief: Someone, client: PageClient
) -> None:
    client.become(chief)
    client.get("/desk/year?year=2027")
    page = client.submit("/desk/year?year=2027", {"statement": " "}, status=422)
    assert "Say what you sign." in page.text


def test_only_the_chief_signs_and_a_running_year_says_what_it_waits_for(
    database: Database, school: School, members: dict[str, int], client: PageClient
) -> None:
    client.become(second_trainer(database))
    page = client.get("/desk/year")
    assert "A federal update may still be recorded for it." in page.text
    assert "It is not over, and somebody would be late." in page.text
    client.post("/desk/year?year=2027", {"seen": "x", "statement": "x"}, status=403)


def test_a_closed_year_prints_as_a_tagged_document_with_everybody(
    database: Database,
    over: School,
    members: dict[str, int],
    chief: Someone,
    client: PageClient,
) -> None:
    client.become(chief)
    client.get("/desk/year.pdf", status=404)
    client.get("/desk/year/2027.pdf", status=404)
    client.get("/desk/year?year=2027")
    client.submit("/desk/year?year=2027", statements=70)
    data = client.get("/desk/year/2027.pdf").response.get_data()
    assert_all_marked(data)
    text = text_of(data)
    assert "Đặng, Minh" in text
    assert "Signed by Chris Chief" in " ".join(text.split())
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert str(pdf.Root.Lang) == "en-US"


def test_a_year_that_is_none_is_not_found_and_not_opened(
    database: Database, over: School, client: PageClient
) -> None:
    client.become(second_trainer(database))
    client.get("/desk/year", statements=40)
    for path in ("/desk/year?year=1", "/desk/year?year=2999", "/desk/year?year=x"):
        client.get(path, status=404)
    client.post("/desk/year/opening?year=2027", {"open": "2030"}, status=404)
    with database.reading() as session:
        years = session.execute(select(RequirementInstance.period_start).distinct()).scalars()
        assert list(years) == [date(2027, 1, 1)]


def test_more_time_for_a_year_names_the_day_and_erases_no_lateness(
    database: Database,
    over: School,
    members: dict[str, int],
    chief: Someone,
    client: PageClient,
) -> None:
    who = members["0102"]
    memo = {"reason": "Detached to a task force.", "approved_by": "Chief Chris", "excuse": str(who)}
    client.become(second_trainer(database))
    for wrong, words in (("2027-12-31", "until then nobody is late"), ("2029-02-01", "earlier")):
        client.get("/desk/year", statements=40)
        sent = {**memo, "extended_to": wrong}
        page = client.post("/desk/year/memos?year=2027", sent, status=422, statements=70)
        assert words in page.text
    before = _open_duty(database, who)
    for _ in range(2):
        client.get("/desk/year", statements=40)
        sent = {**memo, "extended_to": "2028-03-31"}
        client.post("/desk/year/memos?year=2027", sent, statements=70)
    page = client.get("/desk/year")
    assert "3 people to settle." in page.text
    assert "extended to March 31, 2028" in page.text
    assert "by Chief Chris; late after December 31, 2027 all the same" in page.text
    shown = client.get(f"/desk/members/{who}?year=2027").text
    assert "More time for the year, which stays late, until March 31, 2028" in shown
    assert "Approved by Chief Chris." in shown
    with database.reading() as session:
        (kept,) = session.execute(select(Exemption)).scalars()
        days = (kept.valid_from, kept.extended_to)
        told = session.scalars(select(Journal.body).where(Journal.kind == "member-extended")).all()
        record = training_record(session, member_id=who, day=date(2028, 1, 4))
        table = next(each for each in TABLES if each.name == "more_time")
        (row,) = table.rows(session, kept.event_seq)
    assert days == (date(2027, 12, 31), date(2028, 3, 31))
    assert len(told) == 1, "a second click changes nothing"
    said = [fact.what for part in record.parts for fact in part.then]
    assert "More time for the year, which stays late, until March 31, 2028" in said
    assert row[1] == "the year"
    after = _open_duty(database, who)
    assert (before.due_on, after.due_on) == (date(2027, 12, 31), date(2028, 3, 31))
    assert after.title.endswith(", late after December 31, 2027")
    client.become(chief)
    client.get("/desk/year", statements=40)
    client.submit("/desk/year?year=2027", statements=70)
    closed = client.get("/desk/year?year=2027&all=yes").text
    assert "Late extended to March 31, 2028 by Chief Chris" in closed
    assert _open_duty(database, who) == after, "closing the year takes no time back"
    paper = text_of(client.get("/desk/year/2027.pdf", statements=60).response.data)
    assert "More time, and late all the same" in paper


def _open_duty(database: Database, member_id: int) -> Open:
    """The year before, as reminders and the calendar tell of it."""
    with database.reading() as session:
        found = open_work(
            session, day=OVER.date(), zone=ZoneInfo("America/New_York"), member_ids=(member_id,)
        )
    (duty,) = (each for each in found[member_id] if "2027" in each.title)
    return duty
