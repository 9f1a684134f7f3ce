"""Who acknowledged the revision in force, what one member is asked, who is missing by unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.acknowledgement import WHOLE, Answer, Asked, asked, changed_parts
from lms.models import Acknowledgement, Revision
from lms.queries.provisions import RevisionRow, revision_in_force
from lms.queries.revision_impact import revisions_at
from lms.queries.revisions import TwoRevisions, two_revisions
from lms.queries.roster import Person, roster


@dataclass(frozen=True, slots=True)
class ToAcknowledge:
    """What a member is asked about a policy.

    Attributes:
        pair: the revision with the one before it; None where the whole policy is asked.
    """

    revision: RevisionRow
    pair: TwoRevisions | None
    asked: Asked


def to_acknowledge(
    session: Session, *, policy: str, member_id: int, day: date
) -> ToAcknowledge | None:
    """What one member is asked about the revision in force; None where none is."""
    revision = revision_in_force(session, policy=policy, day=day)
    if revision is None:
        return None
    rows = session.execute(
        select(Acknowledgement.revision_id, Acknowledgement.part, Acknowledgement.answer)
        .join(Revision, Revision.id == Acknowledgement.revision_id)
        .where(Acknowledgement.member_id == member_id, Revision.policy_id == revision.policy_id)
    ).all()
    own = [row.part for row in rows if row.revision_id == revision.id]
    earlier = {row.revision_id for row in rows if row.answer is Answer.RECEIVED} - {revision.id}
    pair = _pair(session, revision, day) if earlier or set(own) - {WHOLE} else None
    changed = changed_parts(pair.comparison) if pair is not None else None
    return ToAcknowledge(revision, pair, asked(changed, own, earlier))


def _pair(session: Session, revision: RevisionRow, day: date) -> TwoRevisions | None:
    at = revisions_at(session, policy=revision.slug, sequence=revision.sequence, day=day)
    if at.before is None:
        return None
    return two_revisions(session, before_id=at.before.id, after_id=at.after.id)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A member refused to acknowledge, and said why."""

    person: Person
    part: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class UnitMissing:
    """A unit, how many of it acknowledged everything, and who did not yet."""

    unit: str
    done: int
    missing: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """How the revision in force was received.

    Attributes:
        done: how many serving members answered everything they are asked.
    """

    revision: RevisionRow
    serving: int
    done: int
    units: tuple[UnitMissing, ...]
    refusals: tuple[Refusal, ...]


def acknowledged(session: Session, *, policy: str, day: date) -> Acknowledged | None:
    """How everybody who serves stands with the revision in force, in a fixed number of reads."""
    revision = revision_in_force(session, policy=policy, day=day)
    if revision is None:
        return None
    pair = _pair(session, revision, day)
    changed = changed_parts(pair.comparison) if pair is not None else None
    people = roster(session, day)
    rows = session.execute(
        select(
            Acknowledgement.member_id,
            Acknowledgement.revision_id,
            Acknowledgement.part,
            Acknowledgement.answer,
            Acknowledgement.reason,
            Acknowledgement.answered_at,
        )
        .join(Revision, Revision.id == Acknowledgement.revision_id)
        .where(Revision.policy_id == revision.policy_id)
        .order_by(Acknowledgement.id)
    ).all()
    own: dict[int, list[str]] = {}
    earlier: dict[int, set[int]] = {}
    for row in rows:
        if row.revision_id == revision.id:
            own.setdefault(row.member_id, []).append(row.part)
        elif row.answer is Answer.RECEIVED:
            earlier.setdefault(row.member_id, set()).add(row.revision_id)
    done = {
        person.member_id: not asked(
            changed, own.get(person.member_id, ()), earlier.get(person.member_id, ())
        ).open
        for person in people
    }
    by_id = {person.member_id: person for person in people}
    return Acknowledged(
        revision=revision,
        serving=len(people),
        done=sum(done.values()),
        units=_units(people, done),
        refusals=tuple(
            Refusal(by_id[row.member_id], row.part, row.reason, row.answered_at)
            for row in rows
            if row.revision_id == revision.id
            and row.answer is Answer.REFUSED
            and row.member_id in by_id
        ),
    )


def _units(people: tuple[Person, ...], done: Mapping[int, bool]) -> tuple[UnitMissing, ...]:
    found: dict[str, list[Person]] = {}
    for person in people:
        found.setdefault(person.unit, []).append(person)
    return tuple(
        UnitMissing(
            unit,
            sum(done[person.member_id] for person in members),
            tuple(person for person in members if not done[person.member_id]),
        )
        for unit, members in sorted(found.items())
    )
