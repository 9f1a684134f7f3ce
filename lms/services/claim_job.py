"""Jobs: rows written with the fact that asks for them, claimed one worker at a time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from lms.models import Job, JobState

LEASE = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=1)
_MOST_ATTEMPTS = 8


@dataclass(frozen=True, slots=True)
class Claimed:
    """A job as its worker sees it; the lease keeps others away until it ends."""

    id: int
    kind: str
    key: str
    payload: object
    cursor: object
    attempts: int


def ask_for_job(
    session: Session, *, kind: str, key: str, payload: object, run_after: datetime, now: datetime
) -> bool:
    """Write a job unless one of this kind and key exists; True where it was written.

    Of several workers that ask at the same moment one writes it, and none of them fails.
    """
    there = session.execute(select(Job.id).where(Job.kind == kind, Job.key == key)).first()
    if there is not None:
        return False
    make = postgresql_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    written = session.execute(
        make(Job)
        .values(
            kind=kind,
            key=key,
            payload=payload,
            state=JobState.WAITING,
            run_after=run_after,
            attempts=0,
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=[Job.kind, Job.key])
        .returning(Job.id)
    )
    return written.first() is not None


def claim_job(
    session: Session, *, owner: str, kinds: Collection[str], now: datetime
) -> Claimed | None:
    """Claim the oldest job that is due and that nobody holds, of the kinds its owner can do.

    What a worker cannot do, such as sending mail without a server for it, waits.
    """
    row = session.execute(
        select(Job.id, Job.kind, Job.key, Job.payload, Job.cursor, Job.attempts)
        .where(
            Job.kind.in_(tuple(kinds)),
            Job.state == JobState.WAITING,
            Job.run_after <= now,
            or_(Job.lease_until.is_(None), Job.lease_until < now),
        )
        .order_by(Job.run_after, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if row is None:
        return None
    session.execute(
        update(Job)
        .where(Job.id == row.id)
        .values(lease_until=now + LEASE, lease_owner=owner, attempts=row.attempts + 1)
    )
    return Claimed(row.id, row.kind, row.key, row.payload, row.cursor, row.attempts + 1)


def renew_job(session: Session, *, job_id: int, now: datetime) -> None:
    """Keep a job that takes longer than a lease; its owner says so now and then."""
    session.execute(update(Job).where(Job.id == job_id).values(lease_until=now + LEASE))


def finish_job(session: Session, *, job_id: int, now: datetime) -> None:
    """Mark a job as done."""
    session.execute(
        update(Job)
        .where(Job.id == job_id)
        .values(state=JobState.DONE, finished_at=now, lease_until=None, last_error=None)
    )


def fail_job(
    session: Session,
    *,
    job_id: int,
    attempts: int,
    error: str,
    given_up: bool = False,
    most_attempts: int = _MOST_ATTEMPTS,
    now: datetime,
) -> None:
    """Put a job back for later, longer each time up to an hour.

    After ``most_attempts`` tries it stays failed, or at once where it is ``given_up``.
    """
    given_up = given_up or attempts >= most_attempts
    wait = min(timedelta(seconds=30 * 2 ** min(attempts, 10)), LONGEST_WAIT)
    session.execute(
        update(Job)
        .where(Job.id == job_id)
        .values(
            state=JobState.FAILED if given_up else JobState.WAITING,
            run_after=now + wait,
            lease_until=None,
            last_error=error[:500],
            finished_at=now if given_up else None,
        )
    )
