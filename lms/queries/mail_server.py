"""Which mail server takes the department's letters on a day, and how the letters fare."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.domain.mail import read_mail_door
from lms.domain.setting import SettingName
from lms.models import Job, JobState
from lms.queries.recipient import MAIL
from lms.queries.settings import setting_values
from lms.storage.mail import MailLogin, MailServer


def mail_server(
    session: Session, *, day: date, installed: MailServer | None, login: MailLogin
) -> MailServer | None:
    """The server that the department decided, else the installed one; None where there is none.

    A server without a sender is none. What the server knows the product by is never a setting:
    it comes from the environment.
    """
    values = setting_values(session, day)
    door, sender = values.get(SettingName.MAIL_SERVER), values.get(SettingName.MAIL_SENDER)
    sender = sender or (installed.sender if installed else None)
    if sender is None:
        return None
    if door is None:
        return replace(installed, sender=str(sender)) if installed else None
    to = read_mail_door(str(door))
    return MailServer(to.host, to.port, to.transport, str(sender), login.user, login.password)


@dataclass(frozen=True, slots=True)
class Outbox:
    """Letters that wait or went nowhere, and what stood against the latest of them."""

    waiting: int
    given_up: int
    last_error: str


def outbox(session: Session, *, since: datetime) -> Outbox:
    """The letters asked for since a moment that were not sent."""
    mine = (Job.kind == MAIL, Job.created_at > since)
    counts = session.execute(select(Job.state, func.count()).where(*mine).group_by(Job.state))
    states = {state: count for state, count in counts}  # noqa: C416 - rows are no pairs to dict()
    error = session.execute(
        select(Job.last_error)
        .where(*mine, Job.last_error.is_not(None))
        .order_by(Job.id.desc())
        .limit(1)
    ).scalar()
    return Outbox(states.get(JobState.WAITING, 0), states.get(JobState.FAILED, 0), error or "")
