"""Differences between a roster file and the roster, as commands write them."""

from __future__ import annotations

from datetime import date

from lms.domain.member import ServiceFacts
from lms.domain.roster_sync import RosterChange

_FACTS = {"badge": "badge_number"}


def change_document(change: RosterChange) -> dict[str, object]:
    """One change with every column that differs, before and after."""
    return {
        "row": change.row,
        "kind": change.kind.value,
        "badge": change.facts.badge_number,
        "name": change.facts.full_name,
        "valid_from": change.facts.valid_from.isoformat(),
        "until": change.until.isoformat() if change.until else None,
        "fields": {
            name: [_value(change.before, name), _value(change.facts, name)]
            for name in change.fields
        },
    }


def change_line(change: RosterChange) -> str:
    """The same on one line."""
    facts = change.facts
    parts = [
        f"{name} {_shown(_value(change.before, name))} -> {_shown(_value(facts, name))}"
        for name in change.fields
    ]
    what = f": {', '.join(parts)}" if parts else ""
    until = f" until {change.until}" if change.until else ""
    return (
        f"row {change.row}: {change.kind}: {facts.badge_number} {facts.full_name} "
        f"from {facts.valid_from}{until}{what}"
    )


def _value(facts: ServiceFacts | None, column: str) -> object:
    if facts is None:
        return None
    value = getattr(facts, _FACTS.get(column, column))
    return value.isoformat() if isinstance(value, date) else value


def _shown(value: object) -> str:
    return "none" if value in {None, ""} else str(value)
