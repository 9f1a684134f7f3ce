"""Taught training: a class or roll call, who attended, who confirmed and approved it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.domain.class_session import ClassKind
from lms.models.base import Base, Moment, PrimaryKey, enum_of


class ClassSession(Base):
    """A class that was held, as one person recorded it. Append-only.

    ``lesson_version_id`` is the lesson plan that was taught; a roll call names the scenario
    it discussed as well.
    """

    __tablename__ = "class_session"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("break_minutes >= 0", name="breaks_take_no_negative_time"),
        CheckConstraint("hour_minutes BETWEEN 50 AND 60", name="hour_of_fifty_to_sixty_minutes"),
        CheckConstraint("instructor <> ''", name="somebody_taught_it"),
        Index("ix_class_session_starts_at", "starts_at"),
    )

    id: Mapped[PrimaryKey]
    kind: Mapped[ClassKind] = mapped_column(enum_of(ClassKind))
    lesson_version_id: Mapped[int] = mapped_column(ForeignKey("content_version.id"))
    scenario_version_id: Mapped[int | None] = mapped_column(ForeignKey("content_version.id"))
    limb: Mapped[str] = mapped_column(ForeignKey("limb.slug"))
    place: Mapped[str]
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    break_minutes: Mapped[int]
    hour_minutes: Mapped[int]
    instructor: Mapped[str]
    instructor_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    credential: Mapped[str]
    credential_expires_on: Mapped[date | None]
    sheet_sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    recorded_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class ClassAttendee(Base):
    """One member who was there, with minutes late and minutes left early. Append-only."""

    __tablename__ = "class_attendee"
    __table_args__ = (
        UniqueConstraint("class_id", "member_id"),
        CheckConstraint("late_minutes >= 0 AND left_minutes >= 0", name="minutes_not_negative"),
    )

    id: Mapped[PrimaryKey]
    class_id: Mapped[int] = mapped_column(ForeignKey("class_session.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    late_minutes: Mapped[int]
    left_minutes: Mapped[int]
    explanation: Mapped[str]


class ClassHands(Base):
    """How many hands went up for an option of a roll call's scenario. Append-only."""

    __tablename__ = "class_hands"
    __table_args__ = (CheckConstraint("hands >= 0", name="hands_are_counted"),)

    class_id: Mapped[int] = mapped_column(ForeignKey("class_session.id"), primary_key=True)
    item: Mapped[str] = mapped_column(primary_key=True)
    option: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hands: Mapped[int]


class ClassAnswer(Base):
    """What an attendee said when asked "were you there?"; said once. Append-only."""

    __tablename__ = "class_answer"

    attendee_id: Mapped[int] = mapped_column(
        ForeignKey("class_attendee.id"), primary_key=True, autoincrement=False
    )
    was_there: Mapped[bool]
    answered_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class ClassOutcome(StrEnum):
    """What a second person decided about a roster."""

    APPROVED = "approved"
    DECLINED = "declined"


class ClassDecision(Base):
    """The one decision about a class's roster, by a second person. Append-only.

    ``recorded_by`` is repeated so that a constraint can tell the two people apart.
    """

    __tablename__ = "class_decision"
    __table_args__ = (
        CheckConstraint("decided_by <> recorded_by", name="two_different_people"),
        CheckConstraint("outcome = 'approved' OR reason <> ''", name="declined_with_a_reason"),
    )

    class_id: Mapped[int] = mapped_column(
        ForeignKey("class_session.id"), primary_key=True, autoincrement=False
    )
    outcome: Mapped[ClassOutcome] = mapped_column(enum_of(ClassOutcome))
    reason: Mapped[str]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    decided_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class ClassCredit(Base):
    """An attendance that was entered in the ledger, which happens once. Append-only."""

    __tablename__ = "class_credit"

    attendee_id: Mapped[int] = mapped_column(
        ForeignKey("class_attendee.id"), primary_key=True, autoincrement=False
    )
    seconds: Mapped[int]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))
