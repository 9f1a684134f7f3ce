"""A record that came back older than its anchors, and the end of that."""

from __future__ import annotations

from dataclasses import dataclass

from lms.domain.events.event import Doer, Event
from lms.domain.journal_chain import RESTORED


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRestored(Event):
    """The record misses entries that an anchor proves; no number up to this one comes again."""

    kind = RESTORED
    words = (
        "The record came back without entries {lost_from} to {proven_through}; "
        "no number up to {lost_through} is used again. Certificates missing: {certificates}."
    )
    doer = Doer.ITSELF
    lost_from: int
    proven_through: int
    lost_through: int
    heads_from: int
    heads_through: int
    head_digest: str
    certificates: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryEnded(Event):
    """The department has entered again what it could, and lets people work."""

    kind = "recovery-ended"
    words = "The recovery that began with entry {recovery} has ended, decided by {decided_by}."
    recovery: int
    decided_by: str
    reason_digest: str
