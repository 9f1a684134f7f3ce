"""Holding corrected keys against the journal: what they are, whom they changed, and whom not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.attempt import Result, grade
from lms.domain.documents import responses_from_document
from lms.domain.events import AttemptRescored, AttemptSubmitted, KeyChanged
from lms.domain.key_change import (
    KeyChange,
    accepted_from_document,
    accepted_in,
    accepted_to_document,
    accepts_from,
)
from lms.domain.scenario import ItemRef, Scenario
from lms.models import KeyChangeRow, RescoredResult
from lms.queries.journal_events import Said, said_of


@dataclass(slots=True)
class _Standing:
    """A submitted attempt as the journal has it so far."""

    seq: int
    data: Mapping[str, Any]
    accepted: dict[str, Any]
    points: int
    passed: bool


@dataclass(slots=True)
class Regrading:
    """Grades an attempt of the journal again; scenarios come by their digest."""

    scenario: Any
    known: dict[int, _Standing] = field(default_factory=dict)

    def grade(self, data: Mapping[str, Any], accepted: Mapping[str, Any]) -> Result | None:
        """The result where these answers are right besides; None where a version is missing."""
        pinned = [self.scenario(entry["digest"]) for entry in data["draw"]["scenarios"]]
        found: list[Scenario] = [each for each in pinned if each is not None]
        if len(found) != len(pinned):
            return None
        return grade(
            found,
            responses_from_document(data["answers"]),
            pass_mark=int(data["pass_mark"]),
            must_pass=[str(code) for code in data["draw"]["must_pass"]],
            unscored=[ItemRef.parse(text) for text in data["unscored"]],
            accepted=accepted_from_document(accepted),
        )


def rescoring_findings(session: Session, regrading: Regrading) -> Iterator[str]:
    """Sentences about corrected keys and regraded attempts that do not replay."""
    changes = list(said_of(session, KeyChanged.kind))
    yield from _changes(session, changes)
    touched = frozenset(digest for said in changes for digest in said.data["digests"])
    if touched:
        regrading.known = _touched(session, touched)
    rescored: dict[int, list[Said]] = {}
    for said in said_of(session, AttemptRescored.kind):
        rescored.setdefault(int(said.data["key_change_id"]), []).append(said)
    stored = {row.event_seq: row for row in session.execute(select(RescoredResult)).scalars()}
    for change in changes:
        acts = rescored.pop(int(change.data["key_change_id"]), [])
        yield from _carried_out(change, acts, regrading)
        for said in acts:
            yield from _compared(said, stored.pop(said.seq, None))
    for acts in rescored.values():
        yield from (f"Entry {said.seq} grades again after no corrected key." for said in acts)
    for row in stored.values():
        yield f"Attempt {row.attempt_id} was graded again by no journal entry."


def _changes(session: Session, changes: list[Said]) -> Iterator[str]:
    stored = {row.event_seq: row for row in session.execute(select(KeyChangeRow)).scalars()}
    for said in changes:
        row = stored.pop(said.seq, None)
        stated = [said.data[name] for name in ("key_change_id", "digests", "item", "accepts")]
        if row is None or [row.id, row.digests, row.item, row.accepts[0]] != stated:
            yield f"Entry {said.seq} corrected a key; the table says something else."
    for row in stored.values():
        yield f"Corrected key {row.id} was brought about by no journal entry."


def _touched(session: Session, digests: frozenset[str]) -> dict[int, _Standing]:
    """The submissions that drew a version whose key was corrected at some time."""
    return {
        int(said.data["attempt_id"]): _Standing(
            said.seq,
            said.data,
            dict(said.data.get("accepted", {})),
            int(said.data["points"]),
            bool(said.data["passed"]),
        )
        for said in said_of(session, AttemptSubmitted.kind)
        if not digests.isdisjoint(entry["digest"] for entry in said.data["draw"]["scenarios"])
    }


def _carried_out(change: Said, acts: list[Said], regrading: Regrading) -> Iterator[str]:
    """Everybody whose result a correction changes has it changed, and nobody else."""
    done = {int(said.data["attempt_id"]): said for said in acts}
    key = KeyChange(
        frozenset(change.data["digests"]),
        str(change.data["item"]),
        accepts_from(change.data["accepts"]),
    )
    for attempt_id, standing in regrading.known.items():
        if standing.seq > change.seq:
            continue
        added = accepted_to_document(accepted_in(standing.data["draw"]["scenarios"], (key,)))
        accepted = {**standing.accepted}
        for name, answers in added.items():
            accepted[name] = [*accepted.get(name, []), *answers]
        after = regrading.grade(standing.data, accepted)
        if after is None:
            yield f"Attempt {attempt_id}: a scenario version it pins is missing."
            continue
        changed = (after.points, after.passed) != (standing.points, standing.passed)
        said = done.pop(attempt_id, None)
        if said is None:
            if changed:
                yield f"Attempt {attempt_id}: key change {change.seq} left it out."
            continue
        stated = [said.data[name] for name in ("accepted", "points_before", "passed_before")]
        if stated != [accepted, standing.points, standing.passed] or (
            said.data["points"],
            said.data["maximum"],
            said.data["passed"],
        ) != (after.points, after.maximum, after.passed):
            yield f"Attempt {attempt_id}: graded again it differs from entry {said.seq}."
        standing.accepted, standing.points, standing.passed = accepted, after.points, after.passed
    for attempt_id, said in done.items():
        yield f"Entry {said.seq} grades attempt {attempt_id} again, which it does not touch."


def _compared(said: Said, row: RescoredResult | None) -> Iterator[str]:
    names = (
        "key_change_id",
        "attempt_id",
        "accepted",
        "points_before",
        "passed_before",
        "points",
        "maximum",
        "passed",
    )
    if row is None or [getattr(row, name) for name in names] != [said.data[name] for name in names]:
        yield f"Entry {said.seq} graded attempt {said.data['attempt_id']} again; the table differs."
