"""Sums and entries of the ledger, and the verified seconds behind them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from lms.domain.requirement import Period
from lms.models import Beat, BeatSum, CreditEntry, CreditSource, Sitting, TimePosting


def seconds_of_sitting(session: Session, *, sitting_id: int) -> dict[str, int]:
    """A sitting's seconds in the ledger, by subject."""
    rows = session.execute(
        select(CreditEntry.limb, func.sum(CreditEntry.seconds))
        .where(CreditEntry.sitting_id == sitting_id)
        .group_by(CreditEntry.limb)
    )
    return {limb: int(seconds) for limb, seconds in rows}


def verified_seconds(
    session: Session,
    *,
    member_id: int,
    period: Period | None = None,
    sitting_id: int | None = None,
) -> dict[str, int]:
    """Seconds that posted beats counted, by subject, in a period or a sitting."""
    posted = and_(
        TimePosting.sitting_id == Beat.sitting_id,
        TimePosting.unit == Beat.unit,
        Beat.seq > TimePosting.after_beat,
        Beat.seq <= TimePosting.through_beat,
    )
    statement = (
        select(Beat.limb, func.sum(Beat.seconds))
        .join(TimePosting, posted)
        .join(Sitting, Sitting.id == Beat.sitting_id)
        .where(Beat.member_id == member_id)
        .group_by(Beat.limb)
    )
    if period is not None:
        statement = statement.where(Sitting.period_start == period.starts_on)
    if sitting_id is not None:
        statement = statement.where(Beat.sitting_id == sitting_id)
    found = Counter({limb: int(seconds) for limb, seconds in session.execute(statement)})
    found.update(_summed(session, member_id=member_id, period=period, sitting_id=sitting_id))
    return dict(found)


def _summed(
    session: Session, *, member_id: int, period: Period | None, sitting_id: int | None
) -> dict[str, int]:
    """The same of beats that were removed, from the sums that stayed."""
    statement = (
        select(BeatSum.limb, func.sum(BeatSum.seconds))
        .join(Sitting, Sitting.id == BeatSum.sitting_id)
        .where(BeatSum.member_id == member_id, BeatSum.after_beat.is_not(None))
        .group_by(BeatSum.limb)
    )
    if period is not None:
        statement = statement.where(Sitting.period_start == period.starts_on)
    if sitting_id is not None:
        statement = statement.where(BeatSum.sitting_id == sitting_id)
    return {limb: int(seconds) for limb, seconds in session.execute(statement)}


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A ledger entry and what it comes from."""

    id: int
    limb: str
    seconds: int
    earned_on: date
    source: CreditSource
    sitting_id: int | None
    unit: str
    event_seq: int


def entries(session: Session, *, member_id: int, period: Period) -> tuple[EntryRow, ...]:
    """A member's ledger entries in a period, oldest first."""
    rows = session.execute(
        select(
            CreditEntry.id,
            CreditEntry.limb,
            CreditEntry.seconds,
            CreditEntry.earned_on,
            CreditEntry.source,
            CreditEntry.sitting_id,
            CreditEntry.unit,
            CreditEntry.event_seq,
        )
        .where(
            CreditEntry.member_id == member_id,
            CreditEntry.earned_on >= period.starts_on,
            CreditEntry.earned_on <= period.ends_on,
        )
        .order_by(CreditEntry.earned_on, CreditEntry.id)
    )
    return tuple(EntryRow(*row) for row in rows)


def untimed_seconds(session: Session, *, member_id: int, period: Period) -> dict[CreditSource, int]:
    """A member's seconds in a period that no page timed, by what they come from."""
    rows = session.execute(
        select(CreditEntry.source, func.sum(CreditEntry.seconds))
        .where(
            CreditEntry.member_id == member_id,
            CreditEntry.earned_on.between(period.starts_on, period.ends_on),
            CreditEntry.source.not_in((CreditSource.LESSON, CreditSource.ATTEMPT)),
        )
        .group_by(CreditEntry.source)
    )
    return {source: int(seconds) for source, seconds in rows}


def outside_seconds(session: Session, *, period: Period) -> dict[int, int]:
    """Everybody's seconds in a period that were taken elsewhere or kept on paper, by member."""
    rows = session.execute(
        select(CreditEntry.member_id, func.sum(CreditEntry.seconds))
        .where(
            CreditEntry.earned_on.between(period.starts_on, period.ends_on),
            CreditEntry.source.in_((CreditSource.OUTSIDE, CreditSource.PAPER)),
        )
        .group_by(CreditEntry.member_id)
    )
    return {member_id: int(seconds) for member_id, seconds in rows}


def sources_in(session: Session, *, member_id: int, period: Period) -> frozenset[CreditSource]:
    """What a member's time in a period comes from."""
    rows = session.execute(
        select(CreditEntry.source)
        .where(
            CreditEntry.member_id == member_id,
            CreditEntry.earned_on >= period.starts_on,
            CreditEntry.earned_on <= period.ends_on,
        )
        .distinct()
    )
    return frozenset(rows.scalars())
