"""Noting that an attempt is worked on by two sign-ins at about the same time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, insert, select
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.attempt_rules import AT_ONCE
from lms.domain.events import AttemptOnTwoSignIns
from lms.models import AttemptShared
from lms.queries.attempt_work import OpenedAttempt
from lms.services.journal import record


def note_shared_attempt(
    session: Session,
    attempt: OpenedAttempt,
    *,
    sign_in_id: int | None,
    by: Actor,
    now: datetime,
) -> None:
    """Note, once a sign-in, that another one saved an answer to the attempt a moment ago.

    It is a fact for the statement of time and refuses nothing: somebody goes from the phone
    to the desk and has both open. The caller holds the member.
    """
    others = {other: at for other, at in attempt.sign_ins.items() if other != sign_in_id}
    if sign_in_id is None or not others:
        return
    other = max(others, key=lambda each: others[each])
    if now - others[other] > AT_ONCE or _is_noted(session, attempt.row.id, sign_in_id):
        return
    event = AttemptOnTwoSignIns(
        attempt_id=attempt.row.id,
        member_id=attempt.row.member_id,
        sign_in_id=sign_in_id,
        other_sign_in_id=other,
        seconds_between=int((now - others[other]).total_seconds()),
    )
    seq = record(session, event, by=by, now=now)
    session.execute(
        insert(AttemptShared).values(
            attempt_id=attempt.row.id,
            sign_in_id=sign_in_id,
            other_sign_in_id=other,
            noted_at=now,
            event_seq=seq,
        )
    )


def _is_noted(session: Session, attempt_id: int, sign_in_id: int) -> bool:
    found = exists().where(
        AttemptShared.attempt_id == attempt_id, AttemptShared.sign_in_id == sign_in_id
    )
    return bool(session.execute(select(found)).scalar())
