"""Rows of a roster file, and what they change, as primitives: for keeping and for showing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from lms.domain.journal_chain import digest
from lms.domain.member import ServiceFacts
from lms.domain.roster_row import RosterRow
from lms.domain.roster_sync import RosterChange, RosterDifference

_DAYS = ("hired_on", "separated_on", "valid_from")
_FACTS = {"badge": "badge_number"}


def row_document(row: RosterRow) -> dict[str, Any]:
    """A row as primitives."""
    facts = asdict(row.facts)
    for name in _DAYS:
        facts[name] = facts[name].isoformat() if facts[name] else None
    return {"number": row.number, "facts": {**facts, "rank": str(facts["rank"])}}


def row_from_document(document: Mapping[str, Any]) -> RosterRow:
    """The row of ``row_document``."""
    facts = dict(document["facts"])
    for name in _DAYS:
        facts[name] = date.fromisoformat(facts[name]) if facts[name] else None
    return RosterRow(document["number"], ServiceFacts(**facts))


def change_document(change: RosterChange) -> dict[str, Any]:
    """One change with every column that differs, as ``[before, after]``."""
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


def changes_digest(seen: RosterDifference) -> str:
    """The digest of all that a file changes, so that what was looked at is what is applied."""
    return digest([change_document(change) for change in seen.changes])


def _value(facts: ServiceFacts | None, column: str) -> object:
    if facts is None:
        return None
    value = getattr(facts, _FACTS.get(column, column))
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, bool) or value is None else str(value)
