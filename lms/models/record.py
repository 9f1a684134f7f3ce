"""The journal and the two other logs, proposals, settings, files, jobs and imports."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.domain.access import TwoPersonAct
from lms.domain.two_people import ProposalOutcome
from lms.models.base import Base, Json, Moment, PrimaryKey, UtcDateTime, enum_of


class Journal(Base):
    """One act, chained to the one before. Append-only; ``body`` is canonical JSON."""

    __tablename__ = "journal"
    __table_args__ = (
        CheckConstraint("seq > 0", name="counted_from_one"),
        CheckConstraint("length(leaf_hash) = 64", name="hash_is_sha256"),
        Index("ix_journal_kind_seq", "kind", "seq"),
        Index("ix_journal_at", "at"),
    )

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int]
    kind: Mapped[str]
    at: Mapped[Moment]
    body: Mapped[str]
    leaf_hash: Mapped[str] = mapped_column(unique=True)


class JournalHead(Base):
    """The one row that names the newest entry; locked last, kept short."""

    __tablename__ = "journal_head"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    leaf_hash: Mapped[str]
    at: Mapped[Moment]


class PrivateText(Base):
    """A personal text whose salted digest stands in the journal. Append-only."""

    __tablename__ = "private_text"

    digest: Mapped[str] = mapped_column(primary_key=True)
    salt: Mapped[str]
    text: Mapped[str]


class AccessLog(Base):
    """Somebody looked at another person's record. Append-only; no part of the journal."""

    __tablename__ = "access_log"
    __table_args__ = (
        Index("ix_access_log_member_id_at", "member_id", "at"),
        Index("ix_access_log_at", "at"),
    )

    id: Mapped[PrimaryKey]
    at: Mapped[Moment]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    what: Mapped[str]


class SecurityLog(Base):
    """Sign-ins, refusals and exports, each written in a transaction of its own. Append-only."""

    __tablename__ = "security_log"
    __table_args__ = (Index("ix_security_log_at", "at"),)

    id: Mapped[PrimaryKey]
    at: Mapped[Moment]
    kind: Mapped[str]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    source: Mapped[str]
    detail: Mapped[str]


class Proposal(Base):
    """An act that takes two people, as one of them proposed it. Append-only.

    ``payload`` holds what is asked, what it rests on, and the names a page shows; the digest
    is over all of it.
    """

    __tablename__ = "proposal"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="has_a_reason"),
        CheckConstraint("about_account_id <> proposed_by", name="not_about_oneself"),
    )

    id: Mapped[PrimaryKey]
    act: Mapped[TwoPersonAct] = mapped_column(enum_of(TwoPersonAct))
    payload: Mapped[Json]
    payload_digest: Mapped[str]
    reason: Mapped[str]
    about_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    about_member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    proposed_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    proposed_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class ProposalDecision(Base):
    """The one decision on a proposal, by somebody else. Append-only.

    ``proposed_by`` is repeated so that a constraint can tell the two people apart.
    """

    __tablename__ = "proposal_decision"
    __table_args__ = (
        CheckConstraint(
            "decided_by <> proposed_by OR outcome = 'withdrawn'", name="two_different_people"
        ),
    )

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    outcome: Mapped[ProposalOutcome] = mapped_column(enum_of(ProposalOutcome))
    proposed_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    decided_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[Moment]
    note: Mapped[str]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class Setting(Base):
    """A decision of the department that holds from a day on. Append-only."""

    __tablename__ = "setting"
    __table_args__ = (Index("ix_setting_name", "name", "valid_from", "id"),)

    id: Mapped[PrimaryKey]
    name: Mapped[str]
    value: Mapped[Json]
    valid_from: Mapped[date]
    decided_by: Mapped[str]
    source: Mapped[str]
    recorded_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class StoredFile(Base):
    """A file under the data directory, named by its SHA-256."""

    __tablename__ = "stored_file"
    __table_args__ = (CheckConstraint("size >= 0", name="has_a_size"),)

    sha256: Mapped[str] = mapped_column(primary_key=True)
    size: Mapped[int]
    media_type: Mapped[str]
    name: Mapped[str]
    stored_at: Mapped[Moment]
    retain_until: Mapped[date | None]
    on_hold: Mapped[bool]


class JobState(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class Job(Base):
    """Work for later, written with the fact that asks for it and claimed by a lease."""

    __tablename__ = "job"
    __table_args__ = (
        UniqueConstraint("kind", "key"),
        Index("ix_job_state_run_after", "state", "run_after"),
    )

    id: Mapped[PrimaryKey]
    kind: Mapped[str]
    key: Mapped[str]
    payload: Mapped[Json]
    state: Mapped[JobState] = mapped_column(enum_of(JobState))
    run_after: Mapped[Moment]
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime())
    lease_owner: Mapped[str | None]
    attempts: Mapped[int]
    cursor: Mapped[Json | None]
    last_error: Mapped[str | None]
    created_at: Mapped[Moment]
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class StagedImport(Base):
    """A file read and compared but not yet taken in; the confirmation names its hash."""

    __tablename__ = "staged_import"

    id: Mapped[PrimaryKey]
    kind: Mapped[str]
    file_sha256: Mapped[str]
    rows: Mapped[Json]
    difference: Mapped[Json]
    staged_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    staged_at: Mapped[Moment]
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
