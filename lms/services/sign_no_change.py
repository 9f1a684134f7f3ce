"""Signing that a period had no changes to train, and what is complete with that."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.errors import ConflictError, InvalidError, NotFoundError
from lms.domain.events import NoChangeSigned
from lms.domain.requirement import LimbRule
from lms.models import NoChangeStatement, Policy, Requirement, RequirementInstance
from lms.queries.local_day import local_day
from lms.queries.owed import Owed
from lms.queries.standing import lessons_that_count
from lms.queries.updates_of_year import last_day, statements
from lms.services.issue_certificate import issue_year_certificate
from lms.services.journal import keep_private, record
from lms.services.lock_member import lock_member
from lms.services.lock_policy import share_policy


class TooEarlyError(ConflictError):
    """The last day for updates of the period has not passed, so one may still come."""


class HasUpdatesError(ConflictError):
    """The period has updates to train: nobody states that it has none."""


def sign_no_change(
    session: Session, *, owed: Owed, statement: str, by: Actor, now: datetime
) -> tuple[int, ...]:
    """Record a named person's statement, and issue the certificates that waited for it alone.

    Members are locked first, in order, and the journal last, as everywhere. Returns the ids of
    the certificates.

    Args:
        owed: the requirement as it holds in the period, of which ``asked_on`` is a day.
        statement: what the person signs.

    Raises:
        NotFoundError: no person signs, or no subject is met by updates.
        TooEarlyError: see there.
        HasUpdatesError: see there.
        ConflictError: it is signed already.
        InvalidError: the statement is empty.
    """
    limbs = [each.slug for each in owed.requirement.limbs if each.rule is LimbRule.LESSONS]
    if by.account_id is None or not limbs:
        raise NotFoundError(requirement=owed.requirement.slug)
    _hold(session, owed)
    day = local_day(session, now)
    if day <= last_day(session, owed):
        raise TooEarlyError(last_day=last_day(session, owed).isoformat())
    if statements(session, owed):
        raise ConflictError(period=owed.period.name, reason="signed already")
    if not statement.strip():
        raise InvalidError(field="statement", reason="it is empty")
    members = _members(session, owed)
    for member_id in members:
        lock_member(session, member_id)
    share_policy(session, _policy_id(session, owed))
    lessons = lessons_that_count(session, owed)
    if any(lessons.get(limb) for limb in limbs):
        raise HasUpdatesError(period=owed.period.name)
    for limb in limbs:
        event = NoChangeSigned(
            requirement=owed.requirement.slug,
            limb=limb,
            period_start=owed.period.starts_on.isoformat(),
            signed_on=day.isoformat(),
            statement_digest=keep_private(session, statement.strip()),
        )
        session.execute(
            insert(NoChangeStatement).values(
                requirement_id=owed.requirement_id,
                limb=limb,
                period_start=owed.period.starts_on,
                statement=statement.strip(),
                signed_by=by.account_id,
                signed_on=day,
                signed_at=now,
                event_seq=record(session, event, by=by, now=now),
            )
        )
    return tuple(
        certificate
        for member_id in members
        for certificate in issue_year_certificate(
            session, member_id=member_id, by=by, now=now, days=(owed.asked_on,)
        )
    )


def _hold(session: Session, owed: Owed) -> None:
    """Keep two signatures of the same requirement one after the other."""
    session.execute(
        select(Requirement.id)
        .where(Requirement.id == owed.requirement_id)
        .with_for_update(key_share=True)
    )


def _policy_id(session: Session, owed: Owed) -> int:
    return session.execute(select(Policy.id).where(Policy.slug == owed.policy)).scalar_one()


def _members(session: Session, owed: Owed) -> list[int]:
    return list(
        session.execute(
            select(RequirementInstance.member_id)
            .where(
                RequirementInstance.requirement_id == owed.requirement_id,
                RequirementInstance.period_start == owed.period.starts_on,
            )
            .order_by(RequirementInstance.member_id)
        ).scalars()
    )
