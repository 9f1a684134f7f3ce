"""A member's act of receiving a policy, or a changed section of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.acknowledgement import Answer
from lms.domain.errors import ForbiddenError, InvalidError, NotFoundError
from lms.domain.events import PolicyAcknowledged
from lms.models import Acknowledgement
from lms.queries.acknowledgements import to_acknowledge
from lms.queries.local_day import local_day
from lms.services.journal import keep_private, record
from lms.services.lock_member import lock_member
from lms.services.tell_command import tell_command

LONGEST_REASON = 1_000


def acknowledge_policy(  # noqa: PLR0913 - whose answer, to what, and why
    session: Session,
    *,
    policy: str,
    sequence: int,
    part: str,
    answer: Answer,
    reason: str = "",
    by: Actor,
    now: datetime,
) -> bool:
    """Record one answer of the member who acts; False where they answered this part before.

    There is no answer for several parts or several people. Of a refusal the chief and the
    policy owner are told.

    Raises:
        NotFoundError: the revision is not in force, or the member is not asked about the part.
        ForbiddenError: no member acts.
        InvalidError: a refusal does not say why.
    """
    if by.member_id is None:
        raise ForbiddenError(reason="a member acknowledges for themselves")
    words = reason.strip() if answer is Answer.REFUSED else ""
    if answer is Answer.REFUSED and not words:
        raise InvalidError(field="reason", reason="Say why.")
    if len(words) > LONGEST_REASON:
        raise InvalidError(field="reason", reason=f"at most {LONGEST_REASON} characters")
    lock_member(session, by.member_id)
    found = to_acknowledge(
        session, policy=policy, member_id=by.member_id, day=local_day(session, now)
    )
    if found is None or found.revision.sequence != sequence:
        raise NotFoundError(policy=policy, revision=sequence)
    said = select(Acknowledgement.id).where(
        Acknowledgement.member_id == by.member_id,
        Acknowledgement.revision_id == found.revision.id,
        Acknowledgement.part == part,
    )
    if session.execute(said).first() is not None:
        return False
    if part not in found.asked.open:
        raise NotFoundError(part=part)
    event = PolicyAcknowledged(
        policy=policy,
        sequence=sequence,
        member_id=by.member_id,
        part=part,
        answer=answer.value,
        reason_digest=keep_private(session, words) if words else "",
    )
    seq = record(session, event, by=by, now=now)
    session.execute(
        insert(Acknowledgement).values(
            member_id=by.member_id,
            revision_id=found.revision.id,
            part=part,
            answer=answer,
            reason=words,
            answered_at=now,
            event_seq=seq,
        )
    )
    if answer is Answer.REFUSED:
        tell_command(session, policy=policy, refusal=seq, now=now)
    return True
