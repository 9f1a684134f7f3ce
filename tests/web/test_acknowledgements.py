"""Received, and I know where to find it: each member for themselves, each part by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest

from lms.domain.acknowledgement import WHOLE, Answer
from lms.domain.errors import ForbiddenError, InvalidError, NotFoundError
from lms.jobs.send_mail import MailRoom
from lms.queries.acknowledgements import Acknowledged, acknowledged, to_acknowledge
from lms.queries.recipient import MAIL, recipient
from lms.services.acknowledge_policy import acknowledge_policy
from lms.services.claim_job import claim_job
from lms.storage.database import Database
from tests.coming import CHIEF, OWNER, approve_it, propose_it, ready
from tests.department import COMPLETE, NEARLY, Find
from tests.factories import Someone, today
from tests.mail_server import Inbox, at, body, free_port, mail_server
from tests.page_client import PageClient
from tests.policies import SLUG

HERE = f"/policies/{SLUG}/acknowledgement"
LIST = f"/policies/{SLUG}/acknowledgements"
NewClient = Callable[[], PageClient]


@pytest.fixture
def database(department: Database) -> Database:
    return department


def publish(database: Database, find: Find, effective_on: date | None = None) -> None:
    ready(database, find(OWNER).actor)
    number = propose_it(database, find(OWNER).actor, effective_on=effective_on)
    approve_it(database, number, find(CHIEF).actor)


def say(
    database: Database,
    by: Someone,
    part: str = WHOLE,
    answer: Answer = Answer.RECEIVED,
    reason: str = "",
    sequence: int = 1,
) -> bool:
    return database.writing(
        partial(
            acknowledge_policy,
            policy=SLUG,
            sequence=sequence,
            part=part,
            answer=answer,
            reason=reason,
            by=by.actor,
        )
    )


def open_parts(database: Database, who: Someone) -> tuple[str, ...]:
    with database.reading() as session:
        found = to_acknowledge(session, policy=SLUG, member_id=who.member, day=today(database))
    assert found is not None
    return found.asked.open


def received(database: Database) -> Acknowledged:
    with database.reading() as session:
        found = acknowledged(session, policy=SLUG, day=today(database))
    assert found is not None
    return found


def test_the_first_time_one_act_for_the_whole_policy(
    database: Database, find: Find, client: PageClient
) -> None:
    officer = find(NEARLY)
    page = client.become(officer).get(HERE)
    assert "I have received this, and I know where to find it." in page.text
    assert "recognizes and values" in page.text
    reply = client.ask("POST", f"{HERE}/1", {"part": WHOLE})
    assert "You have answered everything" in client.follow(reply).text
    assert not open_parts(database, officer)
    assert received(database).done == 1
    assert not say(database, officer)


def test_afterwards_each_changed_section_by_itself(
    database: Database, find: Find, client: PageClient
) -> None:
    officer = find(NEARLY)
    say(database, officer)
    publish(database, find)
    parts = open_parts(database, officer)
    assert len(parts) == 14
    page = client.become(officer).get(HERE)
    assert page.html.count("I acknowledge it") == len(parts)
    assert "recognizes and values" not in page.text
    for part in parts:
        with pytest.raises(NotFoundError):
            say(database, officer, part)
        assert say(database, officer, part, sequence=2)
    assert not open_parts(database, officer)
    assert open_parts(database, find(COMPLETE)) == (WHOLE,)


def test_home_asks_for_what_waits_and_for_nothing_more(
    database: Database, find: Find, client: PageClient
) -> None:
    officer = find(NEARLY)
    client.become(officer)
    page = client.get("/training")
    assert "The policy waits for your acknowledgement" in page.text
    assert page.link("Read and acknowledge it") == HERE
    say(database, officer)
    assert "acknowledge it" not in client.get("/training").text
    publish(database, find)
    *parts, last = open_parts(database, officer)
    page = client.get("/training", statements=34)  # what is remembered of content is read anew
    assert f"{len(parts) + 1} sections of the policy have changed" in page.text
    assert page.link("Read and acknowledge them") == HERE
    for part in parts:
        say(database, officer, part, sequence=2)
    assert "1 section of the policy has changed" in client.get("/training").text
    say(database, officer, last, sequence=2)
    assert "of the policy ha" not in client.get("/training").text


def test_a_refusal_says_why_and_goes_to_command(
    database: Database, find: Find, new_client: NewClient
) -> None:
    officer, chief = new_client().become(find(NEARLY)), new_client().become(find(CHIEF))
    officer.get(HERE)
    assert "Say why." in officer.submit("refusal", {"reason": " "}, status=422).text
    officer.get(HERE)
    officer.submit("refusal", {"reason": "Page four is missing in my copy."})
    assert "It goes to command" in officer.follow().text
    page = chief.get(LIST)
    assert "Page four is missing in my copy." in page.text
    assert received(database).refusals[0].person.badge_number == NEARLY


def test_command_gets_a_letter_about_a_refusal_that_names_nobody_and_no_reason(
    database: Database, find: Find
) -> None:
    officer = find(NEARLY)
    claim = partial(claim_job, owner="a test", kinds=(MAIL,))
    while database.writing(claim) is not None:
        pass  # what the department already had to send
    say(database, officer, answer=Answer.REFUSED, reason="Page four is missing in my copy.")
    inbox, port = Inbox(), free_port()
    room = MailRoom(database, at(port), "https://training.example.gov")
    with mail_server(inbox, port):
        while (job := database.writing(claim)) is not None:
            assert job.key.startswith("policy-refused:")
            room.send(job)
    assert {str(each["To"]) for each in inbox.letters} >= {address(database, find(CHIEF))}
    said = f"{inbox.letters[0]['Subject']} {body(inbox.letters[0])}"
    assert f"https://training.example.gov{LIST}" in said
    for secret in ("Page four", "Núñez", NEARLY):
        assert secret not in said


def address(database: Database, someone: Someone) -> str:
    with database.reading() as session:
        to = recipient(session, account_id=someone.account_id, day=today(database))
    assert to is not None
    return to.address


def test_whoever_refused_the_whole_is_asked_for_the_whole_again(
    database: Database, find: Find
) -> None:
    officer = find(NEARLY)
    say(database, officer, answer=Answer.REFUSED, reason="It is not signed.")
    publish(database, find)
    assert open_parts(database, officer) == (WHOLE,)


def test_the_owner_sees_who_is_missing_by_unit(
    database: Database, find: Find, client: PageClient
) -> None:
    say(database, find(NEARLY))
    found = received(database)
    assert sum(each.done + len(each.missing) for each in found.units) == found.serving
    page = client.become(find(OWNER)).get(LIST)
    assert f"1 of {found.serving} people" in page.text
    person = found.units[0].missing[0]
    assert person.list_name in page.text


@pytest.mark.parametrize(("part", "sequence"), [("no>such", 1), (WHOLE, 2), (WHOLE, 9)])
def test_what_is_not_asked_is_not_answered(
    database: Database, find: Find, part: str, sequence: int
) -> None:
    with pytest.raises(NotFoundError):
        say(database, find(NEARLY), part, sequence=sequence)


def test_nobody_answers_for_somebody_else(database: Database, find: Find) -> None:
    with pytest.raises(ForbiddenError):
        say(database, find("administrator"))
    with pytest.raises(InvalidError):
        say(database, find(NEARLY), answer=Answer.REFUSED)
    with pytest.raises(InvalidError):
        say(database, find(NEARLY), answer=Answer.REFUSED, reason="x" * 1_001)


def test_any_day_shows_its_revision_and_statuses(
    database: Database, find: Find, client: PageClient
) -> None:
    day = today(database) + timedelta(days=5)
    publish(database, find, day)
    client.become(find(NEARLY))
    page = client.get(f"/policies/{SLUG}/on/{(day - timedelta(days=1)).isoformat()}")
    assert "Revision 1 was the rule on that day" in page.text
    page = client.get(f"/policies/{SLUG}/on/{day.isoformat()}")
    assert "Revision 2 was the rule on that day" in page.text
    assert "Trained and tested" in page.text
    assert "No revision" in client.get(f"/policies/{SLUG}/on/1999-01-01").text
    client.get(f"/policies/{SLUG}/on/soon", status=404)
    client.get(f"/policies/none/on/{day.isoformat()}", status=404)
    reply = client.ask("GET", f"/policies/{SLUG}/on?day={day.isoformat()}")
    assert reply.status == 302
