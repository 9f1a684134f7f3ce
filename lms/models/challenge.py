"""Challenged items, corrected keys, and results graded again."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.domain.challenge import ChallengeOutcome
from lms.models.base import Base, Json, Moment, PrimaryKey, enum_of


class ItemChallenge(Base):
    """A member says that an item of their submitted attempt is wrong. Append-only."""

    __tablename__ = "item_challenge"
    __table_args__ = (
        UniqueConstraint("attempt_id", "scenario_version_id", "item"),
        CheckConstraint("words <> ''", name="says_what_is_wrong"),
    )

    id: Mapped[PrimaryKey]
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    scenario_version_id: Mapped[int] = mapped_column(ForeignKey("content_version.id"))
    item: Mapped[str]
    words: Mapped[str]
    raised_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class ChallengeAnswer(Base):
    """The one answer to a challenge. Append-only."""

    __tablename__ = "challenge_answer"
    __table_args__ = (CheckConstraint("words <> ''", name="says_why"),)

    challenge_id: Mapped[int] = mapped_column(ForeignKey("item_challenge.id"), primary_key=True)
    outcome: Mapped[ChallengeOutcome] = mapped_column(enum_of(ChallengeOutcome))
    words: Mapped[str]
    answered_at: Mapped[Moment]
    answered_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class KeyChangeRow(Base):
    """A corrected key: what counts as right besides in some versions' item. Append-only."""

    __tablename__ = "key_change"

    id: Mapped[PrimaryKey]
    content_id: Mapped[int] = mapped_column(ForeignKey("content.id"))
    digests: Mapped[Json]
    item: Mapped[str]
    accepts: Mapped[Json]
    """A list of one: an index, a list of them, or nothing where every answer is right."""
    decided_at: Mapped[Moment]
    decided_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class RescoredResult(Base):
    """An attempt's result by a corrected key, beside the one it had. Append-only."""

    __tablename__ = "rescored_result"
    __table_args__ = (
        CheckConstraint("points BETWEEN 0 AND maximum", name="points_within_maximum"),
        CheckConstraint("points >= points_before", name="never_falls"),
        CheckConstraint("passed >= passed_before", name="nobody_fails_by_it"),
    )

    attempt_id: Mapped[int] = mapped_column(
        ForeignKey("attempt_result.attempt_id"), primary_key=True
    )
    key_change_id: Mapped[int] = mapped_column(ForeignKey("key_change.id"), primary_key=True)
    accepted: Mapped[Json]
    points_before: Mapped[int]
    passed_before: Mapped[bool]
    points: Mapped[int]
    maximum: Mapped[int]
    passed: Mapped[bool]
    rescored_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))
