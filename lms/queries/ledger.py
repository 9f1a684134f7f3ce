"""Sums and entries of the ledger, and the verified seconds behind them."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from lms.domain.credit import Posting
from lms.domain.late_year import for_late_year
from lms.domain.requirement import Period
from lms.models import Beat, BeatSum, CreditEntry, CreditSource, Journal, Sitting, TimePosting
from lms.queries.counted_in import counted_in


def seconds_of_sitting(session: Session, *, sitting_id: int) -> dict[str, int]:
    """A sitting's seconds in the ledger, by subject."""
    rows = session.execute(
        select(CreditEntry.limb, func.sum(CreditEntry.seconds))
        .where(CreditEntry.sitting_id == sitting_id)
        .group_by(CreditEntry.limb)
    )
    return {limb: int(seconds) for limb, seconds in rows}


def verified_in(session: Session, *, member_id: int, period: Period) -> dict[str, int]:
    """Seconds that posted beats counted in a period, by subject.

    Read from the entries that posted them: a module begun in one year goes on in the next, and
    each second counts in the year it was worked in, or late for one before, as in the ledger.
    """
    posted = (
        select(TimePosting.event_seq)
        .join(Sitting, Sitting.id == TimePosting.sitting_id)
        .where(Sitting.member_id == member_id)
    )
    found: Counter[str] = Counter()
    for body in session.execute(select(Journal.body).where(Journal.seq.in_(posted))).scalars():
        data = json.loads(body)["data"]
        late_for = date.fromisoformat(data["late_for"]) if data.get("late_for") else None
        lines = (
            Posting(date.fromisoformat(day), limb, seconds)
            for _, limb, day, seconds in data.get("time", ())
            if seconds
        )
        for each in for_late_year(lines, late_for):
            if each.counts_in(period):
                found[each.limb] += each.seconds
    return dict(found)


def verified_seconds(session: Session, *, member_id: int, sitting_id: int) -> dict[str, int]:
    """Seconds that posted beats counted in a sitting, by subject."""
    posted = and_(
        TimePosting.sitting_id == Beat.sitting_id,
        TimePosting.unit == Beat.unit,
        Beat.seq > TimePosting.after_beat,
        Beat.seq <= TimePosting.through_beat,
    )
    rows = session.execute(
        select(Beat.limb, func.sum(Beat.seconds))
        .join(TimePosting, posted)
        .where(Beat.member_id == member_id, Beat.sitting_id == sitting_id)
        .group_by(Beat.limb)
    )
    found = Counter({limb: int(seconds) for limb, seconds in rows})
    found.update(_summed(session, member_id=member_id, sitting_id=sitting_id))
    return dict(found)


def _summed(session: Session, *, member_id: int, sitting_id: int) -> dict[str, int]:
    """The same of beats that were removed, from the sums that stayed."""
    rows = session.execute(
        select(BeatSum.limb, func.sum(BeatSum.seconds))
        .where(
            BeatSum.member_id == member_id,
            BeatSum.sitting_id == sitting_id,
            BeatSum.after_beat.is_not(None),
        )
        .group_by(BeatSum.limb)
    )
    return {limb: int(seconds) for limb, seconds in rows}


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A ledger entry, what it comes from, and the year for which it is late, if it is."""

    id: int
    limb: str
    seconds: int
    earned_on: date
    source: CreditSource
    sitting_id: int | None
    unit: str
    event_seq: int
    late_for: date | None = None


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
            CreditEntry.late_for,
        )
        .where(
            CreditEntry.member_id == member_id,
            counted_in(period),
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
            counted_in(period),
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
            counted_in(period),
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
            counted_in(period),
        )
        .distinct()
    )
    return frozenset(rows.scalars())


def seconds_elsewhere(session: Session, *, member_id: int, period: Period) -> dict[date, int]:
    """A member's seconds that were worked in a period and count late for another, by that one."""
    rows = session.execute(
        select(CreditEntry.late_for, func.sum(CreditEntry.seconds))
        .where(
            CreditEntry.member_id == member_id,
            CreditEntry.earned_on.between(period.starts_on, period.ends_on),
            CreditEntry.late_for < period.starts_on,
        )
        .group_by(CreditEntry.late_for)
        .order_by(CreditEntry.late_for)
    )
    return {year: int(seconds) for year, seconds in rows if year is not None}
