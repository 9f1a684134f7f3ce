"""Assignments by rule: the rule, its end, what it assigned, and why each share came."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from lms.domain.assignment_rule import Repeat
from lms.models.base import Base, Json, Moment, PrimaryKey, enum_of


class AssignmentRule(Base):
    """Training for everybody who fits, once or each year. Append-only.

    ``whole_course`` is every module of the policy's course, as it is on the day the rule is held
    against the roster; modules named beside it, or alone, are rows of ``assignment_rule_module``.
    ``content_id`` is the first of all of them when the rule was made: it says of which policy.
    """

    __tablename__ = "assignment_rule"
    __table_args__ = (
        CheckConstraint("due_on >= opens_on", name="due_after_open"),
        CheckConstraint("grace_days >= 0", name="grace_is_not_negative"),
        CheckConstraint("name <> ''", name="has_a_name"),
    )

    id: Mapped[PrimaryKey]
    content_id: Mapped[int] = mapped_column(ForeignKey("content.id"))
    whole_course: Mapped[bool] = mapped_column(default=False)
    name: Mapped[str]
    audience: Mapped[Json]
    repeats: Mapped[Repeat] = mapped_column(enum_of(Repeat))
    opens_on: Mapped[date]
    due_on: Mapped[date]
    grace_days: Mapped[int]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class AssignmentRuleModule(Base):
    """A module that a rule names. Append-only."""

    __tablename__ = "assignment_rule_module"

    rule_id: Mapped[int] = mapped_column(ForeignKey("assignment_rule.id"), primary_key=True)
    content_id: Mapped[int] = mapped_column(ForeignKey("content.id"), primary_key=True)


class AssignmentRuleEnd(Base):
    """A named person ended a rule; what it assigned stays. Append-only."""

    __tablename__ = "assignment_rule_end"
    __table_args__ = (CheckConstraint("reason <> ''", name="has_a_reason"),)

    rule_id: Mapped[int] = mapped_column(ForeignKey("assignment_rule.id"), primary_key=True)
    ended_at: Mapped[Moment]
    ended_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    reason: Mapped[str]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class RuleAssignment(Base):
    """An assignment that a rule made: of which round, and until when it is not late. Append-only.

    ``round_on`` is the first day of the round.
    """

    __tablename__ = "rule_assignment"
    __table_args__ = (Index("ix_rule_assignment_rule_id_round_on", "rule_id", "round_on"),)

    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), primary_key=True)
    rule_id: Mapped[int] = mapped_column(ForeignKey("assignment_rule.id"))
    round_on: Mapped[date]
    grace_on: Mapped[date]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class RuleShare(Base):
    """Why a rule gave a member their share. Append-only."""

    __tablename__ = "rule_share"
    __table_args__ = (CheckConstraint("reason <> ''", name="has_a_reason"),)

    member_assignment_id: Mapped[int] = mapped_column(
        ForeignKey("member_assignment.id"), primary_key=True
    )
    reason: Mapped[str]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))
