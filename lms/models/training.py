"""Training as it is taken: sittings, visits, lessons, attempts and their results."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.domain.duty import Duty
from lms.models.base import Base, Json, LongInteger, Moment, PrimaryKey, enum_of


class Sitting(Base):
    """One member, one module version, one period; many visits. Append-only."""

    __tablename__ = "sitting"
    __table_args__ = (
        UniqueConstraint("member_id", "module_version_id", "period_start"),
        Index("ix_sitting_period_start", "period_start", "member_id"),
    )

    id: Mapped[PrimaryKey]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    module_version_id: Mapped[int] = mapped_column(ForeignKey("content_version.id"), index=True)
    period_start: Mapped[date]
    opened_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class Visit(Base):
    """A stretch of work in a sitting, with the duty status the member stated. Append-only."""

    __tablename__ = "visit"

    id: Mapped[PrimaryKey]
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), index=True)
    started_at: Mapped[Moment]
    duty: Mapped[Duty] = mapped_column(enum_of(Duty))
    device: Mapped[str]


class LessonPin(Base):
    """The version of a lesson that a sitting uses, fixed when it is first opened."""

    __tablename__ = "lesson_pin"

    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), primary_key=True)
    lesson: Mapped[str] = mapped_column(primary_key=True)
    lesson_version_id: Mapped[int] = mapped_column(ForeignKey("content_version.id"))
    scenario_version_ids: Mapped[Json]
    pinned_at: Mapped[Moment]


class PageDone(Base):
    """A reading page that a member left by "next". Append-only."""

    __tablename__ = "page_done"

    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), primary_key=True)
    page: Mapped[str] = mapped_column(primary_key=True)
    done_at: Mapped[Moment]


class PracticeResponse(Base):
    """A member's first answer to a practice item; the feedback follows at once. Append-only."""

    __tablename__ = "practice_response"
    __table_args__ = (
        UniqueConstraint("sitting_id", "scenario_version_id", "item"),
        CheckConstraint("points BETWEEN 0 AND maximum", name="points_within_maximum"),
    )

    id: Mapped[PrimaryKey]
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    scenario_version_id: Mapped[int] = mapped_column(ForeignKey("content_version.id"))
    item: Mapped[str]
    answer: Mapped[Json]
    points: Mapped[int]
    maximum: Mapped[int]
    answered_at: Mapped[Moment]


class LessonCompletion(Base):
    """A lesson completed in a sitting; its time was posted with it. Append-only."""

    __tablename__ = "lesson_completion"
    __table_args__ = (
        UniqueConstraint("sitting_id", "lesson"),
        Index("ix_lesson_completion_lesson", "lesson"),
    )

    id: Mapped[PrimaryKey]
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    lesson: Mapped[str]
    lesson_version_id: Mapped[int] = mapped_column(ForeignKey("content_version.id"))
    completed_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class Attempt(Base):
    """A graded attempt as it was drawn. Append-only; its result is a row of its own."""

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("sitting_id", "number"),
        CheckConstraint("number > 0", name="numbered_from_one"),
        CheckConstraint("pass_mark BETWEEN 1 AND 100", name="pass_mark_is_percent"),
        Index("ix_attempt_sitting_id_id", "sitting_id", "id", "member_id"),
    )

    id: Mapped[PrimaryKey]
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    number: Mapped[int]
    seed: Mapped[str]
    draw: Mapped[Json]
    pass_mark: Mapped[int]
    started_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class Response(Base):
    """An answer as it was saved; the latest to an item counts. Append-only.

    ``opened_ms`` is when the server served the page it was given on, ``turn`` counts the
    changes on that page: an answer that arrives late never takes the place of a newer one.
    ``sign_in_id`` is the sign-in that saved it, where it came by a browser.
    """

    __tablename__ = "response"
    __table_args__ = (Index("ix_response_attempt_id_item", "attempt_id", "item"),)

    id: Mapped[PrimaryKey]
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    item: Mapped[str]
    answer: Mapped[Json]
    opened_ms: Mapped[LongInteger]
    turn: Mapped[int]
    saved_at: Mapped[Moment]
    sign_in_id: Mapped[int | None]


class AttemptShared(Base):
    """An attempt that two sign-ins worked on at once: a fact, and no finding. Append-only."""

    __tablename__ = "attempt_shared"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    sign_in_id: Mapped[int] = mapped_column(ForeignKey("sign_in.id"), primary_key=True)
    other_sign_in_id: Mapped[int] = mapped_column(ForeignKey("sign_in.id"))
    noted_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class AttemptResult(Base):
    """The one result of an attempt: what was answered, how it was graded. Append-only."""

    __tablename__ = "attempt_result"
    __table_args__ = (
        CheckConstraint("points BETWEEN 0 AND maximum", name="points_within_maximum"),
        Index("ix_attempt_result_submitted_on", "submitted_on", "attempt_id"),
    )

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    submitted_at: Mapped[Moment]
    submitted_on: Mapped[date]
    answers: Mapped[Json]
    answers_digest: Mapped[str]
    attestation: Mapped[str]
    points: Mapped[int]
    maximum: Mapped[int]
    passed: Mapped[bool]
    detail: Mapped[Json]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"), unique=True)


class Talk(Base):
    """An instructor's talk with a member after failed attempts; opens the next one."""

    __tablename__ = "talk"
    __table_args__ = (CheckConstraint("note <> ''", name="has_a_note"),)

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    recorded_at: Mapped[Moment]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    note: Mapped[str]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))
