"""Content of every kind as immutable versions with their citations."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.models.base import Base, Json, Moment, PrimaryKey, enum_of


class ContentKind(StrEnum):
    """What a piece of content is."""

    SCENARIO = "scenario"
    LESSON = "lesson"
    MODULE = "module"
    CHECKLIST = "checklist"
    COVERAGE = "coverage"
    QUESTIONS = "questions"


class ContentStateKind(StrEnum):
    """Where a version stands on its way to officers."""

    DRAFT = "draft"
    IN_REVIEW = "in-review"
    APPROVED = "approved"
    RETIRED = "retired"


class Content(Base):
    """A scenario, lesson, module or other piece of a policy's content, over all its versions."""

    __tablename__ = "content"
    __table_args__ = (UniqueConstraint("policy_id", "kind", "slug"),)

    id: Mapped[PrimaryKey]
    policy_id: Mapped[int] = mapped_column(ForeignKey("policy.id"))
    kind: Mapped[ContentKind] = mapped_column(enum_of(ContentKind))
    slug: Mapped[str]


class ContentVersion(Base):
    """One version: a canonical document and its SHA-256. Append-only."""

    __tablename__ = "content_version"
    __table_args__ = (
        UniqueConstraint("content_id", "number"),
        CheckConstraint("length(digest) = 64", name="digest_is_sha256"),
        Index("ix_content_version_digest", "digest"),
    )

    id: Mapped[PrimaryKey]
    content_id: Mapped[int] = mapped_column(ForeignKey("content.id"))
    number: Mapped[int]
    document: Mapped[Json]
    digest: Mapped[str]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class ContentState(Base):
    """A step of a version's life and who took it. Append-only; the latest one holds."""

    __tablename__ = "content_state"

    id: Mapped[PrimaryKey]
    version_id: Mapped[int] = mapped_column(ForeignKey("content_version.id"), index=True)
    state: Mapped[ContentStateKind] = mapped_column(enum_of(ContentStateKind))
    decided_at: Mapped[Moment]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class Citation(Base):
    """A version cites a provision, in the words it had then. Append-only."""

    __tablename__ = "citation"
    __table_args__ = (UniqueConstraint("version_id", "provision_id"),)

    id: Mapped[PrimaryKey]
    version_id: Mapped[int] = mapped_column(ForeignKey("content_version.id"))
    provision_id: Mapped[int] = mapped_column(ForeignKey("provision.id"), index=True)
    wording_digest: Mapped[str]
