"""The roster: members, dated service records, leave."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from lms.models.base import Base, Moment, PrimaryKey


class Member(Base):
    """Somebody on the roster, for ever; what is said of them is dated and stands elsewhere."""

    __tablename__ = "member"

    id: Mapped[PrimaryKey]
    created_at: Mapped[Moment]


class ServiceRecord(Base):
    """What holds of a member from a day on. Append-only; the latest valid one wins."""

    __tablename__ = "service_record"
    __table_args__ = (
        Index("ix_service_record_as_of", "member_id", "valid_from", "id"),
        Index("ix_service_record_badge_number", "badge_number"),
        CheckConstraint(
            "separated_on IS NULL OR separated_on >= hired_on", name="separated_after_hired"
        ),
        CheckConstraint("supervisor_id IS NULL OR supervisor_id <> member_id", name="not_own_boss"),
    )

    id: Mapped[PrimaryKey]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    valid_from: Mapped[date]
    recorded_at: Mapped[Moment]
    badge_number: Mapped[str]
    given_name: Mapped[str]
    family_name: Mapped[str]
    rank: Mapped[str]
    unit: Mapped[str]
    shift: Mapped[str]
    supervisor_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    email: Mapped[str]
    sworn: Mapped[bool]
    hired_on: Mapped[date]
    separated_on: Mapped[date | None]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class LeaveRecord(Base):
    """A member's leave, or the taking back of an earlier entry. Append-only."""

    __tablename__ = "leave_record"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
    )

    id: Mapped[PrimaryKey]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    cancels_id: Mapped[int | None] = mapped_column(ForeignKey("leave_record.id"), unique=True)
    letter_sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    recorded_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))
