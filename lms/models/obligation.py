"""What is owed and assigned: requirements and their limbs, instances, assignments."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.domain.requirement import LimbRule, PeriodKind
from lms.models.base import Base, Json, Moment, PrimaryKey, enum_of


class Limb(Base):
    """A subject that a policy's requirement names."""

    __tablename__ = "limb"

    slug: Mapped[str] = mapped_column(primary_key=True)
    policy_id: Mapped[int] = mapped_column(ForeignKey("policy.id"))
    position: Mapped[int]
    title: Mapped[str]


class Requirement(Base):
    """A duty that a policy sets, over all its versions."""

    __tablename__ = "requirement"

    id: Mapped[PrimaryKey]
    slug: Mapped[str] = mapped_column(unique=True)
    policy_id: Mapped[int] = mapped_column(ForeignKey("policy.id"))
    title: Mapped[str]


class RequirementVersion(Base):
    """What a requirement asks from a day on, and the provision that sets it. Append-only."""

    __tablename__ = "requirement_version"
    __table_args__ = (CheckConstraint("seconds > 0", name="asks_for_time"),)

    id: Mapped[PrimaryKey]
    requirement_id: Mapped[int] = mapped_column(ForeignKey("requirement.id"), index=True)
    valid_from: Mapped[date]
    period_kind: Mapped[PeriodKind] = mapped_column(enum_of(PeriodKind))
    seconds: Mapped[int]
    provision_id: Mapped[int] = mapped_column(ForeignKey("provision.id"))
    hour_definition: Mapped[str]
    decided_by: Mapped[str]
    recorded_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class RequirementLimb(Base):
    """How one subject is met under a version of a requirement. Append-only."""

    __tablename__ = "requirement_limb"

    version_id: Mapped[int] = mapped_column(ForeignKey("requirement_version.id"), primary_key=True)
    limb: Mapped[str] = mapped_column(ForeignKey("limb.slug"), primary_key=True)
    rule: Mapped[LimbRule] = mapped_column(enum_of(LimbRule))


class RequirementInstance(Base):
    """One member's duty in one period: created, never reset. Append-only."""

    __tablename__ = "requirement_instance"
    __table_args__ = (
        UniqueConstraint("requirement_id", "member_id", "period_start"),
        CheckConstraint("period_end > period_start", name="period_has_days"),
    )

    id: Mapped[PrimaryKey]
    requirement_id: Mapped[int] = mapped_column(ForeignKey("requirement.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("requirement_version.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    period_start: Mapped[date]
    period_end: Mapped[date]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class LateOpening(Base):
    """A past year that a member who is late for it may still complete. Append-only."""

    __tablename__ = "late_opening"

    instance_id: Mapped[int] = mapped_column(
        ForeignKey("requirement_instance.id"), primary_key=True
    )
    opened_on: Mapped[date]
    opened_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class Assignment(Base):
    """A module for an audience with a due date. Append-only."""

    __tablename__ = "assignment"
    __table_args__ = (CheckConstraint("due_on >= opens_on", name="due_after_open"),)

    id: Mapped[PrimaryKey]
    content_id: Mapped[int] = mapped_column(ForeignKey("content.id"), index=True)
    audience: Mapped[Json]
    opens_on: Mapped[date]
    due_on: Mapped[date]
    assigned_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    assigned_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class MemberAssignment(Base):
    """One member's share of an assignment. Append-only."""

    __tablename__ = "member_assignment"
    __table_args__ = (UniqueConstraint("assignment_id", "member_id"),)

    id: Mapped[PrimaryKey]
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    due_on: Mapped[date]
    assigned_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class MemberAssignmentEnd(Base):
    """A member's assignment was withdrawn, and why. Append-only."""

    __tablename__ = "member_assignment_end"

    member_assignment_id: Mapped[int] = mapped_column(
        ForeignKey("member_assignment.id"), primary_key=True
    )
    ended_at: Mapped[Moment]
    reason: Mapped[str]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class Exemption(Base):
    """A member is excused from an assignment or a requirement: reason, approver, expiry.

    With ``extended_to`` they are not excused: they have until then, which is its last day.
    """

    __tablename__ = "exemption"
    __table_args__ = (
        CheckConstraint(
            "(assignment_id IS NULL) <> (requirement_id IS NULL)", name="excused_from_one_thing"
        ),
        CheckConstraint("reason <> ''", name="has_a_reason"),
        CheckConstraint(
            "extended_to IS NULL OR (valid_until IS NOT NULL AND valid_until = extended_to)",
            name="more_time_ends",
        ),
    )

    id: Mapped[PrimaryKey]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    assignment_id: Mapped[int | None] = mapped_column(ForeignKey("assignment.id"))
    requirement_id: Mapped[int | None] = mapped_column(ForeignKey("requirement.id"))
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    extended_to: Mapped[date | None]
    reason: Mapped[str]
    approved_by: Mapped[str]
    document_sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    recorded_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))
