"""A real mail server on this machine that keeps what it is given."""

from __future__ import annotations

import email
import email.policy
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from lms.domain.mail import Transport
from lms.storage.mail import MailServer

SENDER = "training@example.gov"


@dataclass
class Inbox:
    """What the server took, and how it answers.

    Attributes:
        answer: its answer to the next letters; a 4xx asks to come back later.
    """

    answer: str = "250 OK"
    letters: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(  # noqa: N802 - aiosmtpd's word
        self,
        _server: Any,  # noqa: ANN401 - aiosmtpd's own objects
        _session: Any,  # noqa: ANN401
        envelope: Any,  # noqa: ANN401
    ) -> str:
        """Keep a letter where it is taken."""
        if self.answer.startswith("250"):
            made = email.message_from_bytes(envelope.content, policy=email.policy.default)
            assert isinstance(made, EmailMessage)
            self.letters.append(made)
        return self.answer

    @property
    def links(self) -> list[str]:
        """The paths of one-time links in the letters, oldest first."""
        found = (re.search(r"/first-sign-in/\S+", body(each)) for each in self.letters)
        return [each.group() for each in found if each]


def body(letter: EmailMessage) -> str:
    """The text of a letter."""
    return str(letter.get_content())


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])


@contextmanager
def mail_server(inbox: Inbox, port: int) -> Iterator[None]:
    """Listen for letters."""
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield
    finally:
        controller.stop()


def at(port: int) -> MailServer:
    """How the product reaches it."""
    return MailServer("127.0.0.1", port, Transport.NONE, SENDER)
