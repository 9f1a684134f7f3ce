"""A digest a day of the access log goes into the journal, so that a missing view is found.

A day is a day in UTC: a zone can be decided anew, and a digest must come out the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.access import SYSTEM
from lms.domain.events import AccessDigested
from lms.domain.journal_chain import canonical
from lms.models import AccessLog, Journal
from lms.services.journal import record

JOB = "digest-access-log"
"""The kind of the nightly job."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DayOfViews:
    """How many views a day holds, and the digest over them."""

    rows: int
    digest: str


def day_of_views(session: Session, day: date) -> DayOfViews:
    """Fold the rows of one day in their order."""
    begins = datetime.combine(day, time(), UTC)
    rows = session.execute(
        select(
            AccessLog.id,
            AccessLog.at,
            AccessLog.account_id,
            AccessLog.member_id,
            AccessLog.what,
        )
        .where(AccessLog.at >= begins, AccessLog.at < begins + _DAY)
        .order_by(AccessLog.id),
        execution_options={"yield_per": 1000},
    )
    folded, count = hashlib.sha256(), 0
    for row in rows:
        at = row.at.astimezone(UTC).isoformat(timespec="milliseconds")
        line = canonical([row.id, at, row.account_id, row.member_id, row.what])
        folded.update(f"{line}\n".encode())
        count += 1
    return DayOfViews(count, folded.hexdigest())


def digest_access_log(session: Session, *, through: date, now: datetime) -> int:
    """Record the digest of every day up to ``through`` that has none yet.

    A day without views gets one as well, so that an emptied day shows. Returns how many
    days were recorded.
    """
    first = _first_open_day(session)
    days = [] if first is None else list(_days(first, through))
    for day in days:
        views = day_of_views(session, day)
        record(
            session,
            AccessDigested(day=day.isoformat(), rows=views.rows, digest=views.digest),
            by=SYSTEM,
            now=now,
        )
    return len(days)


def _first_open_day(session: Session) -> date | None:
    newest = session.execute(
        select(Journal.body)
        .where(Journal.kind == AccessDigested.kind)
        .order_by(Journal.seq.desc())
        .limit(1)
    ).scalar()
    if newest is not None:
        return date.fromisoformat(json.loads(newest)["data"]["day"]) + _DAY
    first = session.execute(select(AccessLog.at).order_by(AccessLog.id).limit(1)).scalar()
    return first.astimezone(UTC).date() if first else None


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += _DAY
