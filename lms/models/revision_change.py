"""What people said about the changes between two revisions, and what came of them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.domain.acknowledgement import Answer
from lms.domain.change_nature import Nature
from lms.models.base import Base, Json, Moment, PrimaryKey, enum_of


class ChangeMark(Base):
    """A change between two revisions is editorial or substantive, and why. Append-only.

    ``change`` names the clauses before and after; the latest mark of a change holds.
    """

    __tablename__ = "change_mark"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="says_why"),
        Index("ix_change_mark_revisions", "after_id", "before_id"),
    )

    id: Mapped[PrimaryKey]
    before_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    after_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    change: Mapped[str]
    nature: Mapped[Nature] = mapped_column(enum_of(Nature))
    reason: Mapped[str]
    marked_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    marked_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class ProvisionChoice(Base):
    """What a coming revision does with a provision, or with a clause that has none. Append-only.

    ``subject`` is ``section:`` and a provision's code, or ``clause:`` and a key. ``document``
    has the words, label, summary, kind and status; of nothing, no words. The latest holds.
    """

    __tablename__ = "provision_choice"
    __table_args__ = (Index("ix_provision_choice_revisions", "after_id", "before_id"),)

    id: Mapped[PrimaryKey]
    before_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    after_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    subject: Mapped[str]
    document: Mapped[Json]
    chosen_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    chosen_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class ProvisionChange(Base):
    """A published revision gave a provision other words, or none, from a day on. Append-only.

    Training that cites it and was approved before the entry ``event_seq`` is to be looked at
    again, where the change is one of substance.
    """

    __tablename__ = "provision_change"
    __table_args__ = (UniqueConstraint("revision_id", "provision_id"),)

    id: Mapped[PrimaryKey]
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    provision_id: Mapped[int] = mapped_column(ForeignKey("provision.id"), index=True)
    nature: Mapped[Nature] = mapped_column(enum_of(Nature))
    effective_on: Mapped[date]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class ChangeModule(Base):
    """A module was drafted for what a revision changes, and by when it is due. Append-only."""

    __tablename__ = "change_module"

    id: Mapped[PrimaryKey]
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    content_id: Mapped[int] = mapped_column(ForeignKey("content.id"), index=True)
    due_on: Mapped[date]
    drafted_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    drafted_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class Acknowledgement(Base):
    """A member received a policy, or a changed section of it; or refuses, and why. Append-only.

    ``part`` is ``*`` for the whole policy or the name of a change; the first answer stays.
    """

    __tablename__ = "acknowledgement"
    __table_args__ = (
        UniqueConstraint("member_id", "revision_id", "part"),
        CheckConstraint("(answer = 'refused') = (reason <> '')", name="a_refusal_says_why"),
    )

    id: Mapped[PrimaryKey]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), index=True)
    part: Mapped[str]
    answer: Mapped[Answer] = mapped_column(enum_of(Answer))
    reason: Mapped[str]
    answered_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))
