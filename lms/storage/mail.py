"""Handing letters to the department's mail server."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP

from lms.domain.mail import Transport, is_address

_PATIENCE_SECONDS = 20
_FOR_GOOD = 500


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where letters are handed in, and whose they are."""

    host: str
    port: int
    transport: Transport
    sender: str
    user: str = ""
    password: str = ""


@dataclass(frozen=True, slots=True)
class MailLogin:
    """How the product makes itself known to its mail server; from the environment alone."""

    user: str = ""
    password: str = ""


NO_LOGIN = MailLogin()


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter to one person.

    Attributes:
        key: the same for every try of the same letter, so that a reader of mail can tell.
    """

    to: str
    subject: str
    text: str
    key: str


class MailDelayedError(Exception):
    """The server could not be reached, or asks to come back later."""


class MailRefusedError(Exception):
    """The letter can never be delivered as it is."""


def message(server: MailServer, letter: Letter) -> EmailMessage:
    """The letter as it travels; what would add a header of its own is refused.

    Raises:
        MailRefusedError: an address is none, or the subject is more than one line.
    """
    if not is_address(letter.to):
        raise MailRefusedError("the address cannot be used")
    made = EmailMessage(policy=SMTP)
    domain = server.sender.rpartition("@")[2]
    try:
        made["From"] = server.sender
        made["To"] = letter.to
        made["Subject"] = letter.subject
        made["Message-ID"] = f"<{letter.key}@{domain}>"
        made["Auto-Submitted"] = "auto-generated"
    except ValueError as error:
        raise MailRefusedError("a header is more than one line") from error
    made.set_content(letter.text)
    return made


def send(server: MailServer, letter: Letter) -> None:
    """Hand one letter in.

    Raises:
        MailDelayedError: try again later.
        MailRefusedError: the server will not take it, today or tomorrow.
    """
    made = message(server, letter)
    try:
        with _connected(server) as connection:
            connection.send_message(made)
    except smtplib.SMTPRecipientsRefused as error:
        status = max((code for code, _ in error.recipients.values()), default=0)
        raise (MailRefusedError if status >= _FOR_GOOD else MailDelayedError)(
            f"the server refused the recipient ({status})"
        ) from error
    except smtplib.SMTPDataError as error:
        raise (MailRefusedError if error.smtp_code >= _FOR_GOOD else MailDelayedError)(
            f"the server refused the letter ({error.smtp_code})"
        ) from error
    except (smtplib.SMTPException, OSError) as error:
        raise MailDelayedError(f"the mail server cannot be used: {type(error).__name__}") from error


def _connected(server: MailServer) -> smtplib.SMTP:
    trusted = ssl.create_default_context()
    if server.transport is Transport.TLS:
        connection: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=_PATIENCE_SECONDS, context=trusted
        )
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=_PATIENCE_SECONDS)
    try:
        if server.transport is Transport.STARTTLS:
            connection.starttls(context=trusted)
        if server.user:
            connection.login(server.user, server.password)
    except BaseException:
        connection.close()
        raise
    return connection
