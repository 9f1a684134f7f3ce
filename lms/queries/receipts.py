"""The receipt of a submission: what was received, when, and where the record holds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.errors import NotFoundError
from lms.domain.journal_chain import Entry
from lms.domain.key_change import Accepted, accepted_from_document
from lms.domain.receipt import HeldReceipt, differences
from lms.domain.scenario import ItemRef
from lms.models import Attempt, AttemptResult, Journal
from lms.queries.signed_heads import newest_head_before, printed_or_nothing


@dataclass(frozen=True, slots=True)
class Receipt:
    """Facts that a later check compares: attempt, time, answers, place in the record."""

    attempt_id: int
    number: int
    submitted_at: datetime
    answers_digest: str
    event_seq: int
    journal_head: str
    unscored: tuple[str, ...]
    signed_head: str
    accepted: Mapping[ItemRef, tuple[Accepted, ...]]


def receipt_of(session: Session, *, attempt_id: int) -> Receipt:
    """The receipt of a submitted attempt.

    Raises:
        NotFoundError: it has no result.
    """
    row = session.execute(
        select(
            Attempt.number,
            Journal.at,
            AttemptResult.answers_digest,
            AttemptResult.detail,
            AttemptResult.event_seq,
            Journal.leaf_hash,
        )
        .join(AttemptResult, AttemptResult.attempt_id == Attempt.id)
        .join(Journal, Journal.seq == AttemptResult.event_seq)
        .where(Attempt.id == attempt_id)
    ).one_or_none()
    if row is None:
        raise NotFoundError(attempt=attempt_id)
    return Receipt(
        attempt_id=attempt_id,
        number=row.number,
        submitted_at=row.at,
        answers_digest=row.answers_digest,
        event_seq=row.event_seq,
        journal_head=row.leaf_hash,
        unscored=tuple(row.detail["unscored"]),
        signed_head=printed_or_nothing(newest_head_before(session, row.event_seq)),
        accepted=accepted_from_document(row.detail.get("accepted", {})),
    )


def receipt_differences(session: Session, held: HeldReceipt) -> tuple[str, ...]:
    """The lines of a receipt that the record does not bear out; none where it is genuine."""
    row = session.execute(
        select(Journal.seq, Journal.version, Journal.body, Journal.leaf_hash).where(
            Journal.seq == held.event_seq
        )
    ).one_or_none()
    return differences(held, None if row is None else Entry(*row))
