"""The columns of the completion file, as the department wrote them."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lms.models.base import Base, Moment, PrimaryKey


class CompletionColumns(Base):
    """A template of the completion file; the newest one is used. Append-only."""

    __tablename__ = "completion_columns"
    __table_args__ = (CheckConstraint("template <> ''", name="has_columns"),)

    id: Mapped[PrimaryKey]
    template: Mapped[str]
    saved_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    saved_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))
