"""Posting what was counted to the ledger, once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.orm import Session

from lms.domain.credit import PageDay, PageWork, Posting, page_days
from lms.domain.journal_chain import digest
from lms.domain.seat_clock import Interval
from lms.models import Beat, CreditEntry, CreditSource, TimePosting
from lms.queries.journal_place import rows_of


@dataclass(frozen=True, slots=True)
class CountedTime:
    """What the beats of a unit counted since its last posting.

    Attributes:
        time: seconds by page, limb and local day.
        after: the last beat posted before; ``through``: the last one in here.
        digest: SHA-256 over those beats' inputs and seconds.
    """

    time: tuple[PageDay, ...]
    after: int
    through: int
    digest: str

    def lines(self) -> tuple[tuple[str, str, str, int], ...]:
        """The time as an event lists it."""
        return tuple(
            (part.page, part.limb, part.earned_on.isoformat(), part.seconds) for part in self.time
        )


_INPUTS = (
    Beat.seq,
    Beat.page,
    Beat.limb,
    Beat.kind,
    Beat.served_ms,
    Beat.at_ms,
    Beat.expected_seconds,
    Beat.activity,
    Beat.scripted,
    Beat.opening,
    Beat.seconds,
    Beat.intervals,
)

_SINCE = (
    select(*_INPUTS)
    .where(
        Beat.sitting_id == bindparam("sitting_id"),
        Beat.unit == bindparam("unit"),
        Beat.seq > bindparam("after"),
    )
    .order_by(Beat.seq)
)
_UNTIL = _SINCE.where(Beat.seq <= bindparam("through"))
_POSTED = select(func.coalesce(func.max(TimePosting.through_beat), 0)).where(
    TimePosting.sitting_id == bindparam("sitting_id"), TimePosting.unit == bindparam("unit")
)


def counted_time(session: Session, *, sitting_id: int, unit: str, zone: ZoneInfo) -> CountedTime:
    """Gather what a unit's beats counted and nobody posted yet."""
    asked = {"sitting_id": sitting_id, "unit": unit}
    after = int(rows_of(session, _POSTED, asked).scalar_one())
    return gather(session, sitting_id=sitting_id, unit=unit, after=after, through=None, zone=zone)


def gather(
    session: Session,
    *,
    sitting_id: int,
    unit: str,
    after: int,
    through: int | None,
    zone: ZoneInfo,
) -> CountedTime:
    """Sum the beats of a unit in ``(after, through]``; verification calls the same."""
    asked = {"sitting_id": sitting_id, "unit": unit, "after": after}
    if through is not None:
        rows = rows_of(session, _UNTIL, {**asked, "through": through}).all()
    else:
        rows = rows_of(session, _SINCE, asked).all()
    pages: dict[tuple[str, str], list[Interval]] = defaultdict(list)
    for row in rows:
        pages[row.page, row.limb].extend(Interval(*part) for part in row.intervals)
    work = [PageWork(page, limb, tuple(parts)) for (page, limb), parts in pages.items()]
    return CountedTime(
        time=page_days(work, zone),
        after=after,
        through=rows[-1].seq if rows else after,
        digest=digest([list(row) for row in rows]),
    )


def post(  # noqa: PLR0913 - a posting has this many parts
    session: Session,
    *,
    member_id: int,
    sitting_id: int,
    unit: str,
    source: CreditSource,
    counted: CountedTime,
    postings: Iterable[Posting],
    event_seq: int,
) -> int:
    """Enter postings in the ledger and mark the beats as posted; returns their seconds."""
    entries = [
        {
            "member_id": member_id,
            "limb": posting.limb,
            "seconds": posting.seconds,
            "earned_on": posting.earned_on,
            "late_for": posting.late_for,
            "source": source,
            "sitting_id": sitting_id,
            "unit": unit,
            "reverses_id": None,
            "event_seq": event_seq,
        }
        for posting in postings
    ]
    if entries:
        session.connection().execute(insert(CreditEntry), entries)
    seconds = sum(posting["seconds"] for posting in entries)  # type: ignore[misc]
    if counted.through > counted.after:
        session.connection().execute(
            insert(TimePosting),
            {
                "sitting_id": sitting_id,
                "unit": unit,
                "after_beat": counted.after,
                "through_beat": counted.through,
                "seconds": seconds,
                "event_seq": event_seq,
            },
        )
    return seconds
