"""What members were reminded of, and the addresses of their calendars."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.domain.reminder import Stage
from lms.models.base import Base, Moment, PrimaryKey, UtcDateTime, enum_of


class Reminder(Base):
    """A member was told something, once for each key. Append-only.

    ``subject`` is what was told of, such as ``assignment:12``; empty where the reminder lists
    everything. ``letter_key`` names the job that sends it; None where it is on the page only.
    """

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint("member_id", "key"),
        Index("ix_reminder_recorded_at", "recorded_at"),
    )

    id: Mapped[PrimaryKey]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    key: Mapped[str]
    stage: Mapped[Stage] = mapped_column(enum_of(Stage))
    subject: Mapped[str]
    letter_key: Mapped[str | None]
    recorded_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"), index=True)


class CalendarFeed(Base):
    """An address under which a calendar program reads a member's due dates.

    The address holds a secret, the table its SHA-256. ``ended_at`` is set once.
    """

    __tablename__ = "calendar_feed"
    __table_args__ = (CheckConstraint("length(token_sha256) = 64", name="token_is_sha256"),)

    id: Mapped[PrimaryKey]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    token_sha256: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[Moment]
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
