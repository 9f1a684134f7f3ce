"""Holding handovers against the journal: what was frozen, the notes, and how each ended."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.events import HandoverEnded, HandoverStarted
from lms.domain.journal_chain import canonical, digest
from lms.models import Handover, HandoverEnd
from lms.queries.journal_events import is_said, said_of


def handover_findings(session: Session) -> Iterator[str]:
    """Sentences about handovers that show another state, notes or end than were journaled."""
    yield from _started(session)
    yield from _ended(session)


def _started(session: Session) -> Iterator[str]:
    stored = {row.id: row for row in session.execute(select(Handover)).scalars()}
    for said in said_of(session, HandoverStarted.kind):
        number = said.data["handover_id"]
        row = stored.pop(number, None)
        if row is None:
            yield f"Entry {said.seq} began handover {number}; it is missing."
            continue
        if {digest(row.state), row.state_digest} != {said.data["state_digest"]}:
            yield f"Handover {number}: what lay open differs from what was handed over."
        if not is_said(session, said.data["notes_digest"], canonical(row.notes)):
            yield f"Handover {number}: its notes differ from what was written."
        told = (said.data["desk"], said.data["successor_id"], said.data["seen_seq"], said.by)
        if told != (row.desk.value, row.successor_id, row.seen_seq, row.leaver_id):
            yield f"Handover {number} differs from what was begun."
    for number in stored:
        yield f"Handover {number} was begun by no journal entry."


def _ended(session: Session) -> Iterator[str]:
    stored = {row.handover_id: row for row in session.execute(select(HandoverEnd)).scalars()}
    for said in said_of(session, HandoverEnded.kind):
        number = said.data["handover_id"]
        row = stored.pop(number, None)
        if row is None:
            yield f"Entry {said.seq} ended handover {number}; its end is missing."
        elif (said.data["outcome"], said.by) != (row.outcome.value, row.ended_by) or not is_said(
            session, said.data["words_digest"], row.words
        ):
            yield f"Handover {number}: its end differs from what was said."
    for number in stored:
        yield f"Handover {number} was ended by no journal entry."
