"""What becomes a letter, and what never does."""

from __future__ import annotations

import pytest

from lms.domain.letter import GOOD_FOR, LetterKind
from lms.domain.mail import Transport, is_address
from lms.rendering.letter import letter
from lms.storage.mail import (
    Letter,
    MailDelayedError,
    MailRefusedError,
    MailServer,
    message,
    send,
)
from tests.mail_server import Inbox, at, body, free_port, mail_server

SERVER = MailServer("127.0.0.1", 25, Transport.NONE, "training@example.gov")
FACTS = {
    "day": "January 2, 2027",
    "what": "Mail server",
    "value": "mail.example.gov",
    "who": "Ana and Ben",
    "address": "https://training.example.gov",
    "link": "https://training.example.gov/first-sign-in/abc",
    "at": "March 1, 2027, 10:00",
    "reason": "phone lost",
    "stage": "due-7",
    "lines": "- Detainers, due January 9, 2027",
    "due": "January 9, 2027",
    "year": "2027",
    "month": "March 2027",
    "head": f"31: {'a' * 64}",
    "page": "/record/heads/2027-03.pdf",
    "complete": "3",
    "people": "9",
    "short": "5",
    "away": "1",
    "overdue": "2",
    "placed": "March 1, 2027",
    "law": "M.G.L. c. 149 s. 52C",
    "room": "training records of one matter",
    "starts": "January 2, 2027",
    "ends": "January 9, 2027",
    "login": "counsel@example.org",
}


def _letter(**changes: str) -> Letter:
    return Letter(**{"to": "a@example.gov", "subject": "s", "text": "t", "key": "k", **changes})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a@b",
        "@example.gov",
        "a@example.gov, b@example.gov",
        "a@example.gov\r\nBcc: b@example.gov",
        "a@example.gov\n",
        "A <a@example.gov>",
        "a b@example.gov",
    ],
)
def test_what_is_not_one_plain_address_gets_no_letter(text: str) -> None:
    assert not is_address(text)
    with pytest.raises(MailRefusedError):
        message(SERVER, _letter(to=text))


@pytest.mark.parametrize("subject", ["a\r\nBcc: b@example.gov", "a\nb", "a\rb"])
def test_a_subject_adds_no_header(subject: str) -> None:
    with pytest.raises(MailRefusedError):
        message(SERVER, _letter(subject=subject))


@pytest.mark.parametrize("kind", LetterKind)
def test_every_letter_has_its_words_its_life_and_its_way_back(kind: LetterKind) -> None:
    words = letter(kind, name="Ana Abreu", department="Haverhill Police Department", facts=FACTS)
    assert words.text.startswith("Ana Abreu,\n")
    assert FACTS["address"] in words.text
    assert "\n" not in words.subject
    assert all(len(line) <= 100 for line in words.text.splitlines())
    assert GOOD_FOR[kind]


def test_a_letter_arrives_as_it_was_written() -> None:
    inbox, port = Inbox(), free_port()
    with mail_server(inbox, port):
        send(at(port), _letter(subject="Über alles", text="Grüße\n.\nEnde\n"))
    (found,) = inbox.letters
    assert found["Subject"] == "Über alles"
    assert found["Message-ID"] == "<k@example.gov>"
    assert body(found).split() == ["Grüße", ".", "Ende"]


@pytest.mark.parametrize(
    ("answer", "error"), [("451 later", MailDelayedError), ("550 no", MailRefusedError)]
)
def test_a_server_that_refuses_is_told_apart(answer: str, error: type[Exception]) -> None:
    inbox, port = Inbox(answer=answer), free_port()
    with mail_server(inbox, port), pytest.raises(error):
        send(at(port), _letter())


def test_nobody_listening_is_a_delay() -> None:
    with pytest.raises(MailDelayedError):
        send(at(free_port()), _letter())
