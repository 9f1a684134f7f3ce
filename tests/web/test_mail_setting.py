"""Where letters go is decided by two people, told to others before it holds, and can be tried."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from lms.domain.access import Role
from lms.domain.setting import SettingName
from lms.domain.two_people import TakesTwoPeopleError
from lms.jobs.send_mail import MailRoom
from lms.jobs.worker import Worker
from lms.services.decide_setting import decide_setting
from lms.storage.database import Database
from lms.storage.files import FileStore
from lms.storage.mail import MailServer
from tests.clock import Clock
from tests.factories import Someone, decide, sign_up, today
from tests.mail_server import Inbox, at, body, free_port, mail_server
from tests.page_client import PageClient
from tests.web.test_proposals import approve, send

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

BASE = "http://localhost"
NewClient = Callable[[], PageClient]


@pytest.fixture
def people(database: Database) -> dict[str, Someone]:
    decide(database)
    return {
        name: sign_up(database, role, login=name, name=name.title(), email=f"{name}@example.gov")
        for name, role in (
            ("first", Role.ADMINISTRATOR),
            ("second", Role.ADMINISTRATOR),
            ("chief", Role.CHIEF),
            ("trainer", Role.TRAINING_UNIT),
        )
    }


@pytest.fixture
def ports() -> tuple[int, int]:
    """Of the server that the environment names, and of one that somebody proposes."""
    return free_port(), free_port()


@pytest.fixture
def mail(ports: tuple[int, int]) -> MailServer:
    return at(ports[0])


@pytest.fixture
def worker(database: Database, ports: tuple[int, int], tmp_path: Path) -> Worker:
    return Worker(database, FileStore(tmp_path), MailRoom(database, at(ports[0]), BASE))


def _work(worker: Worker) -> None:
    while (job := worker._claim()) is not None:
        worker._do(job)


def test_adm_10_letters_go_elsewhere_by_two_people_and_everybody_concerned_is_told_first(
    people: dict[str, Someone],
    ports: tuple[int, int],
    worker: Worker,
    database: Database,
    clock: Clock,
    new_client: NewClient,
) -> None:
    first, second = new_client().become(people["first"]), new_client().become(people["second"])
    elsewhere = f"127.0.0.1:{ports[1]} none"
    tomorrow = (today(database) + timedelta(days=1)).isoformat()
    first.get("/settings/mail-server")
    fields = {"valid_from": tomorrow, "source": "Memo 9", "reason": "The relay moves."}
    wrong = send(first, "mail-server", "422", value="relay.example.gov none", **fields)
    assert "needs starttls or tls" in wrong.text
    asked = send(first, "mail-server", value=elsewhere, **fields)
    old, new = Inbox(), Inbox()
    with mail_server(old, ports[0]), mail_server(new, ports[1]):
        _work(worker)
        assert not old.letters, "a proposal alone changes nothing and says nothing"
        approve(second, asked.location)
        _work(worker)
        told = {each["To"] for each in old.letters}
        assert told == {"first@example.gov", "second@example.gov", "chief@example.gov"}
        text = body(old.letters[0])
        assert elsewhere in text
        assert "First and Second" in text
        assert not new.letters
        first.get("/settings/mail-server")
        first.submit("test-letter")
        _work(worker)
        assert len(old.letters) == 4
        clock.advance(minutes=60 * 24)
        first, _ = new_client().become(people["first"]), first.get("/sign-in")
        page = first.get("/settings/mail-server")
        assert f"127.0.0.1:{ports[1]} (none)" in page.text
        first.submit("test-letter")
        assert "first@example.gov is on its way" in first.follow().text
        _work(worker)
        assert len(old.letters) == 4
        assert [each["To"] for each in new.letters] == ["first@example.gov"]


def test_adm_10_no_account_alone_turns_letters_to_another_server(
    people: dict[str, Someone], database: Database
) -> None:
    for someone in people.values():
        for name, value in (
            (SettingName.MAIL_SERVER, "evil.example"),
            (SettingName.MAIL_SENDER, "x@evil.example"),
        ):
            with pytest.raises(TakesTwoPeopleError):
                database.writing(
                    partial(
                        decide_setting,
                        name=name,
                        value=value,
                        valid_from=today(database) + timedelta(days=1),
                        decided_by="one",
                        source="none",
                        by=someone.actor,
                    )
                )


def test_the_page_says_what_stood_against_letters_and_offers_a_test_to_administrators_alone(
    people: dict[str, Someone], worker: Worker, new_client: NewClient
) -> None:
    first, trainer = new_client().become(people["first"]), new_client().become(people["trainer"])
    first.get("/settings/mail-server")
    first.submit("test-letter")
    _work(worker)
    page = first.get("/settings/mail-server")
    assert "ConnectionRefusedError" in page.text
    assert "Send me a test letter" not in trainer.get("/settings/mail-server").text
    assert trainer.ask("POST", "/settings/test-letter", {}).status == 403
