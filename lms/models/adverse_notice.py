"""Notices of what entered a record, how each reached its officer, and officers' statements."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lms.domain.adverse_notice import Matter
from lms.models.base import Base, Moment, PrimaryKey, enum_of

_NAMES_ITS_MATTER = (
    "CASE matter"
    " WHEN 'failure' THEN attempt_id IS NOT NULL AND review_id IS NULL AND certificate_id IS NULL"
    " WHEN 'review' THEN attempt_id IS NULL AND review_id IS NOT NULL AND certificate_id IS NULL"
    " WHEN 'revocation'"
    " THEN attempt_id IS NULL AND review_id IS NULL AND certificate_id IS NOT NULL"
    " ELSE TRUE END"
)


class AdverseNotice(Base):
    """What entered a member's record, of which a notice goes to them. Append-only.

    Of one attempt, review or certificate there is one notice at most.
    """

    __tablename__ = "adverse_notice"
    __table_args__ = (
        CheckConstraint(_NAMES_ITS_MATTER, name="names_its_matter"),
        CheckConstraint("last_day > placed_on", name="has_days"),
        CheckConstraint("entered <> ''", name="says_what_entered"),
    )

    id: Mapped[PrimaryKey]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    matter: Mapped[Matter] = mapped_column(enum_of(Matter))
    attempt_id: Mapped[int | None] = mapped_column(
        ForeignKey("attempt_result.attempt_id"), unique=True
    )
    review_id: Mapped[int | None] = mapped_column(ForeignKey("pace_outcome.review_id"), unique=True)
    certificate_id: Mapped[int | None] = mapped_column(
        ForeignKey("certificate_revocation.certificate_id"), unique=True
    )
    entered: Mapped[str]
    placed_on: Mapped[date]
    last_day: Mapped[date]
    placed_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class NoticeOpening(Base):
    """The officer opened a notice, once. Append-only."""

    __tablename__ = "notice_opening"

    notice_id: Mapped[int] = mapped_column(ForeignKey("adverse_notice.id"), primary_key=True)
    opened_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class NoticeDelivery(Base):
    """A notice was handed to its officer on paper. Append-only."""

    __tablename__ = "notice_delivery"
    __table_args__ = (CheckConstraint("delivered_by <> ''", name="somebody_handed_it"),)

    id: Mapped[PrimaryKey]
    notice_id: Mapped[int] = mapped_column(ForeignKey("adverse_notice.id"), index=True)
    delivered_on: Mapped[date]
    delivered_by: Mapped[str]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class OfficerStatement(Base):
    """What an officer says to an entry of their own record. Append-only."""

    __tablename__ = "officer_statement"
    __table_args__ = (
        CheckConstraint(_NAMES_ITS_MATTER, name="names_its_matter"),
        CheckConstraint("words <> ''", name="says_something"),
    )

    id: Mapped[PrimaryKey]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    matter: Mapped[Matter] = mapped_column(enum_of(Matter))
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("attempt_result.attempt_id"))
    review_id: Mapped[int | None] = mapped_column(ForeignKey("pace_outcome.review_id"))
    certificate_id: Mapped[int | None] = mapped_column(
        ForeignKey("certificate_revocation.certificate_id")
    )
    words: Mapped[str]
    written_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))
