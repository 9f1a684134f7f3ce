"""Deciding a proposal: approved by a second person it is carried out, in one transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.errors import ConflictError, ForbiddenError, NotFoundError
from lms.domain.events import ProposalDecided
from lms.domain.journal_chain import digest
from lms.domain.two_people import (
    About,
    DecidedError,
    ProposalOutcome,
    StaleProposalError,
    check_decider,
    check_untouched,
    is_expired,
)
from lms.models import Proposal, ProposalDecision
from lms.queries.second_person import outside_second_person
from lms.services.acts.executor import Approval, rests_on_the_same
from lms.services.acts.registry import executor_of
from lms.services.journal import keep_private, record
from lms.services.propose import checked_words, resolved


def decide_proposal(
    session: Session,
    *,
    proposal_id: int,
    outcome: ProposalOutcome,
    note: str = "",
    by: Actor,
    now: datetime,
) -> None:
    """Approve, decline or withdraw a proposal, once.

    Raises:
        NotFoundError: there is no such proposal.
        DecidedError: it has its decision.
        ForbiddenError: the decider is the proposer, is the one it is about, or lacks the role;
            somebody else withdraws.
        StaleProposalError: it has waited too long, or the state it rests on has changed.
        InvalidError: it is declined without a word why.
    """
    proposal = session.execute(
        select(Proposal).where(Proposal.id == proposal_id).with_for_update(key_share=True)
    ).scalar_one_or_none()
    if proposal is None:
        raise NotFoundError(proposal=proposal_id)
    _check_who(session, proposal, outcome, by, now)
    if session.get(ProposalDecision, proposal_id) is not None:
        raise DecidedError(proposal=proposal_id)
    words = checked_words(note, needed=outcome is ProposalOutcome.DECLINED)
    if outcome is ProposalOutcome.APPROVED:
        _approve(session, proposal, words, by, now)
    else:
        _enter(session, proposal, outcome, words, by, now)


def _check_who(
    session: Session, proposal: Proposal, outcome: ProposalOutcome, by: Actor, now: datetime
) -> None:
    if outcome is ProposalOutcome.WITHDRAWN:
        if by.account_id != proposal.proposed_by:
            raise ForbiddenError(proposal=proposal.id, reason="only its proposer withdraws it")
        return
    check_decider(
        proposal.act,
        About(proposal.about_account_id, proposal.about_member_id),
        by,
        proposed_by=proposal.proposed_by,
        outside=outside_second_person(session, now),
    )


def _approve(session: Session, proposal: Proposal, note: str, by: Actor, now: datetime) -> None:
    """Hold the proposal against the state of now, enter the decision, and do the act."""
    if is_expired(proposal.proposed_at, now):
        raise StaleProposalError(proposal=proposal.id, reason="it has waited too long")
    if digest(proposal.payload) != proposal.payload_digest:
        raise StaleProposalError(proposal=proposal.id, reason="its words differ from its digest")
    executor = executor_of(proposal.act)
    payload = executor.read(proposal.payload["asked"])
    try:
        ground = resolved(session, executor.ground(session, payload, now=now))
    except (ConflictError, NotFoundError) as error:
        raise StaleProposalError(proposal=proposal.id, **error.facts) from error
    if not rests_on_the_same(proposal.payload, ground):
        raise StaleProposalError(proposal=proposal.id, reason="the state has changed since")
    about = About(proposal.about_account_id, proposal.about_member_id)
    if about != ground.about:
        raise StaleProposalError(proposal=proposal.id, reason="it is about somebody else now")
    check_untouched(proposal.act, ground.members, by)
    _enter(session, proposal, ProposalOutcome.APPROVED, note, by, now)
    approval = Approval(proposal.id, proposal.reason, replace(by, proposal_id=proposal.id))
    executor.carry_out(session, payload, approval, now=now)


def _enter(
    session: Session,
    proposal: Proposal,
    outcome: ProposalOutcome,
    note: str,
    by: Actor,
    now: datetime,
) -> None:
    event = ProposalDecided(
        proposal_id=proposal.id,
        account_id=by.account_id or 0,
        decision=outcome.value,
        note_digest=keep_private(session, note) if note else "",
    )
    seq = record(session, event, by=by, now=now)
    session.execute(
        insert(ProposalDecision).values(
            proposal_id=proposal.id,
            outcome=outcome,
            proposed_by=proposal.proposed_by,
            decided_by=by.account_id,
            decided_at=now,
            note=note,
            event_seq=seq,
        )
    )
