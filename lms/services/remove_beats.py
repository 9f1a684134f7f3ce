"""Removing a member's raw records of time once their retention has passed.

The sums by page stay for good, with a digest over every row that went. The database lets a
row go only where its removal is journaled and no legal hold covers it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select
from sqlalchemy.orm import Session

from lms.domain.access import SYSTEM
from lms.domain.events import BeatsRemoved
from lms.domain.journal_chain import digest
from lms.domain.visit import PageAccount, page_accounts, visit_at
from lms.models import Beat, BeatRemoval, BeatSum, TimePosting
from lms.queries.retention import Outlived, outlived
from lms.queries.visits import seen_row, visit_starts
from lms.services.allot_id import allot_id
from lms.services.journal import record
from lms.services.lock_member import lock_member
from lms.services.record_beat import milliseconds

_COLUMNS = tuple(Beat.__table__.columns)


@dataclass(frozen=True, slots=True)
class _Key:
    """What a sum is of: a visit's part of a unit, up to one posting of it."""

    sitting_id: int
    visit_id: int | None
    unit: str
    after_beat: int | None


def remove_outlived_beats(session: Session, *, member_id: int, now: datetime) -> int:
    """Remove a member's raw records where that is due; returns how many went.

    Asked again, or while a hold stands or the member serves, it removes nothing.
    """
    lock_member(session, member_id)
    due = next((each for each in outlived(session, now=now) if each.member_id == member_id), None)
    before_ms = milliseconds(now)
    rows = session.execute(
        select(*_COLUMNS).where(Beat.member_id == member_id).order_by(Beat.seq)
    ).all()
    if due is None or not rows or any(row.at_ms >= before_ms for row in rows):
        return 0
    _remove(session, due, rows, before_ms, now)
    return len(rows)


def _remove(
    session: Session, due: Outlived, rows: Sequence[Row[Any]], before_ms: int, now: datetime
) -> None:
    removal_id = allot_id(session, BeatRemoval)
    sums = _sums(session, removal_id, due.member_id, rows)
    event = BeatsRemoved(
        removal_id=removal_id,
        member_id=due.member_id,
        through_seq=rows[-1].seq,
        older_than_ms=before_ms,
        beats=len(rows),
        seconds=sum(row.seconds for row in rows),
        digest=digest([list(row) for row in rows]),
        sums_digest=sums_digest(sums),
        separated_on=due.separated_on.isoformat(),
        retention_years=due.retention_years,
    )
    seq = record(session, event, by=SYSTEM, now=now)
    session.execute(
        insert(BeatRemoval).values(
            id=removal_id,
            member_id=due.member_id,
            through_seq=event.through_seq,
            older_than_ms=before_ms,
            beats=event.beats,
            seconds=event.seconds,
            digest=event.digest,
            separated_on=due.separated_on,
            retention_years=due.retention_years,
            after_member=rows[-1].after_member,
            removed_at=now,
            event_seq=seq,
        )
    )
    session.execute(insert(BeatSum), sums)
    session.execute(delete(Beat).where(Beat.member_id == due.member_id))


def sums_digest(sums: Iterable[Mapping[str, object]]) -> str:
    """SHA-256 over the sums that took the place of removed records, in their order."""
    return digest([{name: each[name] for name in SUMMED} for each in sums])


SUMMED = (
    "sitting_id",
    "visit_id",
    "unit",
    "page",
    "limb",
    "after_beat",
    "beats",
    "seconds",
    "expected_seconds",
    "first_ms",
    "last_ms",
    "no_signal",
    "worked",
    "reasons",
    "after_page",
)
"""The columns of a sum that its digest covers."""


def _sums(
    session: Session, removal_id: int, member_id: int, rows: Sequence[Row[Any]]
) -> list[dict[str, object]]:
    sittings = {row.sitting_id for row in rows}
    starts = visit_starts(session, sittings)
    posted = _postings(session, sittings)
    groups: dict[_Key, list[Row[Any]]] = {}
    pages: dict[str, object] = {}
    for row in rows:
        key = _Key(
            row.sitting_id,
            visit_at(starts.get(row.sitting_id, ()), row.at_ms),
            row.unit,
            _posting(posted.get((row.sitting_id, row.unit), ()), row.seq),
        )
        groups.setdefault(key, []).append(row)
        pages[row.page] = row.after_page
    return [
        {
            "removal_id": removal_id,
            "member_id": member_id,
            "sitting_id": key.sitting_id,
            "visit_id": key.visit_id,
            "unit": key.unit,
            "after_beat": key.after_beat,
            "after_page": pages[account.page],
            **_of_page(account),
        }
        for key, parts in groups.items()
        for account in page_accounts(seen_row(row) for row in parts)
    ]


def _of_page(account: PageAccount) -> dict[str, object]:
    return {
        "page": account.page,
        "limb": account.limb,
        "beats": account.beats,
        "seconds": account.seconds,
        "expected_seconds": account.expected_seconds,
        "first_ms": account.first_ms,
        "last_ms": account.last_ms,
        "no_signal": account.no_signal,
        "worked": account.worked,
        "reasons": {why.value: seconds for why, seconds in account.missed.items()},
    }


def _postings(
    session: Session, sittings: Iterable[int]
) -> Mapping[tuple[int, str], Sequence[tuple[int, int]]]:
    """By sitting and unit, the (after, through) of each posting."""
    found: dict[tuple[int, str], list[tuple[int, int]]] = {}
    rows = session.execute(
        select(
            TimePosting.sitting_id,
            TimePosting.unit,
            TimePosting.after_beat,
            TimePosting.through_beat,
        ).where(TimePosting.sitting_id.in_(sittings))
    )
    for sitting_id, unit, after, through in rows:
        found.setdefault((sitting_id, unit), []).append((after, through))
    return found


def _posting(posted: Iterable[tuple[int, int]], seq: int) -> int | None:
    return next((after for after, through in posted if after < seq <= through), None)
