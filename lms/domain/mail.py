"""Where the department's letters are handed in, as a setting says it in one line of text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from enum import StrEnum

from lms.domain.errors import InvalidError

HERE = frozenset({"127.0.0.1", "localhost", "::1"})
"""The machine itself, to which letters may travel without protection."""

_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?")
_HIGHEST_PORT = 65_535


class Transport(StrEnum):
    """How the way to the mail server is protected."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


USUAL_PORT = {Transport.STARTTLS: 587, Transport.TLS: 465, Transport.NONE: 25}


@dataclass(frozen=True, slots=True)
class MailDoor:
    """A mail server: its name, its port, and how the way there is protected."""

    host: str
    port: int
    transport: Transport


def is_address(text: str) -> bool:
    """Whether ``text`` is one plain address of mail and nothing else."""
    try:
        found = Address(addr_spec=text)
    except (ValueError, IndexError, MessageError):
        return False
    return bool(found.username and found.domain and "." in found.domain) and text.isprintable()


def read_mail_door(text: str) -> MailDoor:
    """Read ``mail.example.gov``, ``mail.example.gov:465 tls`` and the like.

    Raises:
        InvalidError: with the reason; letters hold links that set passwords, so the way to
            another machine is always protected.
    """
    place, _, way = text.strip().casefold().partition(" ")
    way = way.strip() or Transport.STARTTLS.value
    if way not in set(Transport):
        raise InvalidError(reason="after the server stands starttls or tls")
    transport = Transport(way)
    host, colon, digits = place.partition(":")
    if not _HOST.fullmatch(host) or ".." in host:
        raise InvalidError(reason="a server such as mail.example.gov:587 starttls")
    port = _port(digits) if colon else USUAL_PORT[transport]
    if transport is Transport.NONE and host not in HERE:
        raise InvalidError(reason="the way to another machine needs starttls or tls")
    return MailDoor(host, port, transport)


def _port(digits: str) -> int:
    known = digits.isascii() and digits.isdigit() and len(digits) <= len(str(_HIGHEST_PORT))
    if not known or not 0 < int(digits) <= _HIGHEST_PORT:
        raise InvalidError(reason="a port from 1 to 65535")
    return int(digits)
