"""What people said about the changes between two revisions."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from lms.domain.change_nature import Nature
from lms.models.base import Base, Moment, PrimaryKey, enum_of


class ChangeMark(Base):
    """A change between two revisions is editorial or substantive, and why. Append-only.

    ``change`` names the clauses before and after; the latest mark of a change holds.
    """

    __tablename__ = "change_mark"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="says_why"),
        Index("ix_change_mark_revisions", "after_id", "before_id"),
    )

    id: Mapped[PrimaryKey]
    before_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    after_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    change: Mapped[str]
    nature: Mapped[Nature] = mapped_column(enum_of(Nature))
    reason: Mapped[str]
    marked_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    marked_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))
