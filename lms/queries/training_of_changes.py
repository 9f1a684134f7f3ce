"""How long it took from a change until nine in ten of those who train it had done so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.domain.development import DevelopmentDecision, clock_starts, trained_on
from lms.models import (
    Assignment,
    Attempt,
    AttemptResult,
    ContentVersion,
    MemberAssignment,
    MemberAssignmentEnd,
    ServiceRecord,
    Sitting,
)
from lms.queries.developments import Entry
from lms.queries.results import is_passed
from lms.queries.roster import people_on, serving_on


@dataclass(frozen=True, slots=True)
class ChangeTraining:
    """A change that is trained by a module, and how far that has come.

    Attributes:
        starts_on: the day of the review, or of effect where that is later.
        audience: how many people who serve today are assigned the module.
        completed: how many of them passed it on or after ``starts_on``.
        trained_on: the day on which 90 % had; None where that day has not come.
    """

    module: str
    starts_on: date
    audience: int
    completed: int
    trained_on: date | None

    @property
    def days(self) -> int | None:
        """Days from the start to that day."""
        return None if self.trained_on is None else (self.trained_on - self.starts_on).days


def change_training(
    session: Session, entries: Iterable[Entry], *, day: date
) -> Mapping[str, ChangeTraining]:
    """By the name of each entry that is decided "module"; in a fixed number of statements."""
    trained = {
        entry.code: (entry, decision.content_id)
        for entry in entries
        if (decision := entry.decision) is not None
        and decision.decision is DevelopmentDecision.MODULE
        and decision.content_id is not None
    }
    contents = {content_id for _, content_id in trained.values()}
    if not contents:
        return {}
    audience = _audience(session, contents, day)
    passed = _passed(session, contents)
    found = {}
    for code, (entry, content_id) in trained.items():
        starts_on = _starts_on(entry)
        days = [
            min((on for on in passed[content_id][member] if on >= starts_on), default=None)
            for member in audience[content_id]
        ]
        found[code] = ChangeTraining(
            module=entry.decisions[-1].module or "",
            starts_on=starts_on,
            audience=len(days),
            completed=sum(on is not None for on in days),
            trained_on=trained_on(days),
        )
    return found


def _starts_on(entry: Entry) -> date:
    """A decided entry has been reviewed."""
    known_since, reviewed = entry.known_since, entry.reviewed
    assert known_since is not None  # noqa: S101 - only what was reviewed is decided
    assert reviewed is not None  # noqa: S101 - the same
    return clock_starts(reviewed_on=known_since, effective_on=reviewed.entry.in_effect_on)


def _audience(
    session: Session, contents: Collection[int], day: date
) -> Mapping[int, frozenset[int]]:
    """Who is assigned each module and serves; what was withdrawn does not count."""
    serving = people_on(day).where(serving_on(day)).with_only_columns(ServiceRecord.member_id)
    rows = session.execute(
        select(Assignment.content_id, MemberAssignment.member_id)
        .join(Assignment, Assignment.id == MemberAssignment.assignment_id)
        .outerjoin(
            MemberAssignmentEnd, MemberAssignmentEnd.member_assignment_id == MemberAssignment.id
        )
        .where(
            Assignment.content_id.in_(contents),
            MemberAssignmentEnd.member_assignment_id.is_(None),
            MemberAssignment.member_id.in_(serving),
        )
        .distinct()
    )
    found: defaultdict[int, set[int]] = defaultdict(set)
    for content_id, member_id in rows:
        found[content_id].add(member_id)
    return defaultdict(frozenset, {key: frozenset(value) for key, value in found.items()})


def _passed(
    session: Session, contents: Collection[int]
) -> Mapping[int, Mapping[int, tuple[date, ...]]]:
    """By module and member, the days on which it was passed: once a year at most."""
    rows = session.execute(
        select(
            ContentVersion.content_id,
            Attempt.member_id,
            func.min(AttemptResult.submitted_on).label("on"),
        )
        .join(Attempt, Attempt.id == AttemptResult.attempt_id)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .join(ContentVersion, ContentVersion.id == Sitting.module_version_id)
        .where(is_passed(), ContentVersion.content_id.in_(contents))
        .group_by(ContentVersion.content_id, Attempt.member_id, Sitting.id)
    )
    found: defaultdict[int, defaultdict[int, tuple[date, ...]]] = defaultdict(
        lambda: defaultdict(tuple)
    )
    for row in rows:
        found[row.content_id][row.member_id] += (row.on,)
    return found
