"""Training that two members took elsewhere: one is granted, one waits for a decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

from lms.demonstration import people
from lms.demonstration.calendar import Calendar
from lms.demonstration.department import Department
from lms.demonstration.tally import Tally
from lms.domain.outside_training import OutsideOutcome, OutsideTraining, Verdict
from lms.queries.owed import owed_on
from lms.rendering.report import Paragraph, Report, report_pdf
from lms.services.decide_outside import decide_outside
from lms.services.keep_file import FileToKeep
from lms.services.submit_outside import OutsideDraft, submit_outside
from lms.storage.database import Database
from lms.storage.files import FileStore

GRANTED, WAITING = "0166", "0174"
"""By badge: two who have not begun on the screen."""

_DAYS_AGO = {GRANTED: 20, WAITING: 6}
_MINUTES = 45
_TITLE = "Civil immigration detainers and state law"
_PROVIDER = "Regional academy (fictional)"


@dataclass(frozen=True, slots=True)
class _Sent:
    """One submission: whose, with which scan."""

    badge: str
    scan: FileToKeep


def train_elsewhere(
    database: Database, files: FileStore, department: Department, days: Calendar, tally: Tally
) -> None:
    """Send both, and grant the first one; its seconds are in the tally then."""
    for badge in (GRANTED, WAITING):
        data = _certificate(badge, days)
        scan = FileToKeep(files.put(data), len(data), "application/pdf", f"academy-{badge}.pdf")
        sent = _Sent(badge, scan)
        database.writing(partial(_send, department=department, days=days, sent=sent))
    tally.posted[GRANTED] += _MINUTES * 60


def _certificate(badge: str, days: Calendar) -> bytes:
    """What the academy gave them, as it was scanned."""
    who = people.everybody()[badge].full_name
    day = days.today - timedelta(days=_DAYS_AGO[badge])
    return report_pdf(
        Report(
            title="Certificate of attendance",
            department=_PROVIDER,
            subject=_TITLE,
            lead=f"{who}, {_MINUTES} minutes.",
            footer=f"{day:%B} {day.day}, {day.year}",
            created_on=day,
            parts=(Paragraph.of(f"{who} attended \u201c{_TITLE}\u201d."),),
            demonstration=True,
        )
    )


def _send(
    session: Session, *, department: Department, days: Calendar, sent: _Sent, now: datetime
) -> None:
    del now
    day = days.today - timedelta(days=_DAYS_AGO[sent.badge])
    owed = owed_on(session, day)[0]
    subject = owed.requirement.limbs[0].slug
    training = OutsideTraining(
        title=_TITLE,
        provider=_PROVIDER,
        first_day=day,
        last_day=day,
        claimed={subject: _MINUTES},
        covered="Detainers, and what state law asks of an officer.",
    )
    draft = OutsideDraft(department.member_id(sent.badge), training, sent.scan)
    number = submit_outside(session, draft=draft, by=department.actors[sent.badge], now=days.now)
    if sent.badge == GRANTED:
        verdict = Verdict(
            OutsideOutcome.GRANTED, {subject: _MINUTES}, reason="The certificate says the minutes."
        )
        by = department.actors[people.SECOND_TRAINER]
        decide_outside(session, outside_id=number, verdict=verdict, by=by, now=days.now)
