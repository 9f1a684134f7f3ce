"""Deciding about a revision: in force from a day, adopted under a number, undated and why."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lms.domain.access import Actor, TwoPersonAct
from lms.domain.errors import InvalidError, NotFoundError
from lms.domain.events import RevisionDecided
from lms.domain.journal_chain import canonical
from lms.domain.two_people import check_alone
from lms.models import Policy, Revision, RevisionDecision, RevisionDecisionKind
from lms.queries.provisions import HOLDING
from lms.services.journal import keep_private, record

_SAYS_WHY = {RevisionDecisionKind.UNDATED_MEMO, RevisionDecisionKind.RESCINDED}


def decide_revision(  # noqa: PLR0913 - a decision has this many parts
    session: Session,
    *,
    policy: str,
    sequence: int,
    kind: RevisionDecisionKind,
    effective_on: date,
    policy_number: str | None = None,
    reason: str = "",
    decided_by: str,
    by: Actor,
    now: datetime,
) -> None:
    """Record what ``decided_by`` decided about a revision; an earlier decision stays visible.

    Args:
        effective_on: in force from, adopted on, signed on, or rescinded from this day.
        policy_number: for an adoption, and for nothing else.
        reason: a memo and a rescission say why; the others may.

    Raises:
        NotFoundError: the policy has no such revision.
        TakesTwoPeopleError: one person alone would replace or rescind what is in force.
        InvalidError: a part is missing that this kind of decision has, or the other way round.
    """
    _refuse(kind, policy_number, reason, decided_by)
    revision_id = session.execute(
        select(Revision.id)
        .join(Policy, Policy.id == Revision.policy_id)
        .where(Policy.slug == policy, Revision.sequence == sequence)
    ).scalar()
    if revision_id is None:
        raise NotFoundError(policy=policy, revision=sequence)
    if kind in HOLDING and _is_later(session, revision_id):
        check_alone(TwoPersonAct.REVISION_PUBLISH, by)
    words = {"reason": reason.strip(), "number": policy_number, "decided_by": decided_by.strip()}
    event = RevisionDecided(
        policy=policy,
        sequence=sequence,
        decision=kind.value,
        effective_on=effective_on.isoformat(),
        reason_digest=keep_private(session, canonical(words)),
    )
    seq = record(session, event, by=by, now=now)
    session.execute(
        insert(RevisionDecision).values(
            revision_id=revision_id,
            kind=kind,
            effective_on=effective_on,
            policy_number=policy_number,
            reason=reason.strip(),
            decided_by=decided_by.strip(),
            recorded_at=now,
            event_seq=seq,
        )
    )


def _is_later(session: Session, revision_id: int) -> bool:
    """Whether the policy holds by a decision already, so that another one changes a rule."""
    policy_id = select(Revision.policy_id).where(Revision.id == revision_id).scalar_subquery()
    statement = (
        select(RevisionDecision.id)
        .join(Revision, Revision.id == RevisionDecision.revision_id)
        .where(Revision.policy_id == policy_id, RevisionDecision.kind.in_(HOLDING))
    )
    return session.execute(statement.limit(1)).first() is not None


def _refuse(
    kind: RevisionDecisionKind, policy_number: str | None, reason: str, decided_by: str
) -> None:
    adopted = kind is RevisionDecisionKind.ADOPTED
    if not decided_by.strip():
        raise InvalidError(field="decided_by", reason="say who decided it")
    if adopted and not (policy_number or "").strip():
        raise InvalidError(field="policy_number", reason="an adoption names the policy's number")
    if not adopted and policy_number is not None:
        raise InvalidError(field="policy_number", reason="only an adoption names a number")
    if kind in _SAYS_WHY and not reason.strip():
        raise InvalidError(field="reason", reason="say why")
