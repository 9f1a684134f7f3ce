"""The record as an auditor first sees it: how long it is, its newest entry, its last check."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from lms.models import (
    AttemptResult,
    Certificate,
    Job,
    JobState,
    JournalHead,
)

CHECK = "verify-record"
"""The kind of the nightly job that checks the record against itself."""


@dataclass(frozen=True, slots=True)
class Head:
    """The newest entry of the journal: its place, its digest, when it was made."""

    seq: int
    digest: str
    at: datetime


def journal_head(session: Session) -> Head:
    """The newest entry; read without a lock, so it may be one behind a write."""
    row = session.execute(select(JournalHead.seq, JournalHead.leaf_hash, JournalHead.at)).one()
    return Head(row.seq, row.leaf_hash, row.at)


@dataclass(frozen=True, slots=True)
class RecordCounts:
    """How much the record holds beside the journal, whose length is its newest entry's place."""

    results: int
    certificates: int


def record_counts(session: Session) -> RecordCounts:
    """Count results and certificates."""
    columns = [
        select(func.count()).select_from(table).scalar_subquery()
        for table in (AttemptResult, Certificate)
    ]
    return RecordCounts(*session.execute(select(*columns)).one())


@dataclass(frozen=True, slots=True)
class Check:
    """The newest nightly check.

    ``problem`` is the first thing it found, empty where everything held.
    """

    at: datetime
    problem: str


def last_check(session: Session) -> Check | None:
    """When the record was last checked, or None where it never was."""
    row = session.execute(
        select(Job.state, Job.created_at, Job.finished_at, Job.last_error)
        .where(Job.kind == CHECK, or_(Job.finished_at.is_not(None), Job.last_error.is_not(None)))
        .order_by(Job.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    problem = "" if row.state is JobState.DONE else row.last_error or "It did not come to an end."
    return Check(row.finished_at or row.created_at, problem)
