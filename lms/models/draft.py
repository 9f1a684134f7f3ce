"""Content as it is being written, and what reviewers say of a version."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.models.base import Base, Moment, PrimaryKey, enum_of
from lms.models.content import ContentKind


class ContentDraft(Base):
    """A piece that somebody is writing: working paper, and no record until it is sent.

    ``source`` is the file as it stands, mistakes included. ``turn`` counts its changes, so that
    two windows never undo each other. Sent for review it becomes a version and the row goes.
    """

    __tablename__ = "content_draft"
    __table_args__ = (
        UniqueConstraint("policy_id", "kind", "slug"),
        CheckConstraint("turn > 0", name="counted_from_one"),
    )

    id: Mapped[PrimaryKey]
    policy_id: Mapped[int] = mapped_column(ForeignKey("policy.id"))
    kind: Mapped[ContentKind] = mapped_column(enum_of(ContentKind))
    slug: Mapped[str]
    base_version_id: Mapped[int | None] = mapped_column(ForeignKey("content_version.id"))
    source: Mapped[str] = mapped_column(Text())
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    turn: Mapped[int]
    created_at: Mapped[Moment]
    updated_at: Mapped[Moment]


class ContentComment(Base):
    """What somebody said of a version in review. Append-only."""

    __tablename__ = "content_comment"
    __table_args__ = (CheckConstraint("words <> ''", name="says_something"),)

    id: Mapped[PrimaryKey]
    version_id: Mapped[int] = mapped_column(ForeignKey("content_version.id"), index=True)
    words: Mapped[str]
    said_at: Mapped[Moment]
    said_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))
