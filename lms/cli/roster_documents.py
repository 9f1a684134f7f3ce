"""Differences between a roster file and the roster, as commands write them."""

from __future__ import annotations

from lms.domain.roster_document import change_document
from lms.domain.roster_sync import RosterChange


def change_line(change: RosterChange) -> str:
    """One change on one line."""
    facts = change.facts
    fields = change_document(change)["fields"]
    parts = [f"{name} {_shown(old)} -> {_shown(new)}" for name, (old, new) in fields.items()]
    what = f": {', '.join(parts)}" if parts else ""
    until = f" until {change.until}" if change.until else ""
    return (
        f"row {change.row}: {change.kind}: {facts.badge_number} {facts.full_name} "
        f"from {facts.valid_from}{until}{what}"
    )


def _shown(value: object) -> str:
    return "none" if value in {None, ""} else str(value)
