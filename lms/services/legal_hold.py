"""Placing and ending legal holds."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from lms.domain.access import Actor, TwoPersonAct
from lms.domain.errors import InvalidError, NotFoundError
from lms.domain.events import LegalHoldEnded, LegalHoldPlaced
from lms.domain.two_people import check_alone
from lms.models import LegalHold, LegalHoldEnd
from lms.queries.retention import standing_holds
from lms.services.allot_id import allot_id
from lms.services.journal import keep_private, record
from lms.services.lock_member import lock_member


def place_hold(  # noqa: PLR0913 - a hold has this many parts
    session: Session,
    *,
    member_id: int | None,
    reason: str,
    decided_by: str,
    matter: str = "",
    years: tuple[int, int] | None = None,
    by: Actor,
    now: datetime,
) -> int:
    """Keep a member's raw records, or everybody's, until the hold ends; returns the hold.

    Args:
        years: the first and the last year of the matter, which the hold says; it keeps the
            member's raw records of all years.

    Raises:
        NotFoundError: there is no such member.
        InvalidError: there is no reason, or the years are in the wrong order.
    """
    if not reason.strip():
        raise InvalidError(reason="a hold says why")
    first, last = years or (None, None)
    if first is not None and last is not None and first > last:
        raise InvalidError(reason="the first year comes after the last one")
    if member_id is not None:
        lock_member(session, member_id)
    event = LegalHoldPlaced(
        hold_id=allot_id(session, LegalHold),
        member_id=member_id,
        decided_by_digest=keep_private(session, decided_by),
        reason_digest=keep_private(session, reason),
        matter_digest=keep_private(session, matter) if matter else None,
        first_year=first,
        last_year=last,
    )
    seq = record(session, event, by=by, now=now)
    session.execute(
        insert(LegalHold).values(
            id=event.hold_id,
            member_id=member_id,
            placed_at=now,
            decided_by=decided_by,
            reason=reason,
            matter=matter,
            first_year=first,
            last_year=last,
            event_seq=seq,
        )
    )
    return event.hold_id


def end_hold(
    session: Session, *, hold_id: int, reason: str, decided_by: str, by: Actor, now: datetime
) -> None:
    """End a legal hold; nothing goes before the next night.

    Raises:
        TakesTwoPeopleError: a person ends it without an approved proposal.
        NotFoundError: no such hold stands.
        InvalidError: there is no reason.
    """
    check_alone(TwoPersonAct.HOLD_RELEASE, by)
    if not reason.strip():
        raise InvalidError(reason="the end of a hold says why")
    if hold_id not in {hold.id for hold in standing_holds(session)}:
        raise NotFoundError(hold=hold_id)
    event = LegalHoldEnded(
        hold_id=hold_id,
        decided_by_digest=keep_private(session, decided_by),
        reason_digest=keep_private(session, reason),
    )
    seq = record(session, event, by=by, now=now)
    session.execute(
        insert(LegalHoldEnd).values(
            hold_id=hold_id, ended_at=now, decided_by=decided_by, reason=reason, event_seq=seq
        )
    )
