"""How assignments are said and drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from lms.domain.assignment import Audience, AudienceKind, Progress
from lms.queries.completion import BAR, Work, count
from lms.web.errors import Words
from lms.web.filters import plural
from lms.web.year_words import BarPart

PROGRESS: Mapping[Progress, tuple[str, str]] = {
    Progress.DONE: ("Done", "done"),
    Progress.IN_PROGRESS: ("In progress", "progress"),
    Progress.NOT_STARTED: ("Not started", "waiting"),
    Progress.OVERDUE: ("Overdue", "overdue"),
    Progress.EXCUSED: ("Excused", "excused"),
}
"""Label and picture of each state, from left to right in a bar."""

OWN_RECORD = Words(
    "This is your own record",
    "Nobody acts on their own record. Another member of the training unit can do this for you.",
)


def audience_words(audience: Audience) -> str:
    """For whom an assignment was made."""
    match audience.kind:
        case AudienceKind.ALL_SWORN:
            return "All sworn members"
        case AudienceKind.MEMBER:
            return f"Badge {audience.value}"
        case AudienceKind.NAMED:
            return plural(len(audience.value.split(",")), "named person", "named people")
        case AudienceKind.RULE:
            return f"Everybody who fits rule {audience.value}"
        case kind:
            return f"{kind.value.capitalize()} {audience.value}"


def progress_bar(
    counts: Mapping[Progress, int], url: Callable[[Progress], str] | None = None
) -> list[BarPart]:
    """Counts as the parts of a stacked bar, with the address of the people in each."""
    return [
        BarPart(PROGRESS[state][0], counts[state], PROGRESS[state][1], url(state) if url else "")
        for state in BAR
    ]


@dataclass(frozen=True, slots=True)
class Group:
    """The people of one shift or unit, and where they stand."""

    name: str
    parts: list[BarPart]
    total: int


def groups(works: Iterable[Work], name: Callable[[Work], str]) -> list[Group]:
    """People counted by shift or unit, in order of its name."""
    found: dict[str, list[Work]] = {}
    for work in works:
        found.setdefault(name(work), []).append(work)
    return [
        Group(group, progress_bar(count(members)), len(members))
        for group, members in sorted(found.items())
    ]
