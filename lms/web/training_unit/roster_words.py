"""What a roster file would change, in the words of its page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lms.domain.roster_document import change_document
from lms.domain.roster_identity import Confirmation
from lms.domain.roster_sync import ChangeKind, RosterChange, RosterDifference

_MOST_SHOWN = 200
_TITLES: Mapping[ChangeKind, tuple[str, str]] = {
    ChangeKind.ADDED: ("Added", "New on the roster."),
    ChangeKind.CHANGED: ("Changed", "What is recorded stays; the new record holds from its day."),
    ChangeKind.RETURNED: ("Returned", "They had left and serve again."),
    ChangeKind.SEPARATED: ("Separated", "Their service ends; their record stays."),
}


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One row of the file; ``fields`` are (column, before, after)."""

    row: int
    badge: str
    name: str
    valid_from: str
    until: str
    fields: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """All rows that do one kind of thing; ``more`` are not listed."""

    kind: str
    title: str
    hint: str
    count: int
    rows: tuple[ShownChange, ...]

    @property
    def more(self) -> int:
        """How many rows are left out of the list."""
        return self.count - len(self.rows)


@dataclass(frozen=True, slots=True)
class Question:
    """A badge of which a person says whose it is; ``chosen`` is empty until they do."""

    badge: str
    name: str
    row: int
    doubt: str
    chosen: str


def shown_changes(seen: RosterDifference) -> tuple[Part, ...]:
    """Every kind of change with its rows, those without any among them."""
    parts = []
    for kind, (title, hint) in _TITLES.items():
        found = seen.of(kind)
        rows = tuple(_shown(change) for change in found[:_MOST_SHOWN])
        parts.append(Part(kind.value, title, hint, len(found), rows))
    return tuple(parts)


def questions(seen: RosterDifference) -> tuple[Question, ...]:
    """What a person can say of the rows in doubt, in the order of the file."""
    answers = dict(seen.confirmed)
    doubts = {finding.row: finding.message for finding in reversed(seen.conflicts)}
    wanted = set(seen.questions)
    return tuple(
        Question(
            badge=row.facts.badge_number,
            name=row.facts.full_name,
            row=row.number,
            doubt=doubts.get(row.number, ""),
            chosen=_said(answers.get(row.facts.badge_number)),
        )
        for row in seen.rows
        if row.facts.badge_number in wanted
    )


def _said(answer: Confirmation | None) -> str:
    return answer.value if answer else ""


def _shown(change: RosterChange) -> ShownChange:
    document = change_document(change)
    return ShownChange(
        row=change.row,
        badge=change.facts.badge_number,
        name=change.facts.full_name,
        valid_from=str(document["valid_from"]),
        until=str(document["until"] or ""),
        fields=tuple(
            (_column(name), _value(old), _value(new))
            for name, (old, new) in document["fields"].items()
        ),
    )


def _column(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if value not in {None, ""} else "none"
