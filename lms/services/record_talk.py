"""An instructor's talk after a failed attempt."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.errors import ConflictError, InvalidError, NotFoundError
from lms.domain.events import TalkRecorded
from lms.models import (
    Attempt,
    Talk,
)
from lms.queries.attempt_work import (
    attempt_of,
)
from lms.services.journal import keep_private, record
from lms.services.lock_member import lock_member


def record_talk(session: Session, *, attempt_id: int, note: str, by: Actor, now: datetime) -> None:
    """Record an instructor's talk after a failed attempt; it opens the next one.

    Raises:
        NotFoundError: there is no such attempt.
        ConflictError: it was passed or is open, or a talk stands beside it already.
        InvalidError: the note is empty, or the talk is with oneself.
    """
    member_id = session.execute(select(Attempt.member_id).where(Attempt.id == attempt_id)).scalar()
    if member_id is None or by.account_id is None:
        raise NotFoundError(attempt=attempt_id)
    if member_id == by.member_id:
        raise InvalidError(reason="nobody acts on their own record")
    lock_member(session, member_id)
    row = attempt_of(session, attempt_id, member_id)
    if row.passed is not False or row.talked:
        raise ConflictError(attempt=attempt_id, reason="no talk is open")
    if not note.strip():
        raise InvalidError(field="note", reason="it is empty")
    event = TalkRecorded(
        member_id=member_id, attempt_id=attempt_id, note_digest=keep_private(session, note.strip())
    )
    seq = record(session, event, by=by, now=now)
    session.execute(
        insert(Talk).values(
            attempt_id=attempt_id,
            recorded_at=now,
            recorded_by=by.account_id,
            note=note.strip(),
            event_seq=seq,
        )
    )
