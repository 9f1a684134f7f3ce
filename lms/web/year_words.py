"""How a member's year is said and drawn, the same on every page that lists people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lms.domain.compliance import YearState, short_minutes
from lms.domain.name_search import folded, matches
from lms.queries.roster import Person
from lms.queries.standings import MemberYear
from lms.web.filters import day as day_words
from lms.web.listing import Column

STATES: Mapping[YearState, tuple[str, str]] = {
    YearState.SHORT: ("Short", "due"),
    YearState.ON_LEAVE: ("On leave", "excused"),
    YearState.EXCUSED: ("Excused", "excused"),
    YearState.UNSTATED: ("Waits for the statement", "waiting"),
    YearState.COMPLETE: ("Complete", "done"),
    YearState.NOT_OWED: ("Nothing owed", "info"),
}
"""Label and picture of each state, in the order a list shows them."""

COMPLETED_LATE = ("Complete, late", "done")
"""The same of a complete year that was completed after its last day."""

_IN_A_BAR = ((YearState.COMPLETE, "done"), (YearState.SHORT, "progress"))
_RANK = {state: place for place, state in enumerate(YearState)}


@dataclass(frozen=True, slots=True)
class BarPart:
    """One part of a stacked bar."""

    label: str
    count: int
    kind: str
    url: str = ""


def year_bar(counts: Mapping[YearState, int], url: Callable[[str], str]) -> list[BarPart]:
    """The year as a bar: complete, short, and those on leave or excused.

    Args:
        url: gives the address of the people in a state.
    """
    parts = [
        BarPart(STATES[state][0], counts[state], kind, url(state.value))
        for state, kind in _IN_A_BAR
    ]
    away = BarPart("On leave", counts[YearState.ON_LEAVE], "excused", url(YearState.ON_LEAVE.value))
    excused = counts[YearState.EXCUSED]
    others = [BarPart("Excused", excused, "waiting", url(YearState.EXCUSED.value))]
    unstated = counts[YearState.UNSTATED]
    url_of_these = url(YearState.UNSTATED.value)
    waiting = [BarPart("Wait for the statement", unstated, "waiting", url_of_these)]
    return [*parts, *(waiting if unstated else []), away, *(others if excused else [])]


def year_words(year: MemberYear) -> str:
    """A member's year as a tag says it: ``12 min short``."""
    if year.late:
        return COMPLETED_LATE[0]
    if year.state is not YearState.SHORT:
        return STATES[year.state][0]
    until = f", extended to {day_words(year.extended_to)}" if year.extended_to else ""
    if year.short:
        return f"{short_minutes(year.short)} min short{until}"
    return f"A lesson is open{until}"


def by_name(person: Person) -> tuple[str, str, int]:
    """By what people are ordered."""
    return folded(person.family_name), folded(person.given_name), person.member_id


def found_by(query: str, person: Person) -> bool:
    """Whether a search by name or badge finds somebody."""
    return matches(query, (person.full_name, person.badge_number))


def people_columns() -> tuple[Column[MemberYear], ...]:
    """The columns of a list of people with their year."""

    def of(value: Callable[[Person], str]) -> Callable[[MemberYear], Any]:
        return lambda year: (folded(value(year.person)), by_name(year.person))

    return (
        Column("name", "Name", lambda year: by_name(year.person)),
        Column("badge", "Badge", of(lambda person: person.badge_number)),
        Column("rank", "Rank", of(lambda person: person.rank)),
        Column("unit", "Unit", of(lambda person: person.unit)),
        Column("shift", "Shift", of(lambda person: person.shift)),
        Column(
            "minutes", "Minutes", lambda year: (year.worked, by_name(year.person)), numeric=True
        ),
        Column("short", "Short", lambda year: (_short(year), by_name(year.person)), numeric=True),
        Column("state", "Standing", lambda year: (_RANK[year.state], by_name(year.person))),
    )


def _short(year: MemberYear) -> int:
    return year.short if year.state is YearState.SHORT else 0
