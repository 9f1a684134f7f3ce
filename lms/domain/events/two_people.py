"""Acts that take two people."""

from __future__ import annotations

from dataclasses import dataclass

from lms.domain.events.event import Doer, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalMade(Event):
    """An act that takes two people was proposed."""

    kind = "proposal-made"
    words = "Account {account_id} proposed {act} (proposal {proposal_id})."
    doer = Doer.TWO_PEOPLE
    proposal_id: int
    account_id: int
    act: str
    payload_digest: str
    reason_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalDecided(Event):
    """A proposal was approved or declined by somebody else, or withdrawn by its proposer."""

    kind = "proposal-decided"
    words = "Account {account_id} decided proposal {proposal_id}: {decision}."
    doer = Doer.TWO_PEOPLE
    proposal_id: int
    account_id: int
    decision: str
    note_digest: str = ""
