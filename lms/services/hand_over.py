"""Handing a desk over: offered with what lay open, then accepted, returned or taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from lms.domain.events import HandoverEnded, HandoverStarted
from lms.domain.handover import (
    DESKS,
    LONGEST_NOTE,
    Desk,
    HandoverOutcome,
    document_of,
    may_withdraw,
    notes_of,
)
from lms.domain.journal_chain import canonical, digest
from lms.models import Handover, HandoverEnd, JournalHead
from lms.queries.desk_state import desk_state
from lms.queries.handovers import holders, open_handover
from lms.queries.local_day import local_day
from lms.services.allot_id import allot_id
from lms.services.journal import keep_private, record


def start_handover(
    session: Session,
    *,
    desk: Desk,
    successor_id: int,
    notes: Mapping[str, str],
    by: Actor,
    now: datetime,
) -> int:
    """Put a desk before a named successor, with all that lies open as it stands now.

    The journal's head is taken first and not last: nothing else is locked after it, and what
    is frozen then stands at exactly one entry.

    Args:
        notes: what the leaver wrote, by the kind of matter; under nothing what is about all.

    Raises:
        NotFoundError: no person hands it over.
        ForbiddenError: they do not hold the desk.
        InvalidError: the successor is the leaver, or does not hold the desk's role; or a note
            is too long.
        ConflictError: the desk is being handed over already.
    """
    if by.account_id is None:
        raise NotFoundError(desk=desk.value)
    if DESKS[desk].role not in by.roles:
        raise ForbiddenError(desk=desk.value, reason="the role does not hold this desk")
    told = notes_of(notes)
    if any(len(words) > LONGEST_NOTE for words in told.values()):
        raise InvalidError(field="notes", reason=f"Keep each under {LONGEST_NOTE:,} characters.")
    head = session.execute(select(JournalHead.seq, JournalHead.leaf_hash).with_for_update()).one()
    if open_handover(session, desk) is not None:
        raise ConflictError(desk=desk.value, reason="it is being handed over already")
    state = desk_state(session, desk, now=now)
    found = {each.account_id for each in holders(session, desk, now=now, day=state.day)}
    if successor_id == by.account_id or successor_id not in found:
        raise InvalidError(field="successor", reason="Choose somebody else who holds the role.")
    document = document_of(state, seq=head.seq, head=head.leaf_hash)
    event = HandoverStarted(
        handover_id=allot_id(session, Handover),
        desk=desk.value,
        successor_id=successor_id,
        open_matters=len(state.matters),
        seen_seq=head.seq,
        state_digest=digest(document),
        notes_digest=keep_private(session, canonical(told)),
    )
    session.execute(
        insert(Handover).values(
            id=event.handover_id,
            desk=desk,
            leaver_id=by.account_id,
            successor_id=successor_id,
            started_at=now,
            started_on=state.day,
            seen_seq=head.seq,
            state=document,
            state_digest=event.state_digest,
            notes=told,
            event_seq=record(session, event, by=by, now=now),
        )
    )
    return event.handover_id


def answer_handover(
    session: Session,
    *,
    handover_id: int,
    outcome: HandoverOutcome,
    words: str,
    by: Actor,
    now: datetime,
) -> None:
    """Accept a handover, or return it with a reason; its successor does, once.

    Raises:
        NotFoundError: there is no such handover.
        ForbiddenError: somebody else answers, or the successor holds the role no more.
        ConflictError: it has ended.
        InvalidError: it is returned without a reason, or the words are too long.
    """
    held = _held(session, handover_id)
    if by.account_id != held.successor_id or DESKS[held.desk].role not in by.roles:
        raise ForbiddenError(handover=handover_id, reason="its successor answers")
    if outcome is HandoverOutcome.RETURNED and not words.strip():
        raise InvalidError(field="words", reason="Say why it goes back.")
    _end(session, held, outcome, words, by=by, now=now)


def withdraw_handover(
    session: Session, *, handover_id: int, words: str, by: Actor, now: datetime
) -> None:
    """Take an offer back: its leaver does, or the desk where the leaver holds it no more.

    Raises:
        NotFoundError: there is no such handover.
        ForbiddenError: somebody else takes it back.
        ConflictError: it has ended.
        InvalidError: the words are too long.
    """
    held = _held(session, handover_id)
    found = holders(session, held.desk, now=now, day=local_day(session, now))
    holds = any(each.account_id == held.leaver_id for each in found)
    if not may_withdraw(by, leaver_id=held.leaver_id, leaver_holds=holds, desk=held.desk):
        raise ForbiddenError(handover=handover_id, reason="its leaver takes it back")
    _end(session, held, HandoverOutcome.WITHDRAWN, words, by=by, now=now)


def _held(session: Session, handover_id: int) -> Handover:
    found = session.execute(
        select(Handover).where(Handover.id == handover_id).with_for_update(key_share=True)
    ).scalar_one_or_none()
    if found is None:
        raise NotFoundError(handover=handover_id)
    return found


def _end(
    session: Session,
    held: Handover,
    outcome: HandoverOutcome,
    words: str,
    *,
    by: Actor,
    now: datetime,
) -> None:
    said = words.strip()
    if len(said) > LONGEST_NOTE:
        raise InvalidError(field="words", reason=f"Keep it under {LONGEST_NOTE:,} characters.")
    if session.get(HandoverEnd, held.id) is not None:
        raise ConflictError(handover=held.id, reason="it has ended")
    event = HandoverEnded(
        handover_id=held.id, outcome=outcome.value, words_digest=keep_private(session, said)
    )
    session.execute(
        insert(HandoverEnd).values(
            handover_id=held.id,
            outcome=outcome,
            ended_at=now,
            ended_by=by.account_id,
            words=said,
            event_seq=record(session, event, by=by, now=now),
        )
    )
