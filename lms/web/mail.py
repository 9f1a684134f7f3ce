"""Whether letters can be sent today, and where they go."""

from __future__ import annotations

from lms.queries.mail_server import mail_server
from lms.storage.mail import MailServer
from lms.web.local_day import today
from lms.web.plant import plant, reading


def server() -> MailServer | None:
    """The mail server in force today."""
    made, day = plant(), today()
    with reading() as session:
        return mail_server(session, day=day, installed=made.mail, login=made.mail_login)


def sends_mail() -> bool:
    """Whether there is a mail server to hand letters to."""
    return server() is not None
