"""A desk is handed over: what was told, and how the successor answered."""

from __future__ import annotations

from dataclasses import dataclass

from lms.domain.events.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverStarted(Event):
    """The holder of a desk put what lay open before a named successor.

    ``state_digest`` is over what lay open and the calendar of duties, as they stood after the
    entry ``seen_seq``; the notes are a salted digest over canonical JSON.
    """

    kind = "handover-started"
    words = (
        "The {desk} desk was offered to account {successor_id} with {open_matters} open matters "
        "(handover {handover_id})."
    )
    handover_id: int
    desk: str
    successor_id: int
    open_matters: int
    seen_seq: int
    state_digest: str
    notes_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverEnded(Event):
    """The successor accepted or returned it, or it was taken back. No role changes by it."""

    kind = "handover-ended"
    words = "Handover {handover_id} ended: {outcome}."
    handover_id: int
    outcome: str
    words_digest: str
