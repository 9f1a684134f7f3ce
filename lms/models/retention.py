"""How long raw beats are kept: legal holds, removals, and the sums that stay for good."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from lms.models.base import Base, Json, LongInteger, Moment, PrimaryKey


class LegalHold(Base):
    """Nothing of a member, or of anybody, is removed while it stands. Append-only.

    ``matter`` and the years say what it is for. It keeps all of a member's raw records
    whatever the years are: more than it says, never less.
    """

    __tablename__ = "legal_hold"
    __table_args__ = (CheckConstraint("reason <> ''", name="has_a_reason"),)

    id: Mapped[PrimaryKey]
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    placed_at: Mapped[Moment]
    decided_by: Mapped[str]
    reason: Mapped[str]
    matter: Mapped[str] = mapped_column(server_default="")
    first_year: Mapped[int | None]
    last_year: Mapped[int | None]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class LegalHoldEnd(Base):
    """The end of a legal hold. Append-only."""

    __tablename__ = "legal_hold_end"
    __table_args__ = (CheckConstraint("reason <> ''", name="has_a_reason"),)

    hold_id: Mapped[int] = mapped_column(ForeignKey("legal_hold.id"), primary_key=True)
    ended_at: Mapped[Moment]
    decided_by: Mapped[str]
    reason: Mapped[str]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class BeatRemoval(Base):
    """One lawful removal of a member's raw beats, as its journal entry says. Append-only.

    The trigger on ``beat`` lets go only of rows that such a row covers, and of none that a
    legal hold covers. ``digest`` is over every removed row, ``after_member`` the member's
    clock after the last of them.
    """

    __tablename__ = "beat_removal"
    __table_args__ = (
        CheckConstraint("beats > 0", name="removes_something"),
        CheckConstraint("length(digest) = 64", name="digest_is_sha256"),
    )

    id: Mapped[PrimaryKey]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    through_seq: Mapped[int]
    older_than_ms: Mapped[LongInteger]
    beats: Mapped[int]
    seconds: Mapped[int]
    digest: Mapped[str]
    separated_on: Mapped[date]
    retention_years: Mapped[int]
    after_member: Mapped[Json]
    removed_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"), unique=True)


class BeatSum(Base):
    """What removed beats of one page had counted; kept for good. Append-only.

    ``after_beat`` names the posting that entered the seconds in the ledger, and is empty
    where they were never posted. ``reasons`` counts why other time was not counted.
    """

    __tablename__ = "beat_sum"
    __table_args__ = (
        Index("ix_beat_sum_sitting_id_unit", "sitting_id", "unit"),
        Index("ix_beat_sum_member_id_page", "member_id", "page"),
        CheckConstraint("seconds >= 0", name="never_subtracts"),
    )

    id: Mapped[PrimaryKey]
    removal_id: Mapped[int] = mapped_column(ForeignKey("beat_removal.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id"))
    unit: Mapped[str]
    page: Mapped[str]
    limb: Mapped[str] = mapped_column(ForeignKey("limb.slug"))
    after_beat: Mapped[int | None]
    beats: Mapped[int]
    seconds: Mapped[int]
    expected_seconds: Mapped[int]
    first_ms: Mapped[LongInteger]
    last_ms: Mapped[LongInteger]
    no_signal: Mapped[bool]
    worked: Mapped[bool]
    reasons: Mapped[Json]
    after_page: Mapped[Json]
