"""Corrected keys, and the submitted attempts that a correction touches."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, Text, or_, select, type_coerce
from sqlalchemy.orm import Session

from lms.domain.attempt import Result, grade
from lms.domain.documents import responses_from_document
from lms.domain.errors import ConflictError
from lms.domain.item import Item, is_right
from lms.domain.key_change import (
    Accepted,
    KeyChange,
    accepted_from_document,
    accepted_in,
    accepts_from,
    check_accepts,
    same_question,
)
from lms.domain.scenario import ItemRef, Scenario
from lms.models import (
    Attempt,
    AttemptResult,
    ContentVersion,
    KeyChangeRow,
    RescoredResult,
    Sitting,
)
from lms.queries.content import Version, things, version, versions_by_id


def key_changes(session: Session) -> tuple[KeyChange, ...]:
    """Every corrected key, in the order of their decision; a department has a handful."""
    rows = session.execute(
        select(KeyChangeRow.digests, KeyChangeRow.item, KeyChangeRow.accepts).order_by(
            KeyChangeRow.id
        )
    )
    return tuple(
        KeyChange(frozenset(row.digests), row.item, accepts_from(row.accepts[0])) for row in rows
    )


def versions_asking_alike(session: Session, version_id: int, item: str) -> tuple[Version, ...]:
    """The versions of the same scenario whose item offers the same with the same key."""
    found = version(session, version_id)
    ids = session.execute(
        select(ContentVersion.id).where(ContentVersion.content_id == found.content_id)
    ).scalars()
    versions = versions_by_id(session, ids)
    wanted = _scenario(session, found).item(item)
    return tuple(
        each
        for each in versions.values()
        if any(
            other.id == item and same_question(wanted, other)
            for other in _scenario(session, each).every_item
        )
    )


def _scenario(session: Session, found: Version) -> Scenario:
    return things(session, (found,), Scenario)[found.slug]


@dataclass(frozen=True, slots=True)
class Submitted:
    """A submitted attempt as it stands now: by its result and by what was corrected since."""

    attempt_id: int
    member_id: int
    submitted_on: date
    period_start: date
    draw: Mapping[str, Any]
    answers: Mapping[str, object]
    pass_mark: int
    unscored: tuple[str, ...]
    points: int
    passed: bool
    accepted: Mapping[ItemRef, tuple[Accepted, ...]]

    def regraded(
        self, scenarios: Collection[Scenario], accepted: Mapping[ItemRef, tuple[Accepted, ...]]
    ) -> Result:
        """Its result where these answers are right besides."""
        return grade(
            tuple(scenarios),
            responses_from_document(self.answers),
            pass_mark=self.pass_mark,
            must_pass=[str(code) for code in self.draw["must_pass"]],
            unscored=[ItemRef.parse(text) for text in self.unscored],
            accepted=accepted,
        )


def _drawn(digests: Collection[str]) -> Select[int, int]:
    """Attempts that drew one of these versions."""
    words = type_coerce(Attempt.draw, Text)
    return select(Attempt.id, Attempt.member_id).where(
        or_(*(words.contains(digest) for digest in digests))
    )


def members_who_drew(session: Session, digests: Collection[str]) -> tuple[int, ...]:
    """Whoever has an attempt with one of these versions, submitted or open, in order."""
    rows = session.execute(_drawn(digests))
    return tuple(sorted({row.member_id for row in rows}))


def submitted_with(session: Session, digests: Collection[str]) -> tuple[Submitted, ...]:
    """The submitted attempts that drew one of these versions, in order."""
    rows = session.execute(
        _drawn(digests)
        .add_columns(
            Attempt.draw,
            Attempt.pass_mark,
            AttemptResult.submitted_on,
            Sitting.period_start,
            AttemptResult.answers,
            AttemptResult.detail,
            AttemptResult.points,
            AttemptResult.passed,
        )
        .join(AttemptResult, AttemptResult.attempt_id == Attempt.id)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .order_by(Attempt.id)
    ).all()
    later = _later(session, [row.id for row in rows])
    return tuple(_submitted(row, later.get(row.id)) for row in rows)


def _later(session: Session, attempt_ids: list[int]) -> dict[int, Any]:
    """The last correction of each attempt."""
    if not attempt_ids:
        return {}
    rows = session.execute(
        select(
            RescoredResult.attempt_id,
            RescoredResult.accepted,
            RescoredResult.points,
            RescoredResult.passed,
        )
        .where(RescoredResult.attempt_id.in_(attempt_ids))
        .order_by(RescoredResult.event_seq)
    )
    return {row.attempt_id: row for row in rows}


def _submitted(row: Any, later: Any) -> Submitted:  # noqa: ANN401 - rows
    accepted = row.detail.get("accepted", {}) if later is None else later.accepted
    return Submitted(
        attempt_id=row.id,
        member_id=row.member_id,
        submitted_on=row.submitted_on,
        period_start=row.period_start,
        draw=row.draw,
        answers=row.answers,
        pass_mark=row.pass_mark,
        unscored=tuple(row.detail["unscored"]),
        points=row.points if later is None else later.points,
        passed=row.passed if later is None else later.passed,
        accepted=accepted_from_document(accepted),
    )


@dataclass(frozen=True, slots=True)
class Affected:
    """A submitted attempt whose result a correction changes."""

    before: Submitted
    after: Result
    accepted: Mapping[ItemRef, tuple[Accepted, ...]]

    @property
    def passes_now(self) -> bool:
        """Whether it was not passed and is by the correction."""
        return self.after.passed and not self.before.passed


def affected_by(session: Session, change: KeyChange) -> tuple[Affected, ...]:
    """Every submitted attempt that would come to more by a correction."""
    found = []
    for each in submitted_with(session, change.digests):
        scenarios = drawn_scenarios(session, each.draw)
        added = accepted_in(each.draw["scenarios"], (change,))
        accepted = {
            **each.accepted,
            **{ref: (*each.accepted.get(ref, ()), *more) for ref, more in added.items()},
        }
        after = each.regraded(scenarios, accepted)
        if (after.points, after.passed) != (each.points, each.passed):
            found.append(Affected(each, after, accepted))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a correction would bring about, before anybody decides."""

    version: Version
    item: Item
    change: KeyChange
    affected: tuple[Affected, ...]


def foresee_change(session: Session, version_id: int, item_id: str, accepts: Accepted) -> Foreseen:
    """Whose result would change.

    Raises:
        NotFoundError: there is no such version or item.
        InvalidError: the answer is none, or right already.
        ConflictError: the same was corrected before.
    """
    found = version(session, version_id)
    item = _scenario(session, found).item(item_id)
    written = check_accepts(item, accepts)
    alike = versions_asking_alike(session, version_id, item_id)
    change = KeyChange(frozenset(each.digest for each in alike), item_id, written)
    if change in key_changes(session):
        raise ConflictError(item=item_id, reason="the same was corrected before")
    return Foreseen(found, item, change, affected_by(session, change))


def drawn_scenarios(session: Session, draw: Mapping[str, Any]) -> tuple[Scenario, ...]:
    """The scenarios of a draw in the versions it pins, in order."""
    ids = [entry["version"] for entry in draw["scenarios"]]
    found = versions_by_id(session, ids)
    return tuple(_scenario(session, found[version_id]) for version_id in ids)


@dataclass(frozen=True, slots=True)
class Asked:
    """How an item went in all submitted attempts that scored it."""

    missed: int
    asked: int


def how_it_went(session: Session, version_id: int, item: str) -> Asked:
    """How many missed an item and how many had it, by the key it was written with."""
    found = version(session, version_id)
    asked = [
        is_right(_scenario(session, found).item(item), answer) if answer is not None else False
        for each in submitted_with(session, (found.digest,))
        if (ref := ItemRef(found.slug, item)) and str(ref) not in each.unscored
        for answer in (responses_from_document(each.answers).get(ref),)
    ]
    return Asked(sum(not right for right in asked), len(asked))


@dataclass(frozen=True, slots=True)
class Corrected:
    """A result that was graded again: what it was, what it is, and when."""

    points_before: int
    passed_before: bool
    points: int
    maximum: int
    passed: bool
    accepted: Mapping[ItemRef, tuple[Accepted, ...]]
    rescored_at: datetime
    event_seq: int


def corrections_of(session: Session, attempt_id: int) -> tuple[Corrected, ...]:
    """What corrected keys changed of an attempt, in order."""
    rows = session.execute(
        select(
            RescoredResult.points_before,
            RescoredResult.passed_before,
            RescoredResult.points,
            RescoredResult.maximum,
            RescoredResult.passed,
            RescoredResult.accepted,
            RescoredResult.rescored_at,
            RescoredResult.event_seq,
        )
        .where(RescoredResult.attempt_id == attempt_id)
        .order_by(RescoredResult.event_seq)
    )
    return tuple(
        Corrected(
            row.points_before,
            row.passed_before,
            row.points,
            row.maximum,
            row.passed,
            accepted_from_document(row.accepted),
            row.rescored_at,
            row.event_seq,
        )
        for row in rows
    )
