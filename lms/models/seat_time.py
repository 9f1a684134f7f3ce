"""Beats: what the server saw of a member's work on pages, second by second."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.models.base import Base, Json, LongInteger, PrimaryKey


class Beat(Base):
    """One sign of work on one page, what it counted and the clock after it. Append-only.

    Rows hold every input of ``domain.seat_time.advance``, so that replaying a member's
    beats in order of ``seq`` gives the same seconds. Times are milliseconds since the epoch.
    """

    __tablename__ = "beat"
    __table_args__ = (
        UniqueConstraint("member_id", "seq"),
        UniqueConstraint("nonce"),
        Index("ix_beat_member_id_page", "member_id", "page", "seq"),
        Index("ix_beat_sitting_id_unit", "sitting_id", "unit", "seq"),
        CheckConstraint("seconds >= 0", name="never_subtracts"),
    )

    id: Mapped[PrimaryKey]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    seq: Mapped[int]
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    unit: Mapped[str]
    page: Mapped[str]
    limb: Mapped[str] = mapped_column(ForeignKey("limb.slug"))
    kind: Mapped[str]
    nonce: Mapped[str]
    served_ms: Mapped[LongInteger]
    at_ms: Mapped[LongInteger]
    expected_seconds: Mapped[int]
    activity: Mapped[bool]
    scripted: Mapped[bool]
    opening: Mapped[bool]
    seconds: Mapped[int]
    intervals: Mapped[Json]
    why_not: Mapped[str | None]
    no_signal: Mapped[bool]
    after_member: Mapped[Json]
    after_page: Mapped[Json]
