"""Policies, their revisions, the clauses of each, and the provisions that are cited."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.domain.provision import ProvisionStatus
from lms.models.base import Base, Json, Moment, PrimaryKey, enum_of


class Policy(Base):
    """A policy of the department, addressed by its slug; this one has no number."""

    __tablename__ = "policy"

    id: Mapped[PrimaryKey]
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]


class Revision(Base):
    """One document of a policy as it was read. Append-only.

    ``title`` is the policy's at that time; ``printed_...`` is what the document's head says of
    itself. ``furniture`` holds ``[start, end, reason]`` for what is no word of a clause, so
    that with the clauses' spans every character of the source is accounted for.
    ``corrections`` holds ``[line, words, reads, reason]``, ``findings`` sentences about the head.
    ``printed_head`` is what else the head says, ``editing`` what people corrected in the tree as
    ``[kind, key, words, argument]``; ``reading_sha256`` names the stored reading to whose text
    the spans refer, where the document was no plain text. All three are empty for a folder.
    """

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("policy_id", "sequence"),)

    id: Mapped[PrimaryKey]
    policy_id: Mapped[int] = mapped_column(ForeignKey("policy.id"))
    sequence: Mapped[int]
    title: Mapped[str]
    printed_date: Mapped[str | None]
    printed_number: Mapped[str | None]
    printed_actions: Mapped[Json]
    source_sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"))
    findings: Mapped[Json]
    furniture: Mapped[Json]
    corrections: Mapped[Json]
    printed_head: Mapped[Json | None]
    editing: Mapped[Json | None]
    reading_sha256: Mapped[str | None]
    imported_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class RevisionDecisionKind(StrEnum):
    """What somebody decided about a revision."""

    IN_FORCE = "in-force"
    ADOPTED = "adopted"
    UNDATED_MEMO = "undated-memo"
    RESCINDED = "rescinded"


class RevisionDecision(Base):
    """In force from a day; adopted on a date under a number; or a signed memo why not.

    Append-only; ``reason`` and ``decided_by`` are as entered.
    """

    __tablename__ = "revision_decision"

    id: Mapped[PrimaryKey]
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), index=True)
    kind: Mapped[RevisionDecisionKind] = mapped_column(enum_of(RevisionDecisionKind))
    effective_on: Mapped[date]
    policy_number: Mapped[str | None]
    reason: Mapped[str]
    decided_by: Mapped[str]
    recorded_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class Clause(Base):
    """A node of one revision's tree with the spans of the source it was read from.

    ``spans`` holds ``[start, end]``, ``marks`` ``[sign, at, leads_to]``. Append-only.
    """

    __tablename__ = "clause"
    __table_args__ = (UniqueConstraint("revision_id", "key"),)

    id: Mapped[PrimaryKey]
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    key: Mapped[str]
    parent_key: Mapped[str | None]
    position: Mapped[int]
    level: Mapped[int]
    kind: Mapped[str]
    label: Mapped[str]
    marker: Mapped[str]
    text: Mapped[str]
    spans: Mapped[Json]
    marks: Mapped[Json]


class Provision(Base):
    """The stable, citable unit of a policy; its code and id are for ever."""

    __tablename__ = "provision"
    __table_args__ = (UniqueConstraint("policy_id", "code"),)

    id: Mapped[PrimaryKey]
    policy_id: Mapped[int] = mapped_column(ForeignKey("policy.id"))
    code: Mapped[str]


class Carried(StrEnum):
    """How a provision came into a revision."""

    IMPORTED = "imported"
    UNCHANGED = "unchanged"
    CONFIRMED = "confirmed"


class ProvisionWording(Base):
    """A provision in one revision: label, exact quotations with their digest. Append-only.

    ``actor``, ``trigger`` and ``exception`` are empty where the provision has none.
    """

    __tablename__ = "provision_wording"
    __table_args__ = (
        UniqueConstraint("provision_id", "revision_id"),
        CheckConstraint("length(digest) = 64", name="digest_is_sha256"),
    )

    id: Mapped[PrimaryKey]
    provision_id: Mapped[int] = mapped_column(ForeignKey("provision.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), index=True)
    position: Mapped[int]
    label: Mapped[str]
    clause_key: Mapped[str]
    quotations: Mapped[Json]
    digest: Mapped[str]
    summary: Mapped[str]
    kind: Mapped[str]
    also: Mapped[Json]
    actor: Mapped[str]
    actor_named: Mapped[bool]
    trigger: Mapped[str]
    exception: Mapped[str]
    standards: Mapped[Json]
    carried: Mapped[Carried] = mapped_column(enum_of(Carried))


class ProvisionStatusRecord(Base):
    """A provision's status from a day on, with its reason and who decided. Append-only."""

    __tablename__ = "provision_status"
    __table_args__ = (
        CheckConstraint("(status = 'guarded') = (guardrail <> '')", name="guarded_has_guardrail"),
    )

    id: Mapped[PrimaryKey]
    provision_id: Mapped[int] = mapped_column(ForeignKey("provision.id"), index=True)
    status: Mapped[ProvisionStatus] = mapped_column(enum_of(ProvisionStatus))
    valid_from: Mapped[date]
    reason: Mapped[str]
    guardrail: Mapped[str]
    gaps: Mapped[Json]
    phrases: Mapped[Json]
    decided_by: Mapped[str]
    recorded_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))
