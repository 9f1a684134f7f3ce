"""Proposals as a second person, their proposer and an auditor see them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from lms.domain.access import Actor, TwoPersonAct
from lms.domain.two_people import PROPOSAL_LIFE, About, ProposalOutcome
from lms.models import Account, Proposal, ProposalDecision

_MOST = 200
_Decider = aliased(Account)


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A proposal with its decision, where it has one."""

    id: int
    act: TwoPersonAct
    payload: dict[str, Any]
    reason: str
    about: About
    proposed_by: int
    proposer: str
    proposed_at: datetime
    outcome: ProposalOutcome | None
    decided_by: int | None
    decider: str
    decided_at: datetime | None
    note: str


def _rows() -> Select[Proposal, str, ProposalOutcome, int, datetime, str, str]:
    return (
        select(
            Proposal,
            Account.display_name.label("proposer"),
            ProposalDecision.outcome,
            ProposalDecision.decided_by,
            ProposalDecision.decided_at,
            ProposalDecision.note,
            _Decider.display_name.label("decider"),
        )
        .join(Account, Account.id == Proposal.proposed_by)
        .outerjoin(ProposalDecision, ProposalDecision.proposal_id == Proposal.id)
        .outerjoin(_Decider, _Decider.id == ProposalDecision.decided_by)
    )


def _row(found: Any) -> ProposalRow:  # noqa: ANN401 - a row of _rows
    proposal: Proposal = found.Proposal
    return ProposalRow(
        id=proposal.id,
        act=proposal.act,
        payload=proposal.payload,
        reason=proposal.reason,
        about=About(proposal.about_account_id, proposal.about_member_id),
        proposed_by=proposal.proposed_by,
        proposer=found.proposer,
        proposed_at=proposal.proposed_at,
        outcome=found.outcome,
        decided_by=found.decided_by,
        decider=found.decider or "",
        decided_at=found.decided_at,
        note=found.note or "",
    )


def waiting_proposals(session: Session, *, acts: Collection[TwoPersonAct]) -> list[ProposalRow]:
    """Proposals of these acts that have no decision, the oldest first."""
    statement = (
        _rows()
        .where(Proposal.act.in_(acts), ProposalDecision.proposal_id.is_(None))
        .order_by(Proposal.proposed_at, Proposal.id)
        .limit(_MOST)
    )
    return [_row(found) for found in session.execute(statement)]


def proposals_by(session: Session, *, account_id: int) -> list[ProposalRow]:
    """What an account proposed, the latest first."""
    statement = (
        _rows().where(Proposal.proposed_by == account_id).order_by(Proposal.id.desc()).limit(_MOST)
    )
    return [_row(found) for found in session.execute(statement)]


def proposal_seen_by(
    session: Session, *, proposal_id: int, acts: Collection[TwoPersonAct], account_id: int
) -> ProposalRow | None:
    """One proposal of these acts, or one's own."""
    visible = or_(Proposal.act.in_(acts), Proposal.proposed_by == account_id)
    found = session.execute(_rows().where(Proposal.id == proposal_id, visible)).one_or_none()
    return _row(found) if found else None


def count_for(
    session: Session, *, acts: Collection[TwoPersonAct], actor: Actor, now: datetime
) -> int:
    """How many proposals of these acts wait for this person: not their own, not about them."""
    statement = (
        select(func.count())
        .select_from(Proposal)
        .outerjoin(ProposalDecision, ProposalDecision.proposal_id == Proposal.id)
        .where(
            ProposalDecision.proposal_id.is_(None),
            Proposal.act.in_(acts),
            Proposal.proposed_by != actor.account_id,
            Proposal.proposed_at > now - PROPOSAL_LIFE,
            _not_about(actor),
        )
    )
    return int(session.execute(statement).scalar_one())


def _not_about(actor: Actor) -> ColumnElement[bool]:
    return and_(
        or_(Proposal.about_account_id.is_(None), Proposal.about_account_id != actor.account_id),
        or_(Proposal.about_member_id.is_(None), Proposal.about_member_id != (actor.member_id or 0)),
    )
