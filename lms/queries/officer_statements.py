"""What officers said to entries of their records, and the entries they can speak to."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, literal, or_, select
from sqlalchemy.orm import Session

from lms.domain.adverse_notice import Matter
from lms.models import (
    AdverseNotice,
    Attempt,
    AttemptResult,
    Certificate,
    CertificateRevocation,
    ContentVersion,
    OfficerStatement,
    PaceOutcome,
    PaceReview,
    Sitting,
    Visit,
)
from lms.queries.adverse_notices import subject_column


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One statement: its words and when they were written."""

    id: int
    matter: Matter
    subject_id: int
    words: str
    written_at: datetime


_SUBJECT = func.coalesce(
    OfficerStatement.attempt_id, OfficerStatement.review_id, OfficerStatement.certificate_id
)
_STATEMENTS = select(
    OfficerStatement.id,
    OfficerStatement.matter,
    _SUBJECT,
    OfficerStatement.words,
    OfficerStatement.written_at,
).order_by(OfficerStatement.id)


def statements_about(
    session: Session, *, matter: Matter, subject_id: int
) -> tuple[StatementRow, ...]:
    """What the officer said to one entry, the oldest first."""
    about = getattr(OfficerStatement, subject_column(matter)) == subject_id
    return tuple(StatementRow(*row) for row in session.execute(_STATEMENTS.where(about)))


def statements_of(
    session: Session, *, member_id: int, with_reviews: bool
) -> tuple[StatementRow, ...]:
    """Everything that a member said, the oldest first.

    Args:
        with_reviews: also to reviews of pace of which no notice was placed; a review that has
            ended is otherwise read by its officer alone.
    """
    wanted = _STATEMENTS.where(OfficerStatement.member_id == member_id)
    if not with_reviews:
        wanted = wanted.where(is_beside_the_record())
    return tuple(StatementRow(*row) for row in session.execute(wanted))


def has_any(session: Session, *, member_id: int) -> bool:
    """Whether a member has a notice or wrote a statement; most have neither."""
    notice = exists().where(AdverseNotice.member_id == member_id)
    said = exists().where(OfficerStatement.member_id == member_id)
    return bool(session.execute(select(or_(notice, said))).scalar())


def is_beside_the_record() -> ColumnElement[bool]:
    """True of statements that stand where others may read the record."""
    return (OfficerStatement.matter != Matter.REVIEW) | OfficerStatement.review_id.in_(
        select(AdverseNotice.review_id).where(AdverseNotice.review_id.is_not(None))
    )


@dataclass(frozen=True, slots=True)
class OwnEntry:
    """An entry of a member's record to which they may say something.

    Attributes:
        what: the training or the paper it is about.
        number: which try it was, 0 for other entries.
        at: when it entered the record.
    """

    matter: Matter
    subject_id: int
    what: str
    number: int
    at: datetime

    @property
    def words(self) -> str:
        """The entry as a sentence names it."""
        if self.matter is Matter.FAILURE:
            return f"try {self.number} of \u201c{self.what}\u201d, not passed"
        if self.matter is Matter.REVIEW:
            return f"a review of pace, \u201c{self.what}\u201d"
        return f"the revoked certificate \u201c{self.what}\u201d"


def own_entry(
    session: Session, *, matter: Matter, subject_id: int, member_id: int
) -> OwnEntry | None:
    """The entry where it is this member's and one to which a statement belongs, else None.

    A failed attempt stays one when a corrected key passed it later: both are in the record.
    """
    rows = _ENTRIES[matter].where(_OWNER[matter] == member_id, _ID[matter] == subject_id)
    row = session.execute(rows).one_or_none()
    return None if row is None else _entry(matter, row)


def own_entries(
    session: Session, *, member_id: int, matters: Collection[Matter]
) -> tuple[OwnEntry, ...]:
    """Every entry of a member, of these kinds, to which a statement can belong."""
    return tuple(
        _entry(matter, row)
        for matter, rows in _ENTRIES.items()
        if matter in matters
        for row in session.execute(rows.where(_OWNER[matter] == member_id).order_by(_ID[matter]))
    )


def _entry(matter: Matter, row: Any) -> OwnEntry:  # noqa: ANN401 - a row of _ENTRIES
    subject_id, about, number, at = row
    title = about["completed" if matter is Matter.REVOCATION else "title"]
    return OwnEntry(matter, subject_id, str(title), number, at)


_NO_NUMBER = literal(0)
_ENTRIES: dict[Matter, Select[*tuple[Any, ...]]] = {
    Matter.FAILURE: select(
        Attempt.id, ContentVersion.document, Attempt.number, AttemptResult.submitted_at
    )
    .select_from(ContentVersion)
    .join(Sitting, Sitting.module_version_id == ContentVersion.id)
    .join(Attempt, Attempt.sitting_id == Sitting.id)
    .join(AttemptResult, AttemptResult.attempt_id == Attempt.id)
    .where(AttemptResult.passed.is_(False)),
    Matter.REVIEW: select(
        PaceReview.id, ContentVersion.document, _NO_NUMBER, PaceOutcome.decided_at
    )
    .select_from(ContentVersion)
    .join(Sitting, Sitting.module_version_id == ContentVersion.id)
    .join(Visit, Visit.sitting_id == Sitting.id)
    .join(PaceReview, PaceReview.visit_id == Visit.id)
    .join(PaceOutcome, PaceOutcome.review_id == PaceReview.id),
    Matter.REVOCATION: select(
        Certificate.id, Certificate.facts, _NO_NUMBER, CertificateRevocation.revoked_at
    )
    .select_from(Certificate)
    .join(CertificateRevocation, CertificateRevocation.certificate_id == Certificate.id),
}
_OWNER = {
    Matter.FAILURE: Attempt.member_id,
    Matter.REVIEW: PaceReview.member_id,
    Matter.REVOCATION: Certificate.member_id,
}
_ID = {
    Matter.FAILURE: Attempt.id,
    Matter.REVIEW: PaceReview.id,
    Matter.REVOCATION: Certificate.id,
}
