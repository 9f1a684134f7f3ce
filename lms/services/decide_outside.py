"""Deciding on training taken elsewhere: a second person grants, adjusts or declines it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.errors import ConflictError, ForbiddenError, NotFoundError
from lms.domain.events import OutsideDecided
from lms.domain.journal_chain import canonical
from lms.domain.letter import LetterKind
from lms.domain.outside_training import (
    Seen,
    Verdict,
    outside_postings,
    outside_unit,
    verdict_findings,
)
from lms.models import CreditEntry, CreditSource, OutsideDecision, OutsideGrant
from lms.queries.outside_seen import seen_beside
from lms.queries.outside_training import OutsideRow, outside_by_id
from lms.services.issue_certificate import issue_year_certificate
from lms.services.journal import keep_private, record
from lms.services.lock_member import lock_member
from lms.services.submit_outside import OutsideRefusedError
from lms.services.tell_member import tell_member


class OutsideDecidedError(ConflictError):
    """Somebody decided on it, or it was withdrawn, before."""


def decide_outside(
    session: Session, *, outside_id: int, verdict: Verdict, by: Actor, now: datetime
) -> None:
    """End a submission; what is granted is in the ledger at once, and the officer is told.

    Raises:
        NotFoundError: there is no such submission.
        ForbiddenError: this person sent it, or it is their own.
        OutsideDecidedError: it has ended.
        OutsideRefusedError: every mistake at once, each at its field.
    """
    found = outside_by_id(session, outside_id)
    if found is None:
        raise NotFoundError(outside=outside_id)
    if not found.decidable_by(account_id=by.account_id, member_id=by.member_id):
        raise ForbiddenError(reason="a second person decides about outside training")
    lock_member(session, found.member_id)
    found = outside_by_id(session, outside_id)
    if found is None or not found.is_open:
        raise OutsideDecidedError(outside=outside_id)
    seen = seen_beside(session, found, now=now)
    findings = list(verdict_findings(found.claimed, verdict, seen))
    if findings:
        raise OutsideRefusedError(findings)
    _store(session, found, verdict, seen, by=by, now=now)
    if verdict.granted:
        issue_year_certificate(
            session, member_id=found.member_id, by=by, now=now, days=(found.last_day,)
        )
    tell_member(
        session,
        kind=LetterKind.OUTSIDE_DECIDED,
        key=f"outside-decided:{outside_id}",
        page=f"/outside/{outside_id}",
        member_id=found.member_id,
        now=now,
    )


def _store(
    session: Session, row: OutsideRow, verdict: Verdict, seen: Seen, *, by: Actor, now: datetime
) -> None:
    reason, explained = verdict.reason.strip(), verdict.explained.strip()
    event = OutsideDecided(
        outside_id=row.id,
        member_id=row.member_id,
        outcome=verdict.outcome.value,
        earned_on=row.last_day.isoformat(),
        granted=tuple(sorted(verdict.granted.items())),
        doubts=tuple(dict.fromkeys(each.doubt.value for each in seen.overlaps)),
        words_digest=keep_private(session, reasons_of(reason, explained)),
    )
    seq = record(session, event, by=by, now=now)
    session.execute(
        insert(OutsideDecision).values(
            outside_id=row.id,
            outcome=verdict.outcome,
            reason=reason,
            explained=explained,
            entered_by=row.entered_by,
            decided_by=by.account_id,
            decided_at=now,
            event_seq=seq,
        )
    )
    if verdict.granted:
        _credit(session, row, verdict, seq)


def _credit(session: Session, row: OutsideRow, verdict: Verdict, seq: int) -> None:
    """Enter what was granted; the caller holds the member's lock."""
    session.execute(
        insert(OutsideGrant),
        [
            {"outside_id": row.id, "limb": limb, "minutes": minutes}
            for limb, minutes in sorted(verdict.granted.items())
        ],
    )
    session.execute(
        insert(CreditEntry),
        [
            {
                "member_id": row.member_id,
                "limb": posting.limb,
                "seconds": posting.seconds,
                "earned_on": posting.earned_on,
                "source": CreditSource.OUTSIDE,
                "sitting_id": None,
                "unit": outside_unit(row.id),
                "reverses_id": None,
                "event_seq": seq,
            }
            for posting in outside_postings(verdict.granted, row.last_day)
        ],
    )


def reasons_of(reason: str, explained: str) -> str:
    """The words of a decision as one text, whose salted digest stands in the journal."""
    return canonical([reason, explained])
