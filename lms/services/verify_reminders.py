"""Holding the reminders that were written against the journal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.events import MemberReminded
from lms.models import Reminder
from lms.queries.journal_events import said_of


def reminder_findings(session: Session) -> Iterator[str]:
    """Sentences about reminders that the journal does not say, or says otherwise."""
    told: dict[int, set[tuple[int, str, bool]]] = defaultdict(set)
    rows = session.execute(
        select(Reminder.event_seq, Reminder.member_id, Reminder.key, Reminder.letter_key)
    )
    for seq, member_id, key, letter_key in rows:
        told[seq].add((member_id, key, letter_key is not None))
    for said in said_of(session, MemberReminded.kind):
        data = said.data
        stated = {(data["member_id"], key, data["letter"]) for key in data["keys"]}
        if told.pop(said.seq, set()) != stated:
            yield f"Entry {said.seq}: the reminders written differ from what it lists."
    for seq in told:
        yield f"Entry {seq}: reminders stand there that no journal entry lists."
