"""Checking time against its raw records, or against the sums that stayed of them.

Where records outlived their retention and were removed, what was posted from them rests on
the digest in its journal entry and on the sums; the check says how often it relied on that.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.domain.events import BeatsRemoved
from lms.domain.seat_clock import Beat, Kind, MemberTime, PageTime
from lms.domain.seat_time import replay
from lms.models import Beat as BeatRow
from lms.models import BeatRemoval, BeatSum, Journal
from lms.services.post_time import gather
from lms.services.remove_beats import SUMMED, sums_digest


@dataclass(slots=True)
class BeatCheck:
    """What is known of removed records, and how much was looked at.

    Attributes:
        removed: by member, the last record that was removed.
        relied: postings that rest on their stored digest and on sums.
    """

    removed: Mapping[int, int] = field(default_factory=dict)
    beats: int = 0
    relied: int = 0


def begin_check(session: Session) -> BeatCheck:
    """Read what was removed."""
    rows = session.execute(
        select(BeatRemoval.member_id, func.max(BeatRemoval.through_seq)).group_by(
            BeatRemoval.member_id
        )
    )
    return BeatCheck(removed={member_id: through for member_id, through in rows})  # noqa: C416 - rows are no pairs to dict()


def time_findings(
    session: Session,
    check: BeatCheck,
    *,
    seq: int,
    unit: str,
    data: Mapping[str, Any],
    zone: ZoneInfo,
) -> Iterator[str]:
    """Hold what an entry lists of a unit's time against the records it was folded from."""
    after, through = int(data["beats_after"]), int(data["beats_through"])
    if after < through <= check.removed.get(int(data["member_id"]), 0):
        check.relied += 1
        yield from _summed_findings(session, seq, unit, data)
        return
    counted = gather(
        session,
        sitting_id=int(data["sitting_id"]),
        unit=unit,
        after=after,
        through=through,
        zone=zone,
    )
    if [list(line) for line in counted.lines()] != data["time"]:
        yield f"Entry {seq}: its beats sum to other seconds than it lists."
    elif counted.digest != data["beats_digest"]:
        yield f"Entry {seq}: its beats were changed since."


def _summed_findings(
    session: Session, seq: int, unit: str, data: Mapping[str, Any]
) -> Iterator[str]:
    listed: Counter[tuple[str, str]] = Counter()
    for page, limb, _, seconds in data["time"]:
        listed[page, limb] += seconds
    rows = session.execute(
        select(BeatSum.page, BeatSum.limb, func.sum(BeatSum.seconds))
        .where(
            BeatSum.sitting_id == int(data["sitting_id"]),
            BeatSum.unit == unit,
            BeatSum.after_beat == int(data["beats_after"]),
        )
        .group_by(BeatSum.page, BeatSum.limb)
    )
    summed = {(page, limb): int(seconds) for page, limb, seconds in rows if seconds}
    if summed != {key: seconds for key, seconds in listed.items() if seconds}:
        yield f"Entry {seq}: the sums that stayed of its beats differ from the seconds it lists."


def beat_findings(session: Session, check: BeatCheck) -> Iterator[str]:
    """Fold every member's records again, and hold removals against their entries."""
    yield from _removal_findings(session)
    member_ids = session.execute(select(BeatRow.member_id).distinct()).scalars().all()
    for member_id in member_ids:
        yield from _replayed(session, check, member_id)


def _replayed(session: Session, check: BeatCheck, member_id: int) -> Iterator[str]:
    rows = (
        session.execute(select(BeatRow).where(BeatRow.member_id == member_id).order_by(BeatRow.seq))
        .scalars()
        .all()
    )
    check.beats += len(rows)
    through = check.removed.get(member_id, 0)
    if rows[0].seq <= through:
        yield f"Beat {rows[0].seq} of member {member_id} is there, but its removal is recorded."
        return
    member, pages = clock_before(session, member_id) if through else (MemberTime(), {})
    steps = replay((_beat(row) for row in rows), member, pages)
    for row, step in zip(rows, steps, strict=True):
        intervals = [[part.from_ms, part.seconds] for part in step.intervals]
        if (row.seq, row.seconds, row.intervals) != (step.member.seq, step.seconds, intervals):
            yield f"Beat {row.seq} of member {member_id} counts otherwise when replayed."
            return


def clock_before(session: Session, member_id: int) -> tuple[MemberTime, dict[str, PageTime]]:
    """A member's clock and pages as they stood after the last record that was removed."""
    after = session.execute(
        select(BeatRemoval.after_member)
        .where(BeatRemoval.member_id == member_id)
        .order_by(BeatRemoval.id.desc())
        .limit(1)
    ).scalar_one()
    rows = session.execute(
        select(BeatSum.page, BeatSum.after_page)
        .where(BeatSum.member_id == member_id)
        .order_by(BeatSum.removal_id)
    )
    return MemberTime(**after), {page: PageTime(**after_page) for page, after_page in rows}


def _removal_findings(session: Session) -> Iterator[str]:
    stored = {row.event_seq: row for row in session.execute(select(BeatRemoval.__table__)).all()}
    entries = session.execute(
        select(Journal.seq, Journal.body)
        .where(Journal.kind == BeatsRemoved.kind)
        .order_by(Journal.seq)
    ).all()
    for seq, body in entries:
        data, row = json.loads(body)["data"], stored.pop(seq, None)
        if row is None:
            yield f"Entry {seq} removed beats of member {data['member_id']}; nothing says which."
            continue
        same = ("member_id", "through_seq", "older_than_ms", "beats", "seconds", "digest")
        if any(getattr(row, name) != data[name] for name in same):
            yield f"Entry {seq}: the removal it made was changed since."
        sums = session.execute(
            select(*(getattr(BeatSum, name) for name in SUMMED))
            .where(BeatSum.removal_id == row.id)
            .order_by(BeatSum.id)
        ).all()
        if (
            sums_digest(dict(zip(SUMMED, each, strict=True)) for each in sums)
            != data["sums_digest"]
        ):
            yield f"Entry {seq}: the sums that stayed of removed beats were changed since."
    for seq in stored:
        yield f"Entry {seq} is no removal of beats, but a removal says so."


def _beat(row: BeatRow) -> Beat:
    return Beat(
        kind=Kind(row.kind),
        page=row.page,
        served_ms=row.served_ms,
        at_ms=row.at_ms,
        expected_seconds=row.expected_seconds,
        activity=row.activity,
        scripted=row.scripted,
        opening=row.opening,
    )
