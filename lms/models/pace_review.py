"""Reviews of a visit's pace: opened, answered by the officer, decided; none stays open."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lms.domain.pace import PaceOutcomeKind
from lms.models.base import Base, Json, Moment, PrimaryKey, enum_of


class PaceReview(Base):
    """A visit whose evidence a named person put before its officer. Append-only.

    A visit is reviewed once: "cleared" is final.
    """

    __tablename__ = "pace_review"

    id: Mapped[PrimaryKey]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), unique=True)
    opened_at: Mapped[Moment]
    opened_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    rule: Mapped[str]
    evidence: Mapped[Json]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class PaceAnswer(Base):
    """What the officer says to the evidence; empty words mean "nothing to add". Append-only."""

    __tablename__ = "pace_answer"

    review_id: Mapped[int] = mapped_column(ForeignKey("pace_review.id"), primary_key=True)
    answered_at: Mapped[Moment]
    words: Mapped[str]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class PaceOutcome(Base):
    """The one end of a review, by a named person. Append-only."""

    __tablename__ = "pace_outcome"
    __table_args__ = (CheckConstraint("words <> ''", name="says_why"),)

    review_id: Mapped[int] = mapped_column(ForeignKey("pace_review.id"), primary_key=True)
    outcome: Mapped[PaceOutcomeKind] = mapped_column(enum_of(PaceOutcomeKind))
    decided_at: Mapped[Moment]
    decided_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    words: Mapped[str]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))
