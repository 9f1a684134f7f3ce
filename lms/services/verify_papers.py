"""Checking what was credited from paper: approved by two people, and the same everywhere."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.events import PaperCredited, ProposalDecided
from lms.domain.two_people import ProposalOutcome
from lms.models import PaperCompletion
from lms.queries.journal_events import said_of

Stored = MutableMapping[int, list[tuple[int, str, str, int]]]


def check_papers(session: Session, stored: Stored) -> Iterator[str]:
    """Compare completions from paper with the ledger; yields a sentence for each difference.

    Args:
        stored: the ledger by journal entry, as ``(member, local day, limb, seconds)``; the
            entries from paper are taken out.
    """
    approved = {
        said.data["proposal_id"]
        for said in said_of(session, ProposalDecided.kind)
        if said.data["decision"] == ProposalOutcome.APPROVED
    }
    rows = {row.event_seq: row for row in session.execute(select(PaperCompletion)).scalars()}
    for said in said_of(session, PaperCredited.kind):
        seq, data = said.seq, said.data
        row = rows.pop(seq, None)
        line = (data["member_id"], data["earned_on"], data["limb"], data["minutes"] * 60)
        if stored.pop(seq, []) != [line]:
            yield f"Entry {seq}: the ledger differs from the minutes on paper that it lists."
        if data["proposal_id"] not in approved:
            yield f"Entry {seq}: time from paper was entered without a second person."
        if row is None or _said_of(row) != (*line, data["proposal_id"], data["scan_sha256"]):
            yield f"Entry {seq}: the completion from paper differs from what it lists."
    for row in rows.values():
        yield f"Completion {row.id} from paper was entered by no journal entry."


def _said_of(row: PaperCompletion) -> tuple[object, ...]:
    day = row.earned_on.isoformat()
    return (row.member_id, day, row.limb, row.minutes * 60, row.proposal_id, row.scan_sha256)
