"""Statements about the journal that the record's key signed."""

from __future__ import annotations

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.domain.head_statement import HeadOccasion
from lms.models.base import Base, Moment, enum_of


class SignedHead(Base):
    """One signed head: its canonical statement and the signature over it. Append-only.

    ``statement`` is what counts; the columns beside it are for finding rows. No entry of the
    journal stands behind it, or every head would call for the next one.
    """

    __tablename__ = "signed_head"
    __table_args__ = (
        CheckConstraint("number > 0", name="counted_from_one"),
        CheckConstraint("length(signature) = 128", name="is_ed25519"),
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    occasion: Mapped[HeadOccasion] = mapped_column(enum_of(HeadOccasion))
    seq: Mapped[int]
    statement: Mapped[str]
    signature: Mapped[str]
    signed_at: Mapped[Moment]
