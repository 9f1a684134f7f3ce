"""The keys that sign for the record."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lms.models.base import Base, Moment, PrimaryKey


class SigningKeyRow(Base):
    """The public half of a key that signed for the record from its entry on. Append-only."""

    __tablename__ = "signing_key"
    __table_args__ = (CheckConstraint("length(public_key) = 64", name="is_ed25519"),)

    id: Mapped[PrimaryKey]
    purpose: Mapped[str]
    public_key: Mapped[str] = mapped_column(unique=True)
    fingerprint: Mapped[str]
    recorded_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))
