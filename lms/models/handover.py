"""Handovers of a desk: what was put before a successor, and how it ended."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from lms.domain.handover import Desk, HandoverOutcome
from lms.models.base import Base, Json, Moment, PrimaryKey, enum_of


class Handover(Base):
    """A desk as its leaver put it before a named successor. Append-only.

    ``state`` is what lay open and the calendar of duties, in the words of that day, after the
    journal's entry ``seen_seq``; ``notes`` what the leaver wrote, by matter.
    """

    __tablename__ = "handover"
    __table_args__ = (
        CheckConstraint("leaver_id <> successor_id", name="two_different_people"),
        CheckConstraint("length(state_digest) = 64", name="digest_is_sha256"),
        Index("ix_handover_desk", "desk"),
    )

    id: Mapped[PrimaryKey]
    desk: Mapped[Desk] = mapped_column(enum_of(Desk))
    leaver_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    successor_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    started_at: Mapped[Moment]
    started_on: Mapped[date]
    seen_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))
    state: Mapped[Json]
    state_digest: Mapped[str]
    notes: Mapped[Json]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class HandoverEnd(Base):
    """The one end of a handover: accepted, returned with a reason, or withdrawn. Append-only."""

    __tablename__ = "handover_end"
    __table_args__ = (
        CheckConstraint("outcome <> 'returned' OR words <> ''", name="returned_with_a_reason"),
    )

    handover_id: Mapped[int] = mapped_column(
        ForeignKey("handover.id"), primary_key=True, autoincrement=False
    )
    outcome: Mapped[HandoverOutcome] = mapped_column(enum_of(HandoverOutcome))
    ended_at: Mapped[Moment]
    ended_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    words: Mapped[str]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))
