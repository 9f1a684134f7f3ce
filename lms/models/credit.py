"""The ledger of signed seconds."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from lms.models.base import Base, PrimaryKey, enum_of


class CreditSource(StrEnum):
    """What a credit entry comes from."""

    LESSON = "lesson"
    ATTEMPT = "attempt"
    CLASS = "class"
    OUTSIDE = "outside"
    PAPER = "paper"
    CORRECTION = "correction"


class CreditEntry(Base):
    """Signed seconds of training that one member worked on one local day.

    Balances are sums of entries and are stored nowhere. A mistake is undone by a
    reversal of exactly the opposite seconds, so an auditor sees the mistake and its
    correction. ``late_for`` is the first day of an earlier calendar year for which they count.
    Append-only.
    """

    __tablename__ = "credit_entry"
    __table_args__ = (
        CheckConstraint("seconds <> 0", name="seconds_not_zero"),
        CheckConstraint(
            "(reverses_id IS NOT NULL) = (seconds < 0)", name="only_reversals_subtract"
        ),
        CheckConstraint("late_for IS NULL OR late_for < earned_on", name="late_for_a_year_before"),
        Index("ix_credit_entry_standing", "member_id", "earned_on", "limb", "seconds", "late_for"),
        Index("ix_credit_entry_year", "earned_on", "member_id", "seconds", "late_for"),
    )

    id: Mapped[PrimaryKey]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    limb: Mapped[str] = mapped_column(ForeignKey("limb.slug"))
    seconds: Mapped[int]
    earned_on: Mapped[date]
    late_for: Mapped[date | None]
    source: Mapped[CreditSource] = mapped_column(enum_of(CreditSource))
    sitting_id: Mapped[int | None] = mapped_column(ForeignKey("sitting.id"), index=True)
    unit: Mapped[str]
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("credit_entry.id"), unique=True)
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"), index=True)


class TimePosting(Base):
    """How far a unit's beats have been posted, so that no second is posted twice.

    Append-only; the next posting of a unit starts after ``through_beat``.
    """

    __tablename__ = "time_posting"

    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), primary_key=True)
    unit: Mapped[str] = mapped_column(primary_key=True)
    after_beat: Mapped[int] = mapped_column(primary_key=True)
    through_beat: Mapped[int]
    seconds: Mapped[int]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))
