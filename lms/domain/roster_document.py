"""Rows of a roster file as primitives, so that a file that waits keeps what was read from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from lms.domain.member import ServiceFacts
from lms.domain.roster_row import RosterRow

_DAYS = ("hired_on", "separated_on", "valid_from")


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
