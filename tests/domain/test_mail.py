"""A mail server as one line of text."""

from __future__ import annotations

import pytest

from lms.domain.errors import InvalidError
from lms.domain.mail import MailDoor, Transport, read_mail_door


@pytest.mark.parametrize(
    ("text", "host", "port", "transport"),
    [
        ("mail.example.gov", "mail.example.gov", 587, Transport.STARTTLS),
        (" Mail.Example.GOV:2525  STARTTLS ", "mail.example.gov", 2525, Transport.STARTTLS),
        ("mail.example.gov tls", "mail.example.gov", 465, Transport.TLS),
        ("127.0.0.1:1025 none", "127.0.0.1", 1025, Transport.NONE),
    ],
)
def test_a_server_is_read_with_the_usual_port_where_none_is_said(
    text: str, host: str, port: int, transport: Transport
) -> None:
    assert read_mail_door(text) == MailDoor(host, port, transport)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "mail.example.gov none",
        "mail.example.gov ssl",
        "mail.example.gov:0",
        "mail.example.gov:65536",
        "mail.example.gov:smtp",
        "mail.example.gov:",
        "user@mail.example.gov",
        "https://mail.example.gov",
        "mail..example.gov",
        "mail.example.gov\r\nX: y",
        "-x",
    ],
)
def test_what_names_no_protected_server_is_refused(text: str) -> None:
    with pytest.raises(InvalidError):
        read_mail_door(text)
