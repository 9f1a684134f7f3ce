"""Issuing a year's certificate by hand, where the one there was is revoked or none was made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from lms.domain.access import TwoPersonAct
from lms.domain.errors import NotFoundError
from lms.domain.two_people import About
from lms.queries.local_day import local_day
from lms.queries.roster import person
from lms.services.acts.executor import Approval, Change, Executor, Ground
from lms.services.issue_certificate import can_issue_by_hand, issue_by_hand
from lms.services.lock_member import lock_member


@dataclass(frozen=True, slots=True)
class CertificateAsked:
    """Whose certificate, of which requirement, for the period from a day (``2027-01-01``)."""

    member_id: int
    requirement: str
    period_start: str


def _ground(session: Session, asked: CertificateAsked, *, now: datetime) -> Ground:
    lock_member(session, asked.member_id)
    who = person(session, asked.member_id, local_day(session, now))
    if who is None:
        raise NotFoundError(member=asked.member_id)
    owed, completed_on = can_issue_by_hand(
        session,
        member_id=asked.member_id,
        requirement=asked.requirement,
        period_start=date.fromisoformat(asked.period_start),
        now=now,
    )
    title = f"{owed.requirement.title}, {owed.period.name}"
    return Ground(
        About(member_id=asked.member_id),
        {"completed_on": completed_on.isoformat()},
        {"name": who.full_name, "completed": title},
    )


def _carry_out(
    session: Session, asked: CertificateAsked, approval: Approval, *, now: datetime
) -> None:
    issue_by_hand(
        session,
        member_id=asked.member_id,
        requirement=asked.requirement,
        period_start=date.fromisoformat(asked.period_start),
        by=approval.by,
        now=now,
    )


def _change(_asked: CertificateAsked, ground: Ground) -> Change:
    completed_on = date.fromisoformat(ground.basis["completed_on"])
    return Change(
        f"Issue a certificate to {ground.shown['name']}",
        (
            (ground.shown["completed"], "no valid certificate", "a certificate"),
            ("Completed on", "", f"{completed_on:%B %-d, %Y}"),
        ),
    )


EXECUTORS = (
    Executor(TwoPersonAct.CERTIFICATE_ISSUE, CertificateAsked, _ground, _carry_out, _change),
)
