"""Challenging a question on its pages, and the correction that follows."""

from __future__ import annotations

from datetime import datetime
from functools import partial

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lms.domain.challenge import ChallengeOutcome
from lms.domain.presentation import present
from lms.jobs.send_mail import MailRoom
from lms.models import Attempt, ItemChallenge
from lms.queries.attempt_work import attempt_of, opened_attempt
from lms.queries.recipient import MAIL
from lms.services.challenge_item import answer_challenge, challenge_item
from lms.services.claim_job import claim_job
from lms.storage.database import Database
from tests.clock import Clock
from tests.key_corrections import ALSO_RIGHT, FIRST, KEYED, Case
from tests.mail_server import Inbox, at, body, free_port, mail_server
from tests.page_client import PageClient

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
WORDS = "The counter's rule allows the other one as well."


@pytest.fixture
def case(database: Database) -> Case:
    return Case.opened(database)


def position(case: Case, badge: str, attempt_id: int, option: int) -> str:
    with case.database.reading() as session:
        seen = opened_attempt(session, attempt_of(session, attempt_id, case.officers[badge].member))
    item = seen.scenario(FIRST.scenario).item(FIRST.item)
    return str(present(item, seen.row.seed, FIRST.scenario).presented(option))


def test_a_challenge_goes_to_the_policy_owner_and_its_answer_to_the_officer(
    case: Case, client: PageClient
) -> None:
    tried = case.tried("0101", ALSO_RIGHT)
    case.tried("0102", KEYED)
    client.become(case.officers["0101"])
    page = client.get(f"/attempts/{tried}/result")
    page = client.get(page.link("challenge it"))
    page = client.get(f"/attempts/{tried}/challenges/{FIRST}")
    assert "Right answer" not in page.html
    assert "Because." not in page.text
    client.submit("", {"words": WORDS})
    page = client.follow()
    assert WORDS in page.text
    assert "Waits for an answer" in page.text

    client.become(case.owner)
    page = client.get("/challenges")
    assert "Waits 0 days of 14" in page.text
    page = client.get("/challenges/1")
    assert "missed by 1 of 2" in page.text
    assert "0101" not in page.text
    assert "Đặng" not in page.text
    client.submit("", {"outcome": "stands", "words": "Section IV.B.1 says so."})

    client.become(case.officers["0101"])
    page = client.get(f"/attempts/{tried}/challenges")
    assert "Section IV.B.1 says so." in page.text
    assert "The answer stands" in page.text


def test_who_challenged_gets_a_letter_that_names_nobody_and_no_answer(
    case: Case, clock: Clock
) -> None:
    database, officer = case.database, case.officers["0101"]
    tried = case.tried("0101", ALSO_RIGHT)
    challenge_id = database.writing(
        partial(
            challenge_item,
            attempt_id=tried,
            member_id=officer.member,
            item=FIRST,
            words=WORDS,
            by=officer.actor,
        )
    )
    database.writing(
        partial(
            answer_challenge,
            challenge_id=challenge_id,
            outcome=ChallengeOutcome.KEY_WRONG,
            words="You are right about the counter.",
            by=case.owner.actor,
        )
    )
    clock.advance(days=1)
    inbox, port = Inbox(), free_port()
    room = MailRoom(database, at(port), "https://training.example.gov")
    with mail_server(inbox, port):
        job = database.writing(partial(claim_job, owner="a test", kinds=(MAIL,)))
        assert job is not None
        room.send(job)
    (letter,) = inbox.letters
    said = f"{letter['Subject']} {body(letter)}"
    assert "Your challenge has an answer" in said
    assert f"https://training.example.gov/attempts/{tried}/challenges" in said
    for secret in ("Paula", "counter", FIRST.scenario, FIRST.item, "0101", WORDS):
        assert secret not in said


def _crowd(session: Session, *, attempt_id: int, now: datetime) -> None:
    """The same challenge of a hundred more attempts."""
    first = session.get_one(Attempt, attempt_id)
    version = session.execute(select(ItemChallenge.scenario_version_id)).scalar_one()
    common = {"member_id": first.member_id, "event_seq": first.event_seq}
    numbers = range(1_001, 1_101)
    tried = {"sitting_id": first.sitting_id, "seed": first.seed, "draw": first.draw, **common}
    session.execute(
        insert(Attempt),
        [{"id": at, "number": at, "pass_mark": 70, "started_at": now, **tried} for at in numbers],
    )
    said = {"scenario_version_id": version, "item": FIRST.item, "words": WORDS, **common}
    session.execute(
        insert(ItemChallenge), [{"attempt_id": at, "raised_at": now, **said} for at in numbers]
    )


def test_many_challenges_are_cut_into_pages(case: Case, client: PageClient) -> None:
    tried = case.tried("0101", ALSO_RIGHT)
    client.become(case.officers["0101"])
    client.get(f"/attempts/{tried}/challenges/{FIRST}")
    client.submit("", {"words": WORDS})
    case.database.writing(partial(_crowd, attempt_id=tried))
    client.become(case.owner)
    page = client.get("/challenges")
    assert page.html.count("Waits 0 days of 14") == 100
    assert "Page 1 of 2 1 to 100 of 101" in page.text
    page = client.get(page.link("Next"))
    assert page.html.count("Waits 0 days of 14") == 1


def test_a_challenge_says_what_is_wrong(case: Case, client: PageClient) -> None:
    tried = case.tried("0101", ALSO_RIGHT)
    client.become(case.officers["0101"])
    page = client.get(f"/attempts/{tried}/challenges/{FIRST}")
    page = client.submit("", {"words": "  "}, status=422)
    assert "Say what is wrong." in page.text


def test_an_answer_is_late_after_fourteen_days(
    case: Case, client: PageClient, clock: Clock
) -> None:
    tried = case.tried("0101", ALSO_RIGHT)
    client.become(case.officers["0101"])
    client.get(f"/attempts/{tried}/challenges/{FIRST}")
    client.submit("", {"words": WORDS})
    clock.advance(days=14)
    client.become(case.owner)
    assert "Late" not in client.get("/challenges").text
    clock.advance(days=1)
    client.become(case.owner)
    page = client.get("/challenges")
    assert "Late" in page.text
    assert "15 days of 14" in page.text


def test_a_correction_shows_first_who_changes_and_two_people_make_it(
    case: Case, client: PageClient
) -> None:
    tried = {badge: case.tried(badge, ALSO_RIGHT) for badge in case.officers}
    client.become(case.officers["0101"])
    page = client.get(f"/attempts/{tried['0101']}/challenges/{FIRST}")
    client.submit("", {"words": WORDS})

    client.become(case.owner)
    client.get("/challenges/1")
    client.submit("", {"outcome": "key-wrong", "words": "You are right."})
    page = client.follow()
    keyed = position(case, "0101", tried["0101"], KEYED)
    fields = {"everybody": "no", f"item-{FIRST.item}": keyed, "step": "show"}
    page = client.submit("", fields, status=422)
    assert "This answer is right already." in page.text
    fields[f"item-{FIRST.item}"] = position(case, "0101", tried["0101"], ALSO_RIGHT)
    page = client.submit("", fields, status=422)
    assert page.text.count("1 of 2, not passed") == 3
    assert page.text.count("2 of 2, passed") == 3
    page = client.submit("", {**fields, "step": "propose"}, status=422)
    assert "Say why." in page.text
    client.submit("", {**fields, "step": "propose", "reason": "The section allows both."})
    page = client.follow()
    assert "Minh Đặng, attempt" in page.text
    assert "You proposed it." in page.text

    client.become(case.trainer)
    page = client.get("/proposals/1")
    client.submit("", {"outcome": "approved", "note": ""}, statements=80)

    client.become(case.officers["0101"])
    page = client.get(f"/attempts/{tried['0101']}/result")
    assert "Passed: 2 of 2 points" in page.text
    assert "came to 1 of 2 points and comes to 2 now: it is passed" in page.text
    assert "You were right" in client.get(f"/attempts/{tried['0101']}/challenges").text
