"""Correcting a member's time: entries are added, and one that was wrong is undone by another."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lms.domain.access import Actor, TwoPersonAct
from lms.domain.credit import Entry, Posting, reversal
from lms.domain.errors import NotFoundError
from lms.domain.events import CreditCorrected
from lms.domain.late_year import for_late_year
from lms.domain.two_people import TakesTwoPeopleError
from lms.models import CreditEntry, CreditSource
from lms.services.issue_certificate import issue_year_certificate
from lms.services.journal import keep_private, record
from lms.services.lock_member import lock_member


def correct_credit(  # noqa: PLR0913 - a correction has this many parts
    session: Session,
    *,
    member_id: int,
    limb: str,
    seconds: int,
    earned_on: date,
    reverses_id: int | None,
    reason: str,
    by: Actor,
    now: datetime,
) -> None:
    """Add time to a member's ledger, in the place of an entry where one is named.

    The entry stays with the one that undoes it, so that an auditor sees both, and time in the
    place of some that counted late counts for the same year. A year that the
    correction completes has its certificate issued.

    Raises:
        TakesTwoPeopleError: no approved proposal is behind it.
        NotFoundError: no such member, or no such entry of this member.
        NotReversibleError: the entry is a reversal or was undone before.
    """
    if by.proposal_id is None:
        raise TakesTwoPeopleError(act=TwoPersonAct.CREDIT_ADD.value)
    lock_member(session, member_id)
    undone = None if reverses_id is None else undoing(session, member_id, reverses_id)
    late_for = undone.late_for if undone else None
    (added,) = for_late_year((Posting(earned_on, limb, seconds),), late_for)
    postings = (undone, added) if undone else (added,)
    event = CreditCorrected(
        member_id=member_id,
        proposal_id=by.proposal_id,
        lines=tuple(
            (each.limb, each.earned_on.isoformat(), each.seconds, each.reverses_id)
            for each in postings
        ),
        reason_digest=keep_private(session, reason),
        late_for=late_for.isoformat() if late_for else None,
    )
    seq = record(session, event, by=by, now=now)
    session.execute(
        insert(CreditEntry),
        [
            {
                "member_id": member_id,
                "limb": each.limb,
                "seconds": each.seconds,
                "earned_on": each.earned_on,
                "late_for": each.late_for,
                "source": CreditSource.CORRECTION,
                "sitting_id": None,
                "unit": f"correction:{by.proposal_id}",
                "reverses_id": each.reverses_id,
                "event_seq": seq,
            }
            for each in postings
        ],
    )
    days = {each.counts_from for each in postings}
    issue_year_certificate(session, member_id=member_id, by=by, now=now, days=days)


def undoing(session: Session, member_id: int, entry_id: int) -> Posting:
    """The posting that undoes an entry of a member.

    Raises:
        NotFoundError: no such entry of this member.
        NotReversibleError: it is a reversal or was undone before.
    """
    rows = session.execute(
        select(CreditEntry).where(
            CreditEntry.member_id == member_id,
            (CreditEntry.id == entry_id) | (CreditEntry.reverses_id == entry_id),
        )
    ).scalars()
    ledger = [
        Entry(
            row.id,
            Posting(row.earned_on, row.limb, row.seconds, row.reverses_id, row.late_for),
        )
        for row in rows
    ]
    entry = next((each for each in ledger if each.id == entry_id), None)
    if entry is None:
        raise NotFoundError(entry=entry_id)
    return reversal(entry, ledger)
