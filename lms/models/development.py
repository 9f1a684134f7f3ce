"""The change register: developments in versions, reviews, decisions, outcomes, statements."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.domain.development import (
    Confidence,
    DevelopmentDecision,
    DevelopmentKind,
    Jurisdiction,
    Outcome,
    Touch,
)
from lms.models.base import Base, Json, Moment, PrimaryKey, enum_of


class Development(Base):
    """A change outside the department, over all versions of its entry. Append-only."""

    __tablename__ = "development"

    id: Mapped[PrimaryKey]
    policy_id: Mapped[int] = mapped_column(ForeignKey("policy.id"))
    code: Mapped[str] = mapped_column(unique=True)


class DevelopmentVersion(Base):
    """An entry as somebody wrote it; ``entered_by`` is empty for what came with the policy.

    Append-only; the newest one is shown, the newest reviewed one acts.
    """

    __tablename__ = "development_version"
    __table_args__ = (
        UniqueConstraint("development_id", "number"),
        CheckConstraint("length(digest) = 64", name="digest_is_sha256"),
        CheckConstraint("effective_on >= dated_on", name="effective_after_dated"),
        CheckConstraint("title <> '' AND what_changed <> ''", name="says_what_changed"),
    )

    id: Mapped[PrimaryKey]
    development_id: Mapped[int] = mapped_column(ForeignKey("development.id"))
    number: Mapped[int]
    title: Mapped[str]
    kind: Mapped[DevelopmentKind] = mapped_column(enum_of(DevelopmentKind))
    jurisdiction: Mapped[Jurisdiction] = mapped_column(enum_of(Jurisdiction))
    confidence: Mapped[Confidence] = mapped_column(enum_of(Confidence))
    date_words: Mapped[str]
    dated_on: Mapped[date | None]
    effective_on: Mapped[date | None]
    what_changed: Mapped[str]
    consequence: Mapped[str]
    sources: Mapped[Json]
    digest: Mapped[str]
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    entered_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class DevelopmentTouch(Base):
    """A provision that a version of an entry touches, and how. Append-only."""

    __tablename__ = "development_touch"

    version_id: Mapped[int] = mapped_column(ForeignKey("development_version.id"), primary_key=True)
    provision_id: Mapped[int] = mapped_column(
        ForeignKey("provision.id"), primary_key=True, index=True
    )
    position: Mapped[int]
    how: Mapped[Touch] = mapped_column(enum_of(Touch))
    note: Mapped[str]


class DevelopmentReview(Base):
    """A named person has read a version: from this day the department knows. Append-only."""

    __tablename__ = "development_review"

    version_id: Mapped[int] = mapped_column(ForeignKey("development_version.id"), primary_key=True)
    reviewed_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    reviewed_on: Mapped[date]
    reviewed_at: Mapped[Moment]
    note: Mapped[str]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class CurrencyHold(Base):
    """A status that the legal-currency gate set, and the review that did it. Append-only."""

    __tablename__ = "currency_hold"

    status_id: Mapped[int] = mapped_column(ForeignKey("provision_status.id"), primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("development_version.id"), index=True)


class DevelopmentDecided(Base):
    """What a named person decided about a development; the latest holds. Append-only."""

    __tablename__ = "development_decision"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="has_a_reason"),
        CheckConstraint("(decision = 'module') = (content_id IS NOT NULL)", name="module_is_named"),
    )

    id: Mapped[PrimaryKey]
    development_id: Mapped[int] = mapped_column(ForeignKey("development.id"), index=True)
    decision: Mapped[DevelopmentDecision] = mapped_column(enum_of(DevelopmentDecision))
    content_id: Mapped[int | None] = mapped_column(ForeignKey("content.id"))
    reason: Mapped[str]
    decided_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    decided_on: Mapped[date]
    decided_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class DevelopmentOutcome(Base):
    """What became of a bill, by a named person with the source; the latest holds. Append-only."""

    __tablename__ = "development_outcome"
    __table_args__ = (CheckConstraint("source <> ''", name="has_a_source"),)

    id: Mapped[PrimaryKey]
    development_id: Mapped[int] = mapped_column(ForeignKey("development.id"), index=True)
    outcome: Mapped[Outcome] = mapped_column(enum_of(Outcome))
    true_as_of: Mapped[date]
    source: Mapped[str]
    note: Mapped[str]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class NoChangeStatement(Base):
    """A named person signed that a period had no changes to train. Append-only."""

    __tablename__ = "no_change_statement"
    __table_args__ = (
        UniqueConstraint("requirement_id", "limb", "period_start"),
        CheckConstraint("statement <> ''", name="says_something"),
    )

    id: Mapped[PrimaryKey]
    requirement_id: Mapped[int] = mapped_column(ForeignKey("requirement.id"))
    limb: Mapped[str] = mapped_column(ForeignKey("limb.slug"))
    period_start: Mapped[date]
    statement: Mapped[str]
    signed_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    signed_on: Mapped[date]
    signed_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class GateSignature(Base):
    """A named person signed that what a version of a module waits for is settled. Append-only."""

    __tablename__ = "gate_signature"
    __table_args__ = (CheckConstraint("grounds <> ''", name="has_grounds"),)

    version_id: Mapped[int] = mapped_column(ForeignKey("content_version.id"), primary_key=True)
    signed_by: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    grounds: Mapped[str]
    signed_on: Mapped[date]
    signed_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))
