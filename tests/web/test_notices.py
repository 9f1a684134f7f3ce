"""A notice from its entry to its officer: first page, letter, paper, statement, record."""

from __future__ import annotations

from functools import partial

import pytest

from lms.jobs.send_mail import MailRoom
from lms.queries.adverse_notices import notices
from lms.queries.package_tables import TABLES
from lms.queries.recipient import MAIL
from lms.services.claim_job import claim_job
from lms.storage.database import Database
from tests.clock import Clock
from tests.factories import decide, today
from tests.fair_people import fails
from tests.key_corrections import Case
from tests.mail_server import Inbox, at, body, free_port, mail_server
from tests.page_client import PageClient
from tests.rendering.certificate_paper import text_of
from tests.rendering.tag_check import assert_all_marked

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

BADGE = "0101"
WORDS = "I was called to a crash in the middle of it.\n<b>Twice</b>, =1+1."


@pytest.fixture
def case(database: Database) -> Case:
    found = Case.opened(database)
    decide(database, adverse_notice="failure")
    return found


def _notice(case: Case) -> int:
    with case.database.reading() as session:
        return notices(session, day=today(case.database))[0].id


def test_a_failed_result_says_plainly_what_happens_now(case: Case, client: PageClient) -> None:
    sitting_id = case.school.begin(case.officers[BADGE].member)
    first, second = fails(case, BADGE, 2, sitting_id=sitting_id)
    client.become(case.officers[BADGE])
    page = client.get(f"/attempts/{first}/result")
    for words in (
        "What happens now",
        "Next is a talk with an instructor",
        "by section of the policy",
        "Terry Trainer",
    ):
        assert words in page.text
    assert f"/attempts/{first}/challenges" in page.html
    assert f"/training/entries/failure/{first}/statements" in page.html
    assert "A notice about this result" not in page.text
    client.get(f"/training/entries/failure/{second}/statements")
    client.submit("", {"words": " "}, status=422)
    client.submit("", {"words": WORDS})
    page = client.get(f"/attempts/{second}/result")
    assert "Officer\u2019s statement" in page.text
    assert "&lt;b&gt;Twice&lt;/b&gt;, =1+1." in page.html
    client.become(case.officers["0102"])
    client.get(f"/training/entries/failure/{second}/statements", status=404)
    client.get(f"/training/entries/nothing/{second}/statements", status=404)


def test_the_officer_opens_the_notice_and_what_they_say_stands_wherever_the_entry_does(
    case: Case, client: PageClient, clock: Clock
) -> None:
    *_, last = fails(case, BADGE, 3)
    number, officer = _notice(case), case.officers[BADGE]
    client.become(officer)
    assert f"/training/notices/{number}" in client.get("/training").html
    page = client.get(f"/training/notices/{number}")
    assert "not passed" not in page.text
    page = client.follow(client.submit(f"/training/notices/{number}/opening"))
    for words in ("try 3: not passed, after a talk", "M.G.L. c. 149 s. 52C", "a test"):
        assert words in page.text
    assert f"/training/notices/{number}" not in client.get("/training").html
    client.get(f"/training/entries/failure/{last}/statements")
    client.submit("", {"words": WORDS})
    assert "crash" in client.get(f"/training/notices/{number}").text
    assert f"/training/notices/{number}" in client.get(f"/attempts/{last}/result").html

    clock.advance(days=1)
    client.become(officer)
    record = client.get("/minutes/record", statements=49)
    assert "Notice (M.G.L. c. 149 s. 52C): Graded scenarios of" in record.text
    assert "&lt;b&gt;Twice&lt;/b&gt;, =1+1." in record.html
    client.become(case.trainer)
    page = client.get(f"/desk/members/{officer.member}", statements=36)
    assert "Notice (M.G.L. c. 149 s. 52C) was placed" in page.text
    assert "crash" in page.text
    client.become(case.officers["0102"])
    client.get(f"/training/notices/{number}", status=404)


def test_the_desk_sees_what_was_not_opened_and_hands_it_over_on_paper(
    case: Case, client: PageClient, clock: Clock
) -> None:
    fails(case, BADGE, 3)
    number = _notice(case)
    client.become(case.trainer)
    assert "1 notice to officers not opened" in client.get("/desk").text
    page = client.get("/desk/notices")
    assert "Not opened" in page.text
    assert "Letter waits" in page.text
    clock.advance(days=11)
    client.become(case.trainer)
    assert "Past its last day" in client.get("/desk/notices").text
    paper = client.get(f"/desk/notices/{number}.pdf")
    assert_all_marked(paper.response.data)
    text = text_of(paper.response.data).replace("\n", " ")
    for words in ("not passed, after a talk", "M.G.L. c. 149 s. 52C", "a test", "Received"):
        assert words in text
    client.get(f"/desk/notices/{number}")
    client.submit("", {"delivered_by": "", "delivered_on": "2099-01-01"}, status=422)
    client.submit("", {"delivered_by": "Lt. Marsh", "delivered_on": "2099-01-01"}, status=422)
    day = today(case.database).isoformat()
    client.submit("", {"delivered_by": "Lt. Marsh", "delivered_on": day})
    assert "Handed over by Lt. Marsh" in client.get(f"/desk/notices/{number}").text
    assert "notice to officers not opened" not in client.get("/desk").text


def test_the_letter_goes_at_once_and_says_nothing_of_what_entered(case: Case) -> None:
    fails(case, BADGE, 3)
    inbox, port = Inbox(), free_port()
    room = MailRoom(case.database, at(port), "https://training.example.gov")
    job = case.database.writing(partial(claim_job, owner="a test", kinds=(MAIL,)))
    assert job is not None
    with mail_server(inbox, port):
        room.send(job)
    (letter,) = inbox.letters
    said = f"{letter['Subject']} {body(letter)}"
    assert f"https://training.example.gov/training/notices/{_notice(case)}" in said
    assert "M.G.L. c. 149 s. 52C" in said
    for secret in ("not passed", "try 3", "talk", "0101"):
        assert secret not in said


def test_the_archive_holds_notices_and_statements(case: Case, client: PageClient) -> None:
    *_, last = fails(case, BADGE, 3)
    client.become(case.officers[BADGE])
    client.get(f"/training/entries/failure/{last}/statements")
    client.submit("", {"words": WORDS})
    with case.database.reading() as session:
        (placed,), (said,) = (
            [dict(zip(dict(each.columns), row, strict=True)) for row in each.rows(session, 9_999)]
            for each in TABLES
            if each.name in {"notices", "officer_statements"}
        )
    assert placed["subject_id"] == said["subject_id"] == last
    assert said["words"] == WORDS
