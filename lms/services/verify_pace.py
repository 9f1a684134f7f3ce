"""Holding reviews of a visit's pace against the journal: the evidence, each word, each end."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.events import PaceReviewAnswered, PaceReviewDecided, PaceReviewOpened
from lms.domain.journal_chain import digest
from lms.models import PaceAnswer, PaceOutcome, PaceReview
from lms.queries.journal_events import is_said, said_of


def pace_findings(session: Session) -> Iterator[str]:
    """Sentences about reviews that show other evidence, words or ends than were journaled."""
    yield from _opened(session)
    yield from _answered(session)
    yield from _decided(session)


def _opened(session: Session) -> Iterator[str]:
    stored = {row.id: row for row in session.execute(select(PaceReview)).scalars()}
    for said in said_of(session, PaceReviewOpened.kind):
        number = said.data["review_id"]
        row = stored.pop(number, None)
        if row is None:
            yield f"Entry {said.seq} opened review {number}; it is missing."
            continue
        if digest(row.evidence) != said.data["evidence_digest"]:
            yield f"Review {number}: its evidence differs from what was put before its officer."
        told = (said.data["member_id"], said.data["visit_id"], said.by, said.data["rule_digest"])
        if told != (row.member_id, row.visit_id, row.opened_by, digest(row.rule)):
            yield f"Review {number} differs from what was opened."
    for number in stored:
        yield f"Review {number} was opened by no journal entry."


def _answered(session: Session) -> Iterator[str]:
    stored = {row.review_id: row for row in session.execute(select(PaceAnswer)).scalars()}
    for said in said_of(session, PaceReviewAnswered.kind):
        number = said.data["review_id"]
        row = stored.pop(number, None)
        if row is None:
            yield f"Entry {said.seq} answered review {number}; the answer is missing."
        elif not is_said(session, said.data["words_digest"], row.words):
            yield f"Review {number}: its officer's words differ from what was answered."
    for number in stored:
        yield f"Review {number} was answered by no journal entry."


def _decided(session: Session) -> Iterator[str]:
    stored = {row.review_id: row for row in session.execute(select(PaceOutcome)).scalars()}
    for said in said_of(session, PaceReviewDecided.kind):
        number = said.data["review_id"]
        row = stored.pop(number, None)
        if row is None:
            yield f"Entry {said.seq} ended review {number}; its end is missing."
            continue
        told = (said.data["outcome"], said.by) == (row.outcome.value, row.decided_by)
        if not told or not is_said(session, said.data["words_digest"], row.words):
            yield f"Review {number}: its end differs from what was decided."
    for number in stored:
        yield f"Review {number} was ended by no journal entry."
