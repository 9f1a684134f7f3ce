"""Training taken elsewhere on its pages: sent by an officer, decided at the desk, read again."""

from __future__ import annotations

from functools import partial
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from lms.domain.access import Role
from lms.domain.outside_training import OutsideOutcome
from lms.jobs.send_mail import MailRoom
from lms.models import OutsideTraining, StoredFile
from lms.queries.recipient import MAIL
from lms.services.claim_job import claim_job
from lms.storage.database import Database
from tests.clock import Clock
from tests.desk_people import FORBIDDEN
from tests.factories import sign_up
from tests.hostile import MARKUP, SYNTAX
from tests.mail_server import Inbox, at, body, free_port, mail_server
from tests.outside_people import POLICY, Elsewhere
from tests.page_client import Page, PageClient

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
SENT = {
    "title": "Civil immigration detainers",
    "provider": "Regional Academy",
    "first_day": "2027-02-03",
    "minutes_policy": "45",
    "minutes_federal_changes": "15",
    "covered": "Detainers, and what state law asks.",
}


def picture(color: str = "white") -> bytes:
    data = BytesIO()
    Image.new("RGB", (400, 300), color).save(data, "PNG")
    return data.getvalue()


@pytest.fixture
def elsewhere(database: Database) -> Elsewhere:
    return Elsewhere(database)


def send(
    client: PageClient, *, status: int = 303, scan: bytes | None = None, **changes: str
) -> Page:
    fields: Any = {**SENT, **changes, "scan": (BytesIO(scan or picture()), "certificate.png")}
    return client.post("/outside", fields, status=status)


def test_an_officer_sends_it_a_second_person_adjusts_it_and_the_officer_reads_why(
    elsewhere: Elsewhere, client: PageClient, database: Database
) -> None:
    client.become(elsewhere.officer)
    page = client.get("/minutes")
    page = client.get(page.link("Training taken elsewhere"))
    assert "Nothing was sent yet" in page.text
    page = client.get(page.link("Send training"))
    assert "How this is other training" not in page.text
    page = client.follow(send(client))
    assert "It waits for a second person" in page.text
    assert client.get(page.link("The scan")).response.mimetype == "image/png"
    client.become(elsewhere.second)
    desk = client.get("/desk", statements=40)
    listed = client.get(desk.link("Outside training of 1 submission waits"))
    page = client.get(listed.link("\u0110\u1eb7ng, Minh"))
    assert not FORBIDDEN.search(page.text)
    assert "no other use of this scan" in page.text
    assert '<img class="scan"' in page.html
    client.submit(
        "/decision", {"outcome": "adjusted", "minutes_policy": "70"}, status=422, statements=60
    )
    assert "Say why; the officer reads it." in client.page.text  # type: ignore[union-attr]
    assert "85 minutes are more than the 60" in client.page.text  # type: ignore[union-attr]
    fields = {"minutes_policy": "50", "minutes_federal_changes": "", "reason": "A break of ten."}
    client.submit("/decision", {"outcome": "adjusted", **fields}, statements=90)
    page = client.follow()
    assert "50 minutes granted of 60" in page.text
    client.post(f"{page.path}/decision", {"outcome": "declined", "reason": "No."})
    assert "it was decided or withdrawn before" in client.follow().text
    record = client.get(f"/desk/members/{elsewhere.officer.member}", statements=38)
    assert "50 of 60 minutes, outside training, not timed here" in record.text
    client.become(elsewhere.officer)
    mine = client.get("/minutes")
    assert "Outside training, not timed here" in mine.text
    page = client.get(mine.link("Civil immigration detainers"))
    assert "A break of ten." in page.text
    assert "Withdraw it" not in page.text


def test_the_letter_says_nothing_but_where_to_read(
    elsewhere: Elsewhere, database: Database, clock: Clock
) -> None:
    elsewhere.decide(elsewhere.send(), OutsideOutcome.DECLINED, reason="No name on it.")
    clock.advance(days=1)
    inbox, port = Inbox(), free_port()
    room = MailRoom(database, at(port), "https://training.example.gov")
    with mail_server(inbox, port):
        job = database.writing(partial(claim_job, owner="a test", kinds=(MAIL,)))
        assert job is not None
        room.send(job)
    (letter,) = inbox.letters
    assert "https://training.example.gov/outside/1" in body(letter)
    assert "No name" not in body(letter)


def test_mistakes_stand_at_their_fields_and_nothing_is_kept(
    elsewhere: Elsewhere, client: PageClient, database: Database
) -> None:
    client.become(elsewhere.officer)
    client.get("/outside/new")
    page = send(client, status=422, first_day="2027-03-02", minutes_policy="many")
    assert "Write whole minutes, such as 10." in page.text
    page = send(client, status=422, first_day="2027-03-02")
    assert "still to come" in page.text
    assert "Choose the file again" in page.text
    page = send(client, status=422, first_day="2019-03-02")
    assert "not taken in service as a sworn officer" in page.text
    page = send(client, status=422, minutes_policy="0", minutes_federal_changes="")
    assert "Enter minutes for one subject at least." in page.text
    page = send(client, status=422, scan=b"GIF89a")
    assert "no PDF, PNG or JPEG" in page.text
    page = client.post("/outside", SENT, status=422)
    assert "Choose the scan of the certificate or agenda." in page.text
    with database.reading() as session:
        assert session.execute(select(OutsideTraining.id)).all() == []
        kept = select(StoredFile.name).where(StoredFile.name.contains("certificate"))
        assert session.execute(kept).all() == []


def test_what_looks_alike_asks_and_a_declined_one_is_sent_again(
    elsewhere: Elsewhere, client: PageClient
) -> None:
    client.become(elsewhere.officer)
    client.get("/outside/new")
    send(client)
    page = send(client, status=422, title="Once more")
    assert "was sent for the same training before" in page.text
    page = send(client, status=422, scan=picture("black"))
    assert "Say how this is other training." in page.text
    assert "How this is other training" in page.text
    client.follow(send(client, scan=picture("black"), explanation="The afternoon."))
    assert client.page is not None
    client.submit("/withdrawal")
    assert "It was withdrawn" in client.follow().text
    elsewhere.decide(1, OutsideOutcome.DECLINED, reason="The scan shows no name.")
    page = client.get("/outside/1")
    assert "The scan shows no name." in page.text
    page = client.get(page.link("Send it again, changed"))
    assert "Regional Academy" in page.html
    page = client.follow(send(client, follows="1", scan=picture("red")))
    assert "It takes the place of number 1." in page.text
    client.get("/outside/new?follows=1", status=404)


def test_strangers_see_nothing_and_the_desk_enters_for_an_officer(
    elsewhere: Elsewhere, client: PageClient
) -> None:
    sent = elsewhere.send(whose=elsewhere.sergeant)
    for path in (f"/outside/{sent}", f"/outside/{sent}/scan"):
        client.become(elsewhere.officer)
        client.get(path, status=404)
    client.become(elsewhere.sergeant)
    page = client.get(f"/desk/outside/{sent}")
    assert "This is your own" in page.text
    assert "Record the decision" not in page.text
    client.post(f"/desk/outside/{sent}/decision", {"outcome": "granted"}, status=403)
    client.get("/desk/outside/new")
    for badge, words in (("0120", "This is your own badge"), ("9999", "Nobody had this badge")):
        fields: Any = {**SENT, "badge": badge, "scan": (BytesIO(picture()), "scan.png")}
        assert words in client.post("/desk/outside", fields, status=422).text
    fields = {**SENT, "badge": "0101", "scan": (BytesIO(picture()), "scan.png")}
    page = client.follow(client.post("/desk/outside", fields))
    assert "You entered this" in page.text
    client.become(elsewhere.officer)
    assert "Sent by" in client.get("/outside/2").text
    client.become(elsewhere.second)
    client.get("/desk/outside/2")
    client.submit("/decision", {"outcome": "granted"}, statements=90)
    assert "60 minutes granted" in client.follow().text


def test_the_list_is_filtered_in_its_address(elsewhere: Elsewhere, client: PageClient) -> None:
    chief = sign_up(elsewhere.database, Role.CHIEF, login="chief")
    client.become(chief)
    assert "Nothing was sent yet" in client.get("/desk/outside").text
    elsewhere.decide(elsewhere.send())
    elsewhere.send(whose=elsewhere.other, scanned="other")
    page = client.get("/desk/outside")
    assert page.text.index("Abreu, Ana") < page.text.index("\u0110\u1eb7ng, Minh")
    waiting = client.get("/desk/outside?state=waiting")
    assert "Abreu" in waiting.text
    assert "Minh" not in waiting.text
    assert "Minh" in client.get("/desk/outside?q=dang&year=2027").text
    assert "Nothing fits this choice" in client.get("/desk/outside?state=declined").text
    assert "Abreu" in client.get("/desk/outside?state=x&year=99999999999&sort=-y").text


@pytest.mark.parametrize("text", [MARKUP, SYNTAX])
def test_hostile_words_stay_words(elsewhere: Elsewhere, client: PageClient, text: str) -> None:
    sent = elsewhere.send(title=text, provider=text, covered=text)
    elsewhere.decide(sent, OutsideOutcome.ADJUSTED, {POLICY: 1}, reason=text)
    client.become(elsewhere.officer)
    for path in ("/outside", f"/outside/{sent}", "/minutes"):
        client.get(path)
    client.become(elsewhere.second)
    for path in ("/desk/outside", f"/desk/outside/{sent}"):
        page = client.get(path)
        assert "<script>alert" not in page.html
