"""Training taken elsewhere: what was claimed with its scan, and what a second person granted."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lms.domain.outside_training import OutsideOutcome
from lms.models.base import Base, Json, Moment, PrimaryKey, enum_of


class OutsideTraining(Base):
    """Training that one member took elsewhere, as somebody sent it. Append-only.

    ``sections`` are labels of the revision that was in force when it was sent; ``follows_id``
    is the submission, declined or withdrawn before, that this one takes the place of.
    """

    __tablename__ = "outside_training"
    __table_args__ = (
        CheckConstraint("last_day >= first_day", name="ends_after_start"),
        CheckConstraint("title <> ''", name="has_a_title"),
        CheckConstraint("provider <> ''", name="somebody_offered_it"),
    )

    id: Mapped[PrimaryKey]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    title: Mapped[str]
    provider: Mapped[str]
    first_day: Mapped[date]
    last_day: Mapped[date]
    covered: Mapped[str]
    sections: Mapped[Json]
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    explanation: Mapped[str]
    scan_sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"), index=True)
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("outside_training.id"), unique=True)
    entered_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    submitted_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class OutsideClaim(Base):
    """Minutes of one subject as claimed. Append-only."""

    __tablename__ = "outside_claim"
    __table_args__ = (CheckConstraint("minutes BETWEEN 1 AND 1440", name="minutes_of_a_day"),)

    outside_id: Mapped[int] = mapped_column(
        ForeignKey("outside_training.id"), primary_key=True, autoincrement=False
    )
    limb: Mapped[str] = mapped_column(ForeignKey("limb.slug"), primary_key=True)
    minutes: Mapped[int]


class OutsideDecision(Base):
    """The one end of a submission. Append-only.

    ``entered_by`` is repeated so that a constraint can tell the two people apart.
    """

    __tablename__ = "outside_decision"
    __table_args__ = (
        CheckConstraint(
            "decided_by <> entered_by OR outcome = 'withdrawn'", name="two_different_people"
        ),
        CheckConstraint("outcome IN ('granted', 'withdrawn') OR reason <> ''", name="says_why"),
    )

    outside_id: Mapped[int] = mapped_column(
        ForeignKey("outside_training.id"), primary_key=True, autoincrement=False
    )
    outcome: Mapped[OutsideOutcome] = mapped_column(enum_of(OutsideOutcome))
    reason: Mapped[str]
    explained: Mapped[str]
    entered_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    decided_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class OutsideGrant(Base):
    """Minutes of one subject as granted; the ledger holds the same. Append-only."""

    __tablename__ = "outside_grant"
    __table_args__ = (CheckConstraint("minutes BETWEEN 1 AND 1440", name="minutes_of_a_day"),)

    outside_id: Mapped[int] = mapped_column(
        ForeignKey("outside_decision.outside_id"), primary_key=True, autoincrement=False
    )
    limb: Mapped[str] = mapped_column(ForeignKey("limb.slug"), primary_key=True)
    minutes: Mapped[int]
