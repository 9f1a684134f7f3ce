"""Who on the roster a row of a file speaks of.

A badge names a person only on a day: badges change and are used again. So a row is somebody
known where both badge and name agree; anything less is a doubt, which a person settles.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lms.domain.member import RecordedService, ServiceFacts, as_of, is_serving
from lms.domain.roster_row import RosterRow, RowFinding

_LOOKS = str.maketrans("OIL", "011")


class Confirmation(StrEnum):
    """A person's answer, for one badge of a file, to whether it is somebody known."""

    SAME_PERSON = "same-person"
    NEW_PERSON = "new-person"


@dataclass(frozen=True, slots=True)
class HeldService:
    """A service record, with its supervisor as a member and not only as a badge."""

    service: RecordedService
    supervisor_id: int | None


@dataclass(frozen=True, slots=True)
class OnRoster:
    """A member with every service record, the one recorded last first; there is at least one."""

    member_id: int
    records: tuple[HeldService, ...]

    def holding(self, day: date) -> HeldService | None:
        """The record that holds on ``day``."""
        facts = as_of((each.service for each in self.records), day)
        return next((each for each in self.records if each.service.facts is facts), None)

    def around(self, day: date) -> HeldService:
        """The record that holds on ``day`` or, before the first one, that first one."""
        first = min(each.service.facts.valid_from for each in self.records)
        return self.holding(max(day, first)) or self.records[-1]

    def facts(self, day: date) -> ServiceFacts:
        """What holds on ``day`` or, before the first record, what that one says."""
        return self.around(day).service.facts

    def serves(self, *days: date) -> bool:
        """Whether the member is employed on any of the days."""
        return any(is_serving(self.facts(day), day) for day in days)


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a row speaks of: somebody known, somebody new (None), or nobody can tell (doubt)."""

    row: RosterRow
    person: OnRoster | None = None
    doubt: str | None = None


class Roster:
    """Everybody ever on the roster, to be found by badge on a day and by name."""

    def __init__(self, people: Iterable[OnRoster], today: date) -> None:
        self.people = tuple(people)
        self.today = today
        self._by_badge: defaultdict[str, dict[int, OnRoster]] = defaultdict(dict)
        self._by_name: defaultdict[str, dict[int, OnRoster]] = defaultdict(dict)
        for person in self.people:
            for held in person.records:
                facts = held.service.facts
                self._by_badge[facts.badge_number][person.member_id] = person
                self._by_name[_spoken(facts)][person.member_id] = person

    def holders(self, badge: str, day: date) -> list[OnRoster]:
        """Who has the badge on ``day`` or, where nobody has, today; those serving first."""
        known = self._by_badge.get(badge, {}).values()
        found = [each for each in known if each.facts(day).badge_number == badge]
        found = found or [each for each in known if each.facts(self.today).badge_number == badge]
        return sorted(found, key=lambda each: not each.serves(day, self.today))

    def bearers(self, facts: ServiceFacts) -> Mapping[int, OnRoster]:
        """Who has, or once had, the name; by member."""
        return self._by_name.get(_spoken(facts), {})

    def badges(self) -> Iterator[tuple[str, str]]:
        """Every badge somebody has today, with the name."""
        for person in self.people:
            facts = person.facts(self.today)
            yield facts.badge_number, facts.full_name


def identify(
    row: RosterRow, roster: Roster, in_file: Collection[str], answer: Confirmation | None
) -> Identity:
    """Find whom a row speaks of.

    Args:
        in_file: every badge of the file.
        answer: what a person said of this row, where it was in doubt before.
    """
    facts = row.facts
    bearers = roster.bearers(facts)
    holders = roster.holders(facts.badge_number, facts.valid_from)
    person = next((each for each in holders if each.member_id in bearers), None)
    if person is not None:
        found = Identity(row, person)
    elif holders:
        found = _other_name(row, holders[0], roster.today, answer)
    else:
        found = _unknown_badge(row, bearers.values(), roster.today, in_file, answer)
    taken = None if found.doubt else _taken(found, roster)
    return Identity(row, doubt=taken) if taken else found


def _other_name(
    row: RosterRow, holder: OnRoster, today: date, answer: Confirmation | None
) -> Identity:
    facts, day = row.facts, row.facts.valid_from
    if answer is Confirmation.SAME_PERSON:
        return Identity(row, holder)
    if answer is Confirmation.NEW_PERSON and not holder.serves(day, today):
        return Identity(row)
    known = holder.facts(day).full_name
    return Identity(
        row,
        doubt=f"badge {facts.badge_number} belongs to {known} on the roster, and this row names"
        f" {facts.full_name}; a file alone gives no badge to another name",
    )


def _unknown_badge(
    row: RosterRow,
    bearers: Iterable[OnRoster],
    today: date,
    in_file: Collection[str],
    answer: Confirmation | None,
) -> Identity:
    """A new badge; perhaps the new badge of somebody whose old one the file leaves out."""
    namesakes = [each for each in bearers if _may_be(each.facts(today), row.facts, in_file)]
    if answer is Confirmation.SAME_PERSON:
        if len(namesakes) == 1:
            return Identity(row, namesakes[0])
        return Identity(row, doubt="it is not clear which member was confirmed to be this person")
    if not namesakes or answer is Confirmation.NEW_PERSON:
        return Identity(row)
    known = namesakes[0].facts(today)
    return Identity(
        row,
        doubt=f"{known.full_name} is on the roster under badge {known.badge_number}, which the"
        " file leaves out; a file alone opens no second record of one person",
    )


def _may_be(known: ServiceFacts, facts: ServiceFacts, in_file: Collection[str]) -> bool:
    same = known.hired_on == facts.hired_on or bool(known.email and known.email == facts.email)
    return same and known.badge_number not in in_file


def _taken(found: Identity, roster: Roster) -> str | None:
    """Whether somebody else serves under the badge when the row would hold, and who."""
    facts, person = found.row.facts, found.person
    day = max(facts.valid_from, roster.today)
    if person and facts.valid_from < person.around(day).service.facts.valid_from <= day:
        return None
    for other in roster.holders(facts.badge_number, day):
        if (person is None or other.member_id != person.member_id) and other.serves(day):
            return f"badge {facts.badge_number} belongs to {other.facts(day).full_name} on {day}"
    return None


def look_alikes(
    rows: Sequence[RosterRow], roster: Roster, answers: Collection[str]
) -> Iterator[RowFinding]:
    """New badges that differ from another one only in O and 0, I, L and 1, or leading zeros.

    A spreadsheet that reads badges as numbers loses the zeros; a person mistakes the letters.
    """
    where: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for badge, name in roster.badges():
        where[_looks(badge)][badge] = f"of {name} on the roster"
    for row in rows:
        badge = row.facts.badge_number
        alike = where[_looks(badge)]
        if badge not in alike and badge not in answers:
            for other, place in alike.items():
                message = f"badge {badge} looks like badge {other} {place}"
                yield RowFinding(row.number, "badge", message)
        alike.setdefault(badge, f"of {row.facts.full_name} in row {row.number}")


def _looks(badge: str) -> str:
    return badge.translate(_LOOKS).lstrip("0")


def _spoken(facts: ServiceFacts) -> str:
    """The name without what spelling varies: capitals, accents, blanks and signs."""
    apart = unicodedata.normalize("NFKD", facts.full_name).casefold()
    return "".join(char for char in apart if char.isalnum()) or apart
