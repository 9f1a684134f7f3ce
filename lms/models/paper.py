"""Training that was kept on paper and taken in with its scan."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lms.models.base import Base, PrimaryKey


class PaperCompletion(Base):
    """Minutes of one member's day, from paper and never timed, as two people took them in.

    Append-only. ``line`` is the row of the file that the proposal names.
    """

    __tablename__ = "paper_completion"
    __table_args__ = (
        CheckConstraint("minutes BETWEEN 1 AND 1440", name="minutes_of_a_day"),
        CheckConstraint("provider <> ''", name="somebody_offered_it"),
    )

    id: Mapped[PrimaryKey]
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    line: Mapped[int]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    limb: Mapped[str] = mapped_column(ForeignKey("limb.slug"))
    minutes: Mapped[int]
    earned_on: Mapped[date]
    provider: Mapped[str]
    taught_by: Mapped[str]
    scan_sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"))
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))
