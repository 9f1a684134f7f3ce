"""What a new revision changes, and what is done about it."""

from __future__ import annotations

from dataclasses import dataclass

from lms.domain.events.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeMarked(Event):
    """Somebody said whether a change between two revisions is editorial or substantive."""

    kind = "change-marked"
    words = (
        "The change {change} from revision {before} to revision {after} of policy {policy} "
        "was marked {nature}."
    )
    policy: str
    before: int
    after: int
    change: str
    nature: str
    reason_digest: str
