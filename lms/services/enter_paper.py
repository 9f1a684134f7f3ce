"""Entering a completion from paper in the ledger, with the scan it rests on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from lms.domain.access import Actor, TwoPersonAct
from lms.domain.events import PaperCredited
from lms.domain.journal_chain import canonical
from lms.domain.paper_line import PaperLine
from lms.domain.two_people import TakesTwoPeopleError
from lms.models import CreditEntry, CreditSource, PaperCompletion
from lms.services.allot_id import allot_id
from lms.services.journal import keep_private, record


def enter_paper(
    session: Session,
    *,
    line: PaperLine,
    member_id: int,
    limb: str,
    scan_sha256: str,
    by: Actor,
    now: datetime,
) -> None:
    """Credit one line; the caller holds the member's lock.

    Raises:
        TakesTwoPeopleError: no approved proposal is behind it.
    """
    if by.proposal_id is None:
        raise TakesTwoPeopleError(act=TwoPersonAct.PAPER_IMPORT.value)
    completion_id = allot_id(session, PaperCompletion)
    offered = canonical([line.provider, line.taught_by])
    event = PaperCredited(
        completion_id=completion_id,
        proposal_id=by.proposal_id,
        line=line.number,
        member_id=member_id,
        limb=limb,
        minutes=line.minutes,
        earned_on=line.day.isoformat(),
        provider_digest=keep_private(session, offered),
        scan_sha256=scan_sha256,
    )
    seq = record(session, event, by=by, now=now)
    session.execute(
        insert(PaperCompletion).values(
            id=completion_id,
            proposal_id=by.proposal_id,
            line=line.number,
            member_id=member_id,
            limb=limb,
            minutes=line.minutes,
            earned_on=line.day,
            provider=line.provider,
            taught_by=line.taught_by,
            scan_sha256=scan_sha256,
            event_seq=seq,
        )
    )
    session.execute(
        insert(CreditEntry).values(
            member_id=member_id,
            limb=limb,
            seconds=line.minutes * 60,
            earned_on=line.day,
            source=CreditSource.PAPER,
            sitting_id=None,
            unit=f"paper:{completion_id}",
            reverses_id=None,
            event_seq=seq,
        )
    )
