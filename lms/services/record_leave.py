"""Recording that a member is on leave."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.errors import InvalidError
from lms.domain.events import LeaveRecorded
from lms.models import LeaveRecord
from lms.services.journal import record
from lms.services.lock_member import lock_member


def record_leave(
    session: Session,
    *,
    member_id: int,
    starts_on: date,
    ends_on: date | None,
    by: Actor,
    now: datetime,
) -> int:
    """Record a leave, its last day included where it is known; returns the entry's id.

    Raises:
        NotFoundError: there is no such member.
        InvalidError: it ends before it starts, or it is one's own record.
    """
    if by.member_id is not None and by.member_id == member_id:
        raise InvalidError(reason="nobody acts on their own record")
    if ends_on is not None and ends_on < starts_on:
        raise InvalidError(field="ends_on", reason="The leave ends before it starts.")
    lock_member(session, member_id)
    event = LeaveRecorded(
        member_id=member_id,
        starts_on=starts_on.isoformat(),
        ends_on=ends_on.isoformat() if ends_on else None,
        cancels=None,
    )
    seq = record(session, event, by=by, now=now)
    return session.execute(
        insert(LeaveRecord)
        .values(
            member_id=member_id,
            starts_on=starts_on,
            ends_on=ends_on,
            cancels_id=None,
            letter_sha256=None,
            recorded_at=now,
            event_seq=seq,
        )
        .returning(LeaveRecord.id)
    ).scalar_one()
