"""Closed years: who signed, and what every sworn member's year came to."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.domain.year_close import YearOutcome
from lms.models.base import Base, Moment, PrimaryKey, enum_of


class YearClose(Base):
    """A period of a requirement as it was signed. Append-only; it is closed once."""

    __tablename__ = "year_close"
    __table_args__ = (
        UniqueConstraint("requirement_id", "period_start"),
        CheckConstraint("statement <> ''", name="says_something"),
        CheckConstraint("length(outcomes_digest) = 64", name="digest_is_sha256"),
    )

    id: Mapped[PrimaryKey]
    requirement_id: Mapped[int] = mapped_column(ForeignKey("requirement.id"))
    period_start: Mapped[date]
    period_end: Mapped[date]
    statement: Mapped[str]
    outcomes_digest: Mapped[str]
    signed_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    signed_on: Mapped[date]
    signed_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class YearCloseMember(Base):
    """What one member's year came to when it was signed. Append-only."""

    __tablename__ = "year_close_member"

    close_id: Mapped[int] = mapped_column(ForeignKey("year_close.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True, index=True)
    outcome: Mapped[YearOutcome] = mapped_column(enum_of(YearOutcome))
    seconds: Mapped[int]
