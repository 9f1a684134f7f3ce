"""What the Monday page and its printed page say: who is short, by how much, on which shift."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import request
from sqlalchemy.orm import Session

from lms.domain.projection import Outlook
from lms.queries.leave import Away, away_since
from lms.queries.make_up_plan import MakeUpPlan, plan_make_up
from lms.queries.monday import (
    Everybody,
    Standing,
    Sum,
    outlook_of,
    sum_of,
    sums_by,
    to_make_up,
)
from lms.queries.roster import Person
from lms.queries.standings import MemberYear
from lms.web.listing import Column, chosen, options
from lms.web.year_words import BarPart, by_name

_BACK_LATELY = timedelta(days=7)
MISSING: Mapping[str, str] = {
    "minutes": "Minutes",
    "updates": "An update lesson",
    "overdue": "Something overdue",
}
GROUPS: Mapping[str, str] = {"shift": "By shift", "unit": "By unit"}
NO_NAME = "None named"


@dataclass(frozen=True, slots=True)
class Gone:
    """Somebody on leave, or back lately."""

    person: Person
    back_on: date | None
    is_back: bool


@dataclass(frozen=True, slots=True)
class Monday:
    """Everything the page says of the people whom the address asks for.

    Attributes:
        groups: by shift or unit, as ``by`` says; the one with most minutes missing first.
        short: who is short, in no order of note.
        plan: what one button would assign to exactly those who are short; None where the person
            who looks assigns nothing.
    """

    people: Sequence[Standing]
    whole: Sum
    by: str
    groups: Sequence[Sum]
    short: Sequence[Standing]
    outlook: Outlook
    gone: Sequence[Gone]
    plan: MakeUpPlan | None
    is_filtered: bool


def monday(session: Session, facts: Everybody, *, with_plan: bool) -> Monday:
    """Read and sum what the address asks for."""
    owed, day = facts.owed, facts.day
    found = facts.standings
    people = _wanted(found)
    short = [each for each in people if each.is_short]
    by = chosen("by", GROUPS) or next(iter(GROUPS))
    return Monday(
        people=people,
        whole=sum_of("", people),
        by=by,
        groups=sums_by(people, lambda person: str(getattr(person, by)) or NO_NAME),
        short=short,
        outlook=outlook_of(people, owed, day=day),
        gone=_gone(session, [each.person for each in people], day),
        plan=plan_make_up(session, owed, to_make_up(short), facts.lessons) if with_plan else None,
        is_filtered=len(people) < len(found),
    )


def choices(years: Iterable[MemberYear]) -> dict[str, list[tuple[str, str]]]:
    """What the filters offer."""
    people = [year.person for year in years]
    return {
        "shift": options(person.shift for person in people),
        "unit": options(person.unit for person in people),
        "missing": [("", "Anything"), *MISSING.items()],
    }


def _wanted(people: Sequence[Standing]) -> Sequence[Standing]:
    """Those whom the address asks for."""
    for name in ("shift", "unit"):
        value = request.args.get(name)
        if value:
            people = [each for each in people if getattr(each.person, name) == value]
    missing = chosen("missing", MISSING)
    if missing == "minutes":
        return [each for each in people if each.minutes]
    if missing == "updates":
        return [each for each in people if each.lessons]
    return [each for each in people if each.overdue] if missing else people


def _gone(session: Session, people: Iterable[Person], day: date) -> list[Gone]:
    """Who is on leave, the soonest back first, then who came back within a week."""
    who = {person.member_id: person for person in people}
    found: dict[int, Away] = {}
    for each in away_since(session, day=day, since=day - _BACK_LATELY):
        if each.member_id in who:
            found[each.member_id] = each
    gone = [
        Gone(who[each.member_id], each.back_on, each.back_on is not None and each.back_on <= day)
        for each in found.values()
    ]
    return sorted(gone, key=lambda each: (each.is_back, each.back_on or date.max))


def group_bar(group: Sum) -> list[BarPart]:
    """The people of a shift or unit as a bar."""
    return [
        BarPart("Complete", group.complete, "done"),
        BarPart("Short", group.short, "progress"),
        BarPart("On leave or excused", group.away, "excused"),
    ]


def short_columns() -> tuple[Column[Standing], ...]:
    """The columns of the list of those who are short."""

    def then_name(value: Any) -> Any:  # noqa: ANN401 - whatever can be compared
        return lambda each: (value(each), by_name(each.person))

    return (
        Column("name", "Name", lambda each: by_name(each.person)),
        Column("short", "Short, min", then_name(lambda each: each.minutes), numeric=True),
        Column("shift", "Shift", then_name(lambda each: each.person.shift)),
        Column("unit", "Unit", then_name(lambda each: each.person.unit)),
        Column("lessons", "Updates open", then_name(lambda each: each.lessons), numeric=True),
        Column("overdue", "Overdue", then_name(lambda each: each.overdue), numeric=True),
        Column("badge", "Badge", then_name(lambda each: each.person.badge_number)),
    )
