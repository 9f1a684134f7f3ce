"""Withdrawing an assignment that should not stand any more."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.errors import ConflictError, InvalidError
from lms.domain.events import AssignmentWithdrawn
from lms.models import MemberAssignment, MemberAssignmentEnd
from lms.queries.assignments import assignment_row
from lms.services.journal import keep_private, record
from lms.services.lock_member import lock_member


def withdraw_assignment(
    session: Session, *, assignment_id: int, reason: str, by: Actor, now: datetime
) -> int:
    """End an assignment for everybody it still stands for; returns how many they were.

    Work done on it stays where it is: sittings, attempts and credit do not belong to an
    assignment. It issues no certificate by itself: one person could complete a year with it.
    Each member is held first, in order, so that a submission comes before it or after it and
    never between. It ends for all alike, the person who withdraws it included; ending it for
    one person is excusing them.

    Raises:
        NotFoundError: there is no such assignment.
        InvalidError: it does not say why.
        ConflictError: it stands for nobody any more.
    """
    if not reason.strip():
        raise InvalidError(field="reason", reason="Say why.")
    row = assignment_row(session, assignment_id)
    for member_id in _standing(session, assignment_id).values():
        lock_member(session, member_id)
    open_shares = _standing(session, assignment_id)
    if not open_shares:
        raise ConflictError(assignment=assignment_id, reason="it stands for nobody any more")
    event = AssignmentWithdrawn(
        assignment_id=assignment_id,
        module=row.module,
        members=len(open_shares),
        reason_digest=keep_private(session, reason.strip()),
    )
    seq = record(session, event, by=by, now=now)
    session.execute(
        insert(MemberAssignmentEnd),
        [
            {
                "member_assignment_id": share_id,
                "ended_at": now,
                "reason": reason.strip(),
                "event_seq": seq,
            }
            for share_id in open_shares
        ],
    )
    return len(open_shares)


def _standing(session: Session, assignment_id: int) -> dict[int, int]:
    """The members for whom it stands, by their share of it, in the order of their ids."""
    rows = session.execute(
        select(MemberAssignment.id, MemberAssignment.member_id)
        .outerjoin(
            MemberAssignmentEnd, MemberAssignmentEnd.member_assignment_id == MemberAssignment.id
        )
        .where(
            MemberAssignment.assignment_id == assignment_id,
            MemberAssignmentEnd.member_assignment_id.is_(None),
        )
        .order_by(MemberAssignment.member_id)
    )
    return {share_id: member_id for share_id, member_id in rows}  # noqa: C416 - rows are no pairs
