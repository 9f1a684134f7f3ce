"""A roster file against the roster: who comes, changes, returns or leaves, and what is in doubt.

A row says what holds of one member from its ``valid_from`` on, and is compared with what is
recorded to hold on that day; so the same file read again says nothing new, whatever was
recorded since. Somebody the file leaves out stays as they are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from lms.domain.member import ServiceFacts, is_serving
from lms.domain.roster_identity import (
    Confirmation,
    HeldService,
    Identity,
    OnRoster,
    Roster,
    identify,
    look_alikes,
)
from lms.domain.roster_row import RosterRow, RowFinding, row_findings

_COMPARED = {
    "badge": "badge_number",
    "given_name": "given_name",
    "family_name": "family_name",
    "rank": "rank",
    "unit": "unit",
    "shift": "shift",
    "email": "email",
    "sworn": "sworn",
    "hired_on": "hired_on",
    "separated_on": "separated_on",
}


class ChangeKind(StrEnum):
    """What a row does to the roster."""

    ADDED = "added"
    CHANGED = "changed"
    RETURNED = "returned"
    SEPARATED = "separated"


@dataclass(frozen=True, slots=True)
class RosterChange:
    """One service record to be written.

    Attributes:
        member_id: None where the member is new.
        supervisor_id: None where there is none, or where the facts name a badge that this
            same file adds.
        before: what is recorded for that day; None for a new member.
        fields: the columns that differ; ``valid_from`` where nothing was recorded for the day.
        until: the day from which a record entered before holds again.
    """

    row: int
    kind: ChangeKind
    facts: ServiceFacts
    member_id: int | None = None
    supervisor_id: int | None = None
    before: ServiceFacts | None = None
    fields: tuple[str, ...] = ()
    until: date | None = None


@dataclass(frozen=True, slots=True)
class RosterDifference:
    """What a file would do, to be looked at before it is done.

    Attributes:
        changes: of the rows that are in no conflict.
        unchanged: numbers of the rows that say what is recorded already.
        absent: members serving today whom the file leaves out; nothing happens to them.
        questions: badges of rows of which a person can say whether they are somebody known.
        unread: badges of rows that could not be read; with one of them nothing is taken in.
        serving: how many members serve today.
    """

    today: date
    rows: tuple[RosterRow, ...]
    confirmed: tuple[tuple[str, Confirmation], ...]
    changes: tuple[RosterChange, ...]
    unchanged: tuple[int, ...]
    absent: tuple[OnRoster, ...]
    conflicts: tuple[RowFinding, ...]
    questions: tuple[str, ...]
    unread: frozenset[str]
    serving: int

    def of(self, kind: ChangeKind) -> tuple[RosterChange, ...]:
        """The changes of one kind, in the order of the file."""
        return tuple(change for change in self.changes if change.kind is kind)

    @property
    def is_clean(self) -> bool:
        """Whether nothing stands against taking the file in."""
        return not self.conflicts and not self.unread

    @property
    def takes_two_people(self) -> bool:
        """Whether it ends the service of more than a tenth of those serving; one is no mass."""
        leaving = sum(
            change.before is not None
            and is_serving(change.before, self.today)
            and change.facts.separated_on is not None
            and "separated_on" in change.fields
            for change in self.changes
        )
        return leaving > 1 and leaving * 10 > self.serving


@dataclass(slots=True)
class _Found:
    """What a comparison has found so far."""

    conflicts: list[RowFinding]
    changes: list[RosterChange] = field(default_factory=list)
    questions: set[str] = field(default_factory=set)
    unchanged: list[int] = field(default_factory=list)

    def doubt(self, row: RosterRow, column: str, message: str) -> None:
        self.conflicts.append(RowFinding(row.number, column, message))


def difference(
    rows: Iterable[RosterRow],
    current: Iterable[OnRoster],
    today: date,
    *,
    confirmed: Mapping[str, Confirmation] | None = None,
    unread: Collection[str] = (),
) -> RosterDifference:
    """Compare the rows of a file with the roster.

    Args:
        confirmed: answers by badge, for rows that are conflicts without one.
        unread: badges of rows that could not be read, so that nobody counts as left out or as
            an unknown supervisor because of a mistake that is told elsewhere.
    """
    rows, answers = tuple(rows), dict(confirmed or {})
    roster = Roster(current, today)
    in_file = {row.facts.badge_number for row in rows} | set(unread)
    people = _identities(rows, roster, in_file, answers)
    alike = tuple(look_alikes(rows, roster, answers))
    found = _Found([*row_findings(rows, today), *alike], questions={*answers} & in_file)
    numbers = {finding.row for finding in alike}
    found.questions.update(each.facts.badge_number for each in rows if each.number in numbers)
    _doubt_identities(people.values(), found)
    for each in people.values():
        if each.doubt is None:
            _compare(each, people, roster, in_file, found)
    doubted = {finding.row for finding in found.conflicts}
    return RosterDifference(
        today=today,
        rows=rows,
        confirmed=tuple(sorted(answers.items())),
        changes=tuple(change for change in found.changes if change.row not in doubted),
        unchanged=tuple(found.unchanged),
        absent=tuple(_absent(roster, people.values(), in_file)),
        conflicts=tuple(sorted(found.conflicts, key=lambda each: each.row or 0)),
        questions=tuple(sorted(found.questions)),
        unread=frozenset(unread),
        serving=sum(person.serves(today) for person in roster.people),
    )


def _identities(
    rows: Sequence[RosterRow],
    roster: Roster,
    in_file: Collection[str],
    answers: Mapping[str, Confirmation],
) -> dict[str, Identity]:
    """Who each badge of the file is; a repeated badge by its first row."""
    people: dict[str, Identity] = {}
    for row in rows:
        badge = row.facts.badge_number
        if badge not in people:
            people[badge] = identify(row, roster, in_file, answers.get(badge))
    return people


def _doubt_identities(identities: Iterable[Identity], found: _Found) -> None:
    first: dict[int, int] = {}
    for each in identities:
        if each.doubt is not None:
            found.doubt(each.row, "badge", each.doubt)
            found.questions.add(each.row.facts.badge_number)
        elif each.person is not None:
            row = first.setdefault(each.person.member_id, each.row.number)
            if row != each.row.number:
                found.doubt(each.row, "badge", f"row {row} speaks of the same member")


def _absent(
    roster: Roster, identities: Iterable[Identity], in_file: Collection[str]
) -> Iterator[OnRoster]:
    named = {each.person.member_id for each in identities if each.person}
    for person in roster.people:
        badge = person.facts(roster.today).badge_number
        if person.member_id not in named and badge not in in_file and person.serves(roster.today):
            yield person


def _compare(
    identity: Identity,
    people: Mapping[str, Identity],
    roster: Roster,
    in_file: Collection[str],
    found: _Found,
) -> None:
    row, badge = identity.row, identity.row.facts.supervisor_badge
    supervisor = _supervisor(row.facts, people, roster)
    if badge and supervisor is None and badge not in in_file:
        message = f"badge {badge} is neither in this file nor on the roster"
        found.doubt(row, "supervisor_badge", message)
        return
    if badge != row.facts.badge_number and supervisor and supervisor is identity.person:
        found.doubt(row, "supervisor_badge", f"badge {badge} is this same member's")
        return
    change = _change(identity, supervisor)
    if change is None:
        found.unchanged.append(row.number)
    else:
        found.changes.append(change)


def _supervisor(
    facts: ServiceFacts, people: Mapping[str, Identity], roster: Roster
) -> OnRoster | None:
    """The supervisor as a member; None where there is none, none is known, or one is new."""
    badge = facts.supervisor_badge
    if badge is None:
        return None
    if badge in people:
        return people[badge].person
    return next(iter(roster.holders(badge, facts.valid_from)), None)


def _change(identity: Identity, supervisor: OnRoster | None) -> RosterChange | None:
    """The record the row asks for; None where it says what is recorded."""
    row, person = identity.row, identity.person
    supervisor_id = supervisor.member_id if supervisor else None
    if person is None:
        return RosterChange(row.number, ChangeKind.ADDED, row.facts, supervisor_id=supervisor_id)
    day = row.facts.valid_from
    held = person.around(day)
    fields = _differing(held, row.facts, supervisor_id)
    if person.holding(day) is None:
        fields = (*fields, "valid_from")
    if not fields:
        return None
    before = held.service.facts
    later = (each.service.facts.valid_from for each in person.records)
    return RosterChange(
        row.number,
        _kind(before, row.facts),
        row.facts,
        member_id=person.member_id,
        supervisor_id=supervisor_id,
        before=before,
        fields=fields,
        until=min((each for each in later if each > day), default=None),
    )


def _differing(
    held: HeldService, facts: ServiceFacts, supervisor_id: int | None
) -> tuple[str, ...]:
    before = held.service.facts
    fields = [
        column
        for column, name in _COMPARED.items()
        if getattr(before, name) != getattr(facts, name)
    ]
    newcomer = facts.supervisor_badge is not None and supervisor_id is None
    if newcomer or supervisor_id != held.supervisor_id:
        fields.append("supervisor_badge")
    return tuple(fields)


def _kind(before: ServiceFacts, after: ServiceFacts) -> ChangeKind:
    day = after.valid_from
    had_left = before.separated_on is not None and before.separated_on <= day
    if had_left and (after.separated_on is None or after.separated_on > day):
        return ChangeKind.RETURNED
    if before.separated_on is None and after.separated_on is not None:
        return ChangeKind.SEPARATED
    return ChangeKind.CHANGED
