"""A review of pace: put before its officer, answered, and ended by a named person."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, insert, select
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.adverse_notice import Matter
from lms.domain.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from lms.domain.events import PaceReviewAnswered, PaceReviewDecided, PaceReviewOpened
from lms.domain.journal_chain import digest
from lms.domain.local_time import in_words
from lms.domain.pace import RULE, PaceOutcomeKind, pace
from lms.domain.statement_document import statement_to_document
from lms.models import PaceAnswer, PaceOutcome, PaceReview
from lms.queries.local_day import local_day, local_zone
from lms.queries.pace import ReviewRow, is_named, open_review, reviews_of, switched_on
from lms.queries.standing import owed_on
from lms.queries.statements import visit_statement
from lms.queries.visits import visit
from lms.services.allot_id import allot_id
from lms.services.journal import keep_private, record
from lms.services.lock_member import lock_member
from lms.services.place_notice import place_notice

LONGEST_WORDS = 4_000


def put_before_officer(session: Session, *, visit_id: int, by: Actor, now: datetime) -> int:
    """Put the evidence of a visit that the rule names before its officer; returns the review.

    The evidence is the officer's own statement of that visit, kept as it stands now.

    Raises:
        NotFoundError: there is no such visit.
        ForbiddenError: it is one's own.
        ConflictError: the review is switched off, or the rule does not name the visit, or it
            was put before its officer already.
    """
    found = visit(session, visit_id)
    if found is None or by.account_id is None:
        raise NotFoundError(visit=visit_id)
    _not_ones_own(found.member_id, by)
    lock_member(session, found.member_id)
    today = local_day(session, now)
    since, zone = switched_on(session, today), local_zone(session, now)
    if since is None or not is_named(found, zone, since=since, today=today):
        raise ConflictError(visit=visit_id, reason="the rule does not name it")
    if session.execute(select(exists().where(PaceReview.visit_id == visit_id))).scalar():
        raise ConflictError(visit=visit_id, reason="it was looked at before")
    owed = owed_on(session, found.started_at.astimezone(zone).date())
    if not owed:
        raise NotFoundError(visit=visit_id)
    seen = pace(found.pages)
    evidence = {
        "expected_seconds": seen.expected_seconds,
        "passed_seconds": seen.passed_seconds,
        "pages": seen.pages,
        "statement": statement_to_document(visit_statement(session, found, owed=owed[0], now=now)),
    }
    event = PaceReviewOpened(
        review_id=allot_id(session, PaceReview),
        member_id=found.member_id,
        visit_id=visit_id,
        rule_digest=digest(RULE),
        evidence_digest=digest(evidence),
    )
    seq = record(session, event, by=by, now=now)
    session.execute(
        insert(PaceReview).values(
            id=event.review_id,
            member_id=found.member_id,
            visit_id=visit_id,
            opened_at=now,
            opened_by=by.account_id,
            rule=RULE,
            evidence=evidence,
            event_seq=seq,
        )
    )
    return event.review_id


def answer_review(
    session: Session, *, review_id: int, member_id: int, words: str, by: Actor, now: datetime
) -> None:
    """Keep what the officer says to the evidence, once; no words mean "nothing to add".

    Raises:
        NotFoundError: the member has no such review.
        ConflictError: it was answered, or has ended.
        InvalidError: the words are too long.
    """
    said = _fitting(words)
    lock_member(session, member_id)
    found = next(iter(reviews_of(session, member_id=member_id, review_id=review_id)), None)
    if found is None:
        raise NotFoundError(review=review_id)
    if found.answered_at is not None or found.outcome is not None:
        raise ConflictError(review=review_id, reason="it was answered or has ended")
    event = PaceReviewAnswered(
        review_id=review_id, member_id=member_id, words_digest=keep_private(session, said)
    )
    seq = record(session, event, by=by, now=now)
    session.execute(
        insert(PaceAnswer).values(review_id=review_id, answered_at=now, words=said, event_seq=seq)
    )


def decide_review(
    session: Session,
    *,
    review_id: int,
    outcome: PaceOutcomeKind,
    words: str,
    by: Actor,
    now: datetime,
) -> None:
    """End a review: "cleared", which is final, or "do again". Counted time stays in both.

    Raises:
        NotFoundError: there is no such review that has not ended.
        ForbiddenError: it is one's own.
        ConflictError: its officer has neither seen it nor had the time to, or "do again"
            while the review is switched off.
        InvalidError: it does not say why, or at too great a length.
    """
    said = _fitting(words)
    if not said:
        raise InvalidError(field="words", reason="Say why.")
    found = _locked(session, review_id)
    if by.account_id is None:
        raise NotFoundError(review=review_id)
    _not_ones_own(found.member_id, by)
    if not found.may_be_decided(now):
        raise ConflictError(review=review_id, reason="its officer comes first")
    off = switched_on(session, local_day(session, now)) is None
    if off and outcome is PaceOutcomeKind.DO_AGAIN:
        raise ConflictError(review=review_id, reason="the review is switched off")
    event = PaceReviewDecided(
        review_id=review_id,
        member_id=found.member_id,
        outcome=outcome.value,
        words_digest=keep_private(session, said),
    )
    seq = record(session, event, by=by, now=now)
    session.execute(
        insert(PaceOutcome).values(
            review_id=review_id,
            outcome=outcome,
            decided_at=now,
            decided_by=by.account_id,
            words=said,
            event_seq=seq,
        )
    )
    if outcome is PaceOutcomeKind.DO_AGAIN:
        began_on = in_words(found.started_at.astimezone(local_zone(session, now)).date())
        place_notice(
            session,
            matter=Matter.REVIEW,
            subject_id=review_id,
            member_id=found.member_id,
            entered=f"Review of pace, \u201c{found.module}\u201d, visit of {began_on}: do again.",
            now=now,
        )


def _locked(session: Session, review_id: int) -> ReviewRow:
    """The open review, read again once its member is held."""
    found = open_review(session, review_id)
    if found is not None:
        lock_member(session, found.member_id)
        found = open_review(session, review_id)
    if found is None:
        raise NotFoundError(review=review_id)
    return found


def _not_ones_own(member_id: int, by: Actor) -> None:
    if by.member_id == member_id:
        raise ForbiddenError(reason="nobody acts on their own record")


def _fitting(words: str) -> str:
    said = words.strip()
    if len(said) > LONGEST_WORDS:
        raise InvalidError(field="words", reason=f"Keep it under {LONGEST_WORDS:,} characters.")
    return said
