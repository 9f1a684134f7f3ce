"""Ten years of the journal, chained as services chain it, before anything else is recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lms.domain.events import EVENTS
from lms.domain.journal_chain import GENESIS, digest, link
from lms.models import Journal, JournalHead
from lms.storage.database import Database
from tests.bench.bulk import insert_in_bulk, leaping_head

DIGEST = digest("bench")
_COUNTED = {
    "sitting_id": 1,
    "member_id": 1,
    "module": "module-1",
    "module_digest": DIGEST,
    "time": (("policy", "2020-01-01", "lesson:bench", 600),),
    "beats_after": 0,
    "beats_through": 40,
    "beats_digest": DIGEST,
}
_SCENARIOS = [
    {"digest": DIGEST, "group": "Bench", "items": 1, "scenario": f"scenario-{at}", "version": at}
    for at in range(6)
]
A_MEMBERS_YEAR: tuple[tuple[str, int, Mapping[str, object]], ...] = (
    ("visit-begun", 6, {"visit_id": 1, "sitting_id": 1, "duty": "on-duty"}),
    (
        "sitting-opened",
        6,
        {
            "sitting_id": 1,
            "module": "module-1",
            "module_digest": DIGEST,
            "period_start": "2020-01-01",
            "duty": "on-duty",
        },
    ),
    (
        "lesson-completed",
        12,
        {
            **{name: value for name, value in _COUNTED.items() if not name.startswith("module")},
            "lesson": "lesson-1",
            "lesson_digest": DIGEST,
            "completed_on": "2020-01-01",
            "limb": "policy",
            "counting": "measured",
            "nominal_seconds": 600,
        },
    ),
    (
        "attempt-started",
        7,
        {
            "attempt_id": 1,
            "sitting_id": 1,
            "module": "module-1",
            "number": 1,
            "draw_digest": DIGEST,
        },
    ),
    (
        "attempt-submitted",
        7,
        {
            **_COUNTED,
            "attempt_id": 1,
            "draw": {"must_pass": [], "scenarios": _SCENARIOS},
            "answers": {f"scenario-{at}/item": at % 4 for at in range(10)},
            "unscored": (),
            "pass_mark": 70,
            "attestation": "These answers are my own work.",
            "points": 9,
            "maximum": 10,
            "passed": True,
        },
    ),
    (
        "certificate-issued",
        7,
        {
            "certificate_id": 1,
            "certificate_kind": "module",
            "subject": "module-1",
            "period_start": "2020-01-01",
            "facts_digest": DIGEST,
            "seconds": {"policy": 1_200},
            "attempts": (1,),
            "replaces": None,
        },
    ),
    ("class-answered", 2, {"class_id": 1, "was_there": True}),
    ("member-reminded", 6, {"keys": ("assignment:1 due-7",), "letter": True}),
)
"""What stands in the journal of one member's year: kind, how often, and what it says."""
_ACTS = sum(times for _, times, _ in A_MEMBERS_YEAR)


@dataclass(frozen=True, slots=True)
class Past:
    """The places of each year's entries, first and last, by the year."""

    places: Mapping[int, tuple[int, int]]
    members: int = 1

    def issued(self, year: int, at: int) -> int:
        """The entry that issued a certificate of a year, each another one."""
        before = 0
        for kind, times, _ in A_MEMBERS_YEAR:
            if kind == "certificate-issued":
                break
            before += times
        return self.places[year][0] + before * self.members + at

    def place(self, year: int, at: int) -> int:
        """An entry of a year, the same for the same ``at``."""
        first, last = self.places[year]
        return first + at % (last - first + 1)


def write_past(database: Database, *, members: range, years: range, before: datetime) -> Past:
    """Fill an empty journal with what members do in each year up to ``before``."""
    with database.reading() as session:
        seq, leaf = session.execute(select(JournalHead.seq, JournalHead.leaf_hash)).one()
    if (seq, leaf) != (0, GENESIS):
        raise RuntimeError("the journal holds something already")
    places = {}
    for year in years:
        starts = datetime(year, 1, 1, tzinfo=UTC)
        ends = max(starts, min(datetime(year, 12, 30, tzinfo=UTC), before))
        first, held = seq, []
        for row in _chained(seq, leaf, members, starts, ends):
            held.append(row)
            seq, leaf = row["seq"], row["leaf_hash"]
        database.writing(partial(_keep, rows=held))
        places[year] = (first + 1, seq)
    return Past(places, len(members))


def _keep(session: Session, *, rows: list[dict[str, Any]], now: datetime) -> None:
    """Entries, and the head behind the last of them."""
    del now
    last = rows[-1]
    connection = session.connection()
    insert_in_bulk(connection, Journal, rows)
    with leaping_head(connection):
        connection.execute(
            update(JournalHead).values(seq=last["seq"], leaf_hash=last["leaf_hash"], at=last["at"])
        )


def _acts(members: range) -> Iterator[tuple[str, Mapping[str, object], int]]:
    """A year's acts: everybody does a first thing, then everybody the next."""
    said = {
        kind: EVENTS[kind](**{"member_id": 1, **data}).data() for kind, _, data in A_MEMBERS_YEAR
    }
    for kind, times, _ in A_MEMBERS_YEAR:
        for _ in range(times):
            for member in members:
                yield kind, said[kind], member


def _chained(
    seq: int, leaf: str, members: range, starts: datetime, ends: datetime
) -> Iterator[dict[str, Any]]:
    step = (ends - starts) / (len(members) * _ACTS)
    for place, (kind, data, member) in enumerate(_acts(members)):
        at = (starts + place * step).replace(microsecond=0)
        facts = {
            "kind": kind,
            "data": {**data, "member_id": member},
            "at": at.isoformat(timespec="milliseconds"),
            "by": None,
        }
        entry = link(seq, leaf, facts)
        seq, leaf = entry.seq, entry.leaf_hash
        yield {
            "seq": seq,
            "version": entry.version,
            "kind": kind,
            "at": at,
            "body": entry.body,
            "leaf_hash": leaf,
        }
