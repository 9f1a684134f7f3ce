"""Standards of an accreditation, the proofs chosen for each year, and memos to file."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from lms.domain.standard import ProofKind
from lms.models.base import Base, Json, Moment, PrimaryKey, enum_of


class AssessmentWindow(Base):
    """The days an assessment looks back on; the newest one holds. Append-only."""

    __tablename__ = "assessment_window"
    __table_args__ = (CheckConstraint("ends_on > starts_on", name="has_days"),)

    id: Mapped[PrimaryKey]
    name: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class StandardMapping(Base):
    """What a standard is called and what proves it; the newest one of a number holds.

    ``provisions`` holds codes, ``proofs`` kinds of proof, ``rationale`` why, for whoever comes
    next. Append-only.
    """

    __tablename__ = "standard_mapping"
    __table_args__ = (
        CheckConstraint("title <> '' AND rationale <> ''", name="says_what_and_why"),
        Index("ix_standard_mapping_number", "number", "id"),
    )

    id: Mapped[PrimaryKey]
    number: Mapped[str]
    title: Mapped[str]
    provisions: Mapped[Json]
    proofs: Mapped[Json]
    rationale: Mapped[str]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class StandardProof(Base):
    """A proof that somebody chose for a standard and a year, and why. Append-only.

    ``thing`` is the id of what is shown: a module's version, a class, or 0 where the year
    itself is.
    """

    __tablename__ = "standard_proof"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="has_a_reason"),
        Index("ix_standard_proof_number", "number", "year"),
    )

    id: Mapped[PrimaryKey]
    number: Mapped[str]
    year: Mapped[int]
    kind: Mapped[ProofKind] = mapped_column(enum_of(ProofKind))
    thing: Mapped[int]
    reason: Mapped[str]
    chosen_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    chosen_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class StandardProofEnd(Base):
    """A proof was taken out of its file. Append-only."""

    __tablename__ = "standard_proof_end"

    proof_id: Mapped[int] = mapped_column(ForeignKey("standard_proof.id"), primary_key=True)
    ended_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class StandardMemo(Base):
    """A memo to file: why a year's file is as it is, signed by a named person. Append-only."""

    __tablename__ = "standard_memo"
    __table_args__ = (CheckConstraint("text <> ''", name="says_something"),)

    id: Mapped[PrimaryKey]
    number: Mapped[str]
    year: Mapped[int]
    text: Mapped[str]
    signed_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    signed_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))
