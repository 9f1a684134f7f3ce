"""Documents that were read and are looked at before they become a revision."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from lms.models.base import Base, Json, Moment, PrimaryKey, enum_of


class DocumentState(StrEnum):
    """Where a document stands between its upload and its revision."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    ABANDONED = "abandoned"


class StagedDocument(Base):
    """An uploaded document with the corrections made to how it was read.

    The file and the reading lie in the file store. ``edits`` holds ``[kind, key, words,
    argument, account, moment]`` in the order in which they apply; those without an account
    were carried over from the revision before. ``unfit`` are those of that revision which
    found no section here.
    """

    __tablename__ = "staged_document"
    __table_args__ = (
        CheckConstraint(
            "(state = 'confirmed') = (revision_id IS NOT NULL)", name="confirmed_is_a_revision"
        ),
        Index("ix_staged_document_state", "state"),
    )

    id: Mapped[PrimaryKey]
    policy: Mapped[str]
    title: Mapped[str]
    file_sha256: Mapped[str]
    file_name: Mapped[str]
    file_size: Mapped[int]
    media_type: Mapped[str]
    reading_sha256: Mapped[str]
    edits: Mapped[Json]
    unfit: Mapped[Json]
    state: Mapped[DocumentState] = mapped_column(enum_of(DocumentState))
    staged_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    staged_at: Mapped[Moment]
    changed_at: Mapped[Moment]
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
