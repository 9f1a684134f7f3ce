"""Proposing an act that takes two people."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import exists, insert, select
from sqlalchemy.orm import Session

from lms.domain.access import Actor, TwoPersonAct
from lms.domain.errors import ConflictError, ForbiddenError, InvalidError
from lms.domain.events import ProposalMade
from lms.domain.journal_chain import digest
from lms.domain.two_people import PROPOSAL_LIFE, check_proposer, check_untouched, may_propose
from lms.models import Account, Proposal, ProposalDecision
from lms.services.acts.executor import Ground, document_of
from lms.services.acts.registry import executor_of
from lms.services.allot_id import allot_id
from lms.services.journal import keep_private, record

LONGEST_REASON = 2_000


def propose(
    session: Session,
    *,
    act: TwoPersonAct,
    payload: Any,  # noqa: ANN401 - the dataclass of the act's executor
    reason: str,
    by: Actor,
    now: datetime,
) -> int:
    """Put an act before a second person; returns the proposal's id. Nothing else changes.

    Raises:
        ForbiddenError: the roles do not propose this, or it is about the proposer.
        InvalidError: the payload is not this act's, or there is no reason.
        ConflictError: it cannot be done, or the same is waiting already.
    """
    executor = executor_of(act)
    if not isinstance(payload, executor.payload):
        raise InvalidError(act=act.value, reason="the payload is another act's")
    if not may_propose(act, by):
        raise ForbiddenError(act=act.value, reason="the role does not propose this")
    why = checked_words(reason, needed=True)
    ground = resolved(session, executor.ground(session, payload, now=now))
    check_proposer(act, ground.about, by)
    check_untouched(act, ground.members, by)
    document = document_of(payload, ground)
    _refuse_twice(session, act, digest(document), now)
    proposal_id = allot_id(session, Proposal)
    event = ProposalMade(
        proposal_id=proposal_id,
        account_id=by.account_id or 0,
        act=act.value,
        payload_digest=digest(document),
        reason_digest=keep_private(session, why),
    )
    seq = record(session, event, by=by, now=now)
    session.execute(
        insert(Proposal).values(
            id=proposal_id,
            act=act,
            payload=document,
            payload_digest=digest(document),
            reason=why,
            about_account_id=ground.about.account_id,
            about_member_id=ground.about.member_id,
            proposed_by=by.account_id,
            proposed_at=now,
            event_seq=seq,
        )
    )
    return proposal_id


def checked_words(text: str, *, needed: bool) -> str:
    """A reason or note without blanks at its ends.

    Raises:
        InvalidError: it is empty where one is needed, or too long.
    """
    words = text.strip()
    if needed and not words:
        raise InvalidError(field="reason", reason="say why")
    if len(words) > LONGEST_REASON:
        raise InvalidError(field="reason", reason=f"at most {LONGEST_REASON} characters")
    return words


def resolved(session: Session, ground: Ground) -> Ground:
    """The ground with both halves of the person it is about: the account and the member."""
    about = ground.about
    if about.account_id is None and about.member_id is not None:
        found = select(Account.id).where(Account.member_id == about.member_id)
        about = replace(about, account_id=session.execute(found).scalar())
    elif about.member_id is None and about.account_id is not None:
        whose = select(Account.member_id).where(Account.id == about.account_id)
        about = replace(about, member_id=session.execute(whose).scalar())
    return replace(ground, about=about)


def _refuse_twice(session: Session, act: TwoPersonAct, document: str, now: datetime) -> None:
    """The same proposal waits once."""
    same = session.execute(
        select(Proposal.id).where(
            Proposal.act == act,
            Proposal.payload_digest == document,
            Proposal.proposed_at > now - PROPOSAL_LIFE,
            ~exists().where(ProposalDecision.proposal_id == Proposal.id),
        )
    ).scalar()
    if same is not None:
        raise ConflictError(proposal=same, reason="the same is waiting already")
