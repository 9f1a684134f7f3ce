"""Training a member took elsewhere, as facts of the training record with their places."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.local_time import in_words
from lms.domain.outside_training import GRANTING, MARK
from lms.domain.training_record import RecordedFact
from lms.models import OutsideClaim, OutsideDecision, OutsideGrant, OutsideTraining
from lms.queries.record_facts import Reading


def outside_facts(session: Session, reading: Reading) -> Iterator[RecordedFact]:
    """What was sent, each with the digest of its scan, and what became of it."""
    own = OutsideTraining.member_id == reading.member_id
    claimed = _sums(session, OutsideClaim, reading.member_id)
    for row in reading.rows(session, select(OutsideTraining).where(own), OutsideTraining.event_seq):
        held = row.OutsideTraining
        what = (
            f"Sent: \u201c{held.title}\u201d, {held.provider}, {claimed[held.id]} minutes claimed"
        )
        detail = f"number {held.id}, scan with SHA-256 {held.scan_sha256[:16]}\u2026"
        yield reading.fact(row, what, reading.day(held.submitted_at), detail)
    granted = _sums(session, OutsideGrant, reading.member_id)
    ended = (
        select(OutsideTraining.id, OutsideTraining.title, OutsideTraining.last_day)
        .add_columns(OutsideDecision.outcome, OutsideDecision.decided_at)
        .join(OutsideTraining, OutsideTraining.id == OutsideDecision.outside_id)
        .where(own)
    )
    for row in reading.rows(session, ended, OutsideDecision.event_seq):
        decided_on = reading.day(row.decided_at)
        if row.outcome in GRANTING:
            what = f"\u201c{row.title}\u201d: {granted[row.id]} minutes, {MARK}"
            detail = f"number {row.id}, {row.outcome.value} on {in_words(decided_on)}"
            yield reading.fact(row, what, row.last_day, detail)
        else:
            what = f"\u201c{row.title}\u201d was {row.outcome.value}"
            yield reading.fact(row, what, decided_on, f"number {row.id}")


def _sums(
    session: Session, table: type[OutsideClaim | OutsideGrant], member_id: int
) -> dict[int, int]:
    """Minutes of all subjects together, by submission."""
    rows = session.execute(
        select(table.outside_id, table.minutes)
        .join(OutsideTraining, OutsideTraining.id == table.outside_id)
        .where(OutsideTraining.member_id == member_id)
    )
    sums: dict[int, int] = {}
    for outside_id, minutes in rows:
        sums[outside_id] = sums.get(outside_id, 0) + minutes
    return sums
