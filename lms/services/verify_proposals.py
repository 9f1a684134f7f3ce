"""Holding acts of two people against the journal: who proposed, who decided, what was done."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.events import (
    AttemptRescored,
    CertificateRevoked,
    CreditCorrected,
    KeyChanged,
    ProposalDecided,
    ProposalMade,
)
from lms.domain.journal_chain import digest
from lms.domain.two_people import ProposalOutcome
from lms.models import CertificateRevocation, Journal, Proposal, ProposalDecision
from lms.queries.journal_events import Said, said_of

ALWAYS_TWO = (
    CreditCorrected.kind,
    CertificateRevoked.kind,
    KeyChanged.kind,
    AttemptRescored.kind,
)
"""Acts that nobody ever does alone, an operator at the server neither."""


def proposal_findings(session: Session) -> Iterator[str]:
    """Sentences about acts that the journal does not show two people behind."""
    made = {each.data["proposal_id"]: each for each in said_of(session, ProposalMade.kind)}
    decided = {each.data["proposal_id"]: each for each in said_of(session, ProposalDecided.kind)}
    yield from _proposals(session, made)
    yield from _decisions(session, made, decided)
    yield from _acts(session, decided)
    yield from _revocations(session)


def _proposals(session: Session, made: Mapping[int, Said]) -> Iterator[str]:
    stored = {row.id: row for row in session.execute(select(Proposal)).scalars()}
    for number in sorted(set(made) - set(stored)):
        yield f"Entry {made[number].seq} made proposal {number}; it is missing."
    for number, row in stored.items():
        said = made.get(number)
        if said is None or said.seq != row.event_seq:
            yield f"Proposal {number} was made by no journal entry."
        elif (
            digest(row.payload) != row.payload_digest
            or said.data["payload_digest"] != row.payload_digest
            or (said.data["act"], said.by) != (row.act.value, row.proposed_by)
        ):
            yield f"Proposal {number} differs from what was proposed."


def _decisions(
    session: Session, made: Mapping[int, Said], decided: Mapping[int, Said]
) -> Iterator[str]:
    stored = {row.proposal_id: row for row in session.execute(select(ProposalDecision)).scalars()}
    for number in sorted(set(decided) - set(stored)):
        yield f"Entry {decided[number].seq} decided proposal {number}; the decision is missing."
    for number, row in stored.items():
        said, proposed = decided.get(number), made.get(number)
        if said is None or said.seq != row.event_seq or proposed is None:
            yield f"The decision of proposal {number} was made by no journal entry."
        elif (said.data["decision"], said.by) != (row.outcome.value, row.decided_by):
            yield f"The decision of proposal {number} differs from the journal's."
        elif said.by == proposed.by and row.outcome is not ProposalOutcome.WITHDRAWN:
            yield f"Proposal {number} was decided by the account that made it."


def _acts(session: Session, decided: Mapping[int, Said]) -> Iterator[str]:
    """Everything done under a proposal follows its approval, by whoever approved it."""
    rows = session.execute(
        select(Journal.seq, Journal.kind, Journal.body)
        .where(Journal.body.contains('"proposal":') | Journal.kind.in_(ALWAYS_TWO))
        .order_by(Journal.seq)
    )
    for seq, kind, body in rows:
        entry = json.loads(body)
        number = entry.get("proposal")
        if number is None:
            if kind in ALWAYS_TWO:
                yield f"Entry {seq} takes two people and names no proposal."
            continue
        said = decided.get(number)
        approved = said is not None and said.data["decision"] == ProposalOutcome.APPROVED.value
        if said is None or not approved or said.seq > seq or said.by != entry["by"]:
            yield f"Entry {seq} names proposal {number}, which did not approve it."


def _revocations(session: Session) -> Iterator[str]:
    stored = {
        row.event_seq: (row.certificate_id, row.proposal_id)
        for row in session.execute(select(CertificateRevocation)).scalars()
    }
    for said in said_of(session, CertificateRevoked.kind):
        told = (said.data["certificate_id"], said.data["proposal_id"])
        if stored.pop(said.seq, None) != told:
            yield f"Entry {said.seq} revoked certificate {told[0]}; the table says otherwise."
    for certificate_id, _ in stored.values():
        yield f"Certificate {certificate_id} was revoked by no journal entry."
