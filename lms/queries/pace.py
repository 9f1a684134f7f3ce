"""Reviews of pace: which visits the rule names, what was put before officers, how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session, aliased

from lms.domain.pace import (
    LISTED_FOR,
    PaceOutcomeKind,
    is_done_again,
    is_open_to_review,
    may_decide,
    pace,
    seconds_to_do_again,
)
from lms.domain.setting import SettingName
from lms.domain.statement import Statement
from lms.domain.statement_document import statement_from_document
from lms.models import (
    Account,
    Beat,
    ContentVersion,
    PaceAnswer,
    PaceOutcome,
    PaceReview,
    Setting,
    Sitting,
    Visit,
)
from lms.queries.local_day import local_day, local_zone
from lms.queries.roster import Person, roster
from lms.queries.visits import VisitRow, module_titles_of, visits_between


@dataclass(frozen=True, slots=True)
class Named:
    """A visit that the rule names, and whose it is."""

    visit: VisitRow
    who: Person


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One review: its visit, what was said to it, and how it ended where it did."""

    id: int
    member_id: int
    visit_id: int
    started_at: datetime
    module: str
    opened_at: datetime
    opened_by: str
    rule: str
    expected_seconds: int
    passed_seconds: int
    statement: Statement
    answered_at: datetime | None
    answer: str
    outcome: PaceOutcomeKind | None
    decided_at: datetime | None
    decided_by: str
    words: str

    def may_be_decided(self, now: datetime) -> bool:
        """Whether it may end: its officer has seen it, or had two weeks to."""
        answered = self.answered_at is not None
        return may_decide(answered=answered, opened_at=self.opened_at, now=now)


@dataclass(frozen=True, slots=True)
class DoAgain:
    """Training that an officer was asked to work through again, and what is still to count."""

    review_id: int
    module: str
    left_seconds: int


def switched_on(session: Session, day: date) -> date | None:
    """Since when the review has been on without a break; None where it is off on ``day``."""
    decisions = session.execute(
        select(Setting.valid_from, Setting.value)
        .where(Setting.name == SettingName.REVIEW_OF_PACE.value, Setting.valid_from <= day)
        .order_by(Setting.valid_from.desc(), Setting.id.desc())
    )
    since: date | None = None
    for valid_from, value in decisions:
        if value != "on":
            break
        since = valid_from
    return since


def named_visits(session: Session, now: datetime) -> tuple[Named, ...]:
    """The visits that the rule names now and nobody looked at yet, oldest first."""
    today = local_day(session, now)
    since = switched_on(session, today)
    if since is None:
        return ()
    zone = local_zone(session, now)
    first = now - LISTED_FOR - timedelta(days=1)
    reviewed = set(session.execute(select(PaceReview.visit_id)).scalars())
    who = {each.member_id: each for each in roster(session, today)}
    return tuple(
        Named(each, who[each.member_id])
        for each in visits_between(session, first=first, last=now)
        if each.id not in reviewed
        and each.member_id in who
        and is_named(each, zone, since=since, today=today)
    )


def is_named(visit: VisitRow, zone: tzinfo, *, since: date, today: date) -> bool:
    """Whether the rule names a visit today, with the review switched on since that day."""
    began_on = visit.started_at.astimezone(zone).date()
    return (
        is_open_to_review(began_on=began_on, today=today, switched_on=since)
        and pace(visit.pages).is_listed
    )


_OPENER, _DECIDER = aliased(Account), aliased(Account)
_REVIEWS = (
    select(
        PaceReview,
        Visit.started_at,
        Sitting.module_version_id,
        _OPENER.display_name.label("opened_by"),
        PaceAnswer.answered_at,
        PaceAnswer.words.label("answer"),
        PaceOutcome.outcome,
        PaceOutcome.decided_at,
        PaceOutcome.words,
        _DECIDER.display_name.label("decided_by"),
    )
    .join(Visit, Visit.id == PaceReview.visit_id)
    .join(Sitting, Sitting.id == Visit.sitting_id)
    .join(_OPENER, _OPENER.id == PaceReview.opened_by)
    .outerjoin(PaceAnswer, PaceAnswer.review_id == PaceReview.id)
    .outerjoin(PaceOutcome, PaceOutcome.review_id == PaceReview.id)
    .outerjoin(_DECIDER, _DECIDER.id == PaceOutcome.decided_by)
    .order_by(PaceReview.id)
)


def open_reviews(session: Session) -> tuple[ReviewRow, ...]:
    """Every review that has not ended; there is no list of those that have."""
    return _rows(session, _REVIEWS.where(PaceOutcome.review_id.is_(None)))


def open_review(session: Session, review_id: int) -> ReviewRow | None:
    """One review that has not ended."""
    rows = _rows(
        session, _REVIEWS.where(PaceReview.id == review_id, PaceOutcome.review_id.is_(None))
    )
    return next(iter(rows), None)


def reviews_of(
    session: Session, *, member_id: int, review_id: int | None = None
) -> tuple[ReviewRow, ...]:
    """A member's own reviews, ended ones too, or the one that is named."""
    wanted = _REVIEWS.where(PaceReview.member_id == member_id)
    if review_id is not None:
        wanted = wanted.where(PaceReview.id == review_id)
    return _rows(session, wanted)


def unanswered(reviews: tuple[ReviewRow, ...]) -> tuple[ReviewRow, ...]:
    """Those that still wait for their officer's word."""
    return tuple(each for each in reviews if each.answered_at is None and each.outcome is None)


def to_do_again(session: Session, reviews: tuple[ReviewRow, ...]) -> tuple[DoAgain, ...]:
    """What a member was asked to work through again and has not."""
    asked = [each for each in reviews if each.outcome is PaceOutcomeKind.DO_AGAIN]
    found = []
    for each in asked:
        counted = _counted_since(session, each)
        expected = each.expected_seconds
        if not is_done_again(counted_seconds=counted, expected_seconds=expected):
            left = seconds_to_do_again(counted_seconds=counted, expected_seconds=expected)
            found.append(DoAgain(each.id, each.module, left))
    return tuple(found)


def _counted_since(session: Session, review: ReviewRow) -> int:
    """What the same training counted for the member after the decision, in any year."""
    content = (
        select(ContentVersion.content_id)
        .join(Sitting, Sitting.module_version_id == ContentVersion.id)
        .join(Visit, Visit.sitting_id == Sitting.id)
        .where(Visit.id == review.visit_id)
    )
    same = (
        select(Sitting.id)
        .join(ContentVersion, ContentVersion.id == Sitting.module_version_id)
        .where(
            Sitting.member_id == review.member_id,
            ContentVersion.content_id == content.scalar_subquery(),
        )
    )
    decided = review.decided_at or review.opened_at
    return session.execute(
        select(func.coalesce(func.sum(Beat.seconds), 0)).where(
            Beat.sitting_id.in_(same), Beat.at_ms > int(decided.timestamp() * 1000)
        )
    ).scalar_one()


def _rows(session: Session, statement: Any) -> tuple[ReviewRow, ...]:  # noqa: ANN401 - a select
    rows = session.execute(statement).all()
    titles = module_titles_of(session, {row.module_version_id for row in rows}) if rows else {}
    return tuple(_row(row, titles[row.module_version_id]) for row in rows)


def _row(row: Row[Any], module: str) -> ReviewRow:
    review: PaceReview = row.PaceReview
    return ReviewRow(
        id=review.id,
        member_id=review.member_id,
        visit_id=review.visit_id,
        started_at=row.started_at,
        module=module,
        opened_at=review.opened_at,
        opened_by=row.opened_by,
        rule=review.rule,
        expected_seconds=review.evidence["expected_seconds"],
        passed_seconds=review.evidence["passed_seconds"],
        statement=statement_from_document(review.evidence["statement"]),
        answered_at=row.answered_at,
        answer=row.answer or "",
        outcome=row.outcome,
        decided_at=row.decided_at,
        decided_by=row.decided_by or "",
        words=row.words or "",
    )
