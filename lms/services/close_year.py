"""Closing a year: the signature under what every sworn member's year came to."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.errors import ConflictError, InvalidError, NotFoundError
from lms.domain.events import MemberExcused, MemberExtended, YearClosed
from lms.domain.year_close import Obstacle, YearAtClose, YearOutcome, outcome_of, outcomes_digest
from lms.domain.year_extension import check_year_extension
from lms.models import (
    Exemption,
    Policy,
    Requirement,
    RequirementInstance,
    YearClose,
    YearCloseMember,
)
from lms.queries.local_day import local_day
from lms.queries.owed import Owed
from lms.queries.year_close import closing_year, memos
from lms.services.allot_id import allot_id
from lms.services.journal import keep_private, record
from lms.services.keep_file import FileToKeep, keep_file
from lms.services.lock_member import lock_member
from lms.services.lock_policy import share_policy


class NotClosableError(ConflictError):
    """Something stands against closing the year; ``obstacles`` says what."""


class OutcomesChangedError(ConflictError):
    """Since the page was shown, what somebody's year comes to has changed."""


def close_year(
    session: Session, *, owed: Owed, seen: str, statement: str, by: Actor, now: datetime
) -> int:
    """Record the signature and everybody's outcome; returns the close.

    Members are locked first, in order, and the journal last, as everywhere.

    Args:
        owed: the requirement as it holds in the period.
        seen: the digest of the outcomes that the signer saw.

    Raises:
        NotFoundError: no person signs.
        InvalidError: the statement is empty.
        NotClosableError: see there.
        OutcomesChangedError: see there.
    """
    if by.account_id is None:
        raise NotFoundError(requirement=owed.requirement.slug)
    if not statement.strip():
        raise InvalidError(field="statement", reason="it is empty")
    _hold(session, owed)
    day = local_day(session, now)
    found = closing_year(session, owed, day=day).at_close
    obstacles = found.obstacles(day)
    if obstacles:
        raise NotClosableError(obstacles=[each.value for each in obstacles])
    if outcomes_digest(found.outcomes) != seen:
        raise OutcomesChangedError(period=owed.period.name)
    return _record(session, owed, found, statement.strip(), by=by, now=now)


def _record(
    session: Session, owed: Owed, found: YearAtClose, statement: str, *, by: Actor, now: datetime
) -> int:
    close_id = allot_id(session, YearClose)
    signed_on = local_day(session, now)
    event = YearClosed(
        requirement=owed.requirement.slug,
        period_start=owed.period.starts_on.isoformat(),
        signed_on=signed_on.isoformat(),
        complete=found.count(YearOutcome.COMPLETE),
        excused=found.count(YearOutcome.EXCUSED),
        late=found.count(YearOutcome.LATE),
        outcomes_digest=outcomes_digest(found.outcomes),
        statement_digest=keep_private(session, statement),
    )
    session.execute(
        insert(YearClose).values(
            id=close_id,
            requirement_id=owed.requirement_id,
            period_start=owed.period.starts_on,
            period_end=owed.period.ends_on,
            statement=statement,
            outcomes_digest=event.outcomes_digest,
            signed_by=by.account_id,
            signed_on=signed_on,
            signed_at=now,
            event_seq=record(session, event, by=by, now=now),
        )
    )
    session.execute(
        insert(YearCloseMember),
        [
            {
                "close_id": close_id,
                "member_id": each.member_id,
                "outcome": each.outcome,
                "seconds": each.seconds,
            }
            for each in found.outcomes
        ],
    )
    return close_id


def excuse_from_year(  # noqa: PLR0913 - a memo has this many parts
    session: Session,
    *,
    owed: Owed,
    member_ids: Collection[int],
    reason: str,
    approved_by: str,
    document: FileToKeep | None = None,
    by: Actor,
    now: datetime,
) -> int:
    """Excuse members from a period with a memo; returns how many were not excused before.

    The memo holds until the period's last day and for no other one.

    Args:
        document: the paper behind it, seen by the training unit only.

    Raises:
        InvalidError: a part of the memo is empty, nobody is named, or it is one's own year.
        ConflictError: the year is closed.
    """
    wanted = frozenset(member_ids)
    _check_memo(wanted, reason, approved_by, by)
    _hold(session, owed)
    day = min(local_day(session, now), owed.period.ends_on)
    found = closing_year(session, owed, day=day)
    if found.at_close.closed:
        raise NotClosableError(obstacles=[Obstacle.CLOSED.value])
    owing = {each.member_id for each in found.at_close.outcomes}
    excused = memos(session, owed, day=day)
    new = sorted((wanted & owing) - set(excused))
    if not wanted & owing:
        raise InvalidError(field="members", reason="nobody is named who owes the year")
    document_sha256 = keep_file(session, document, now=now) if new else None
    for member_id in new:
        event = MemberExcused(
            member_id=member_id,
            assignment_id=None,
            valid_until=owed.period.ends_on.isoformat(),
            reason_digest=keep_private(session, reason.strip()),
            document=document_sha256,
        )
        session.execute(
            insert(Exemption).values(
                member_id=member_id,
                assignment_id=None,
                requirement_id=owed.requirement_id,
                valid_from=day,
                valid_until=owed.period.ends_on,
                reason=reason.strip(),
                approved_by=approved_by.strip(),
                document_sha256=document_sha256,
                recorded_at=now,
                event_seq=record(session, event, by=by, now=now),
            )
        )
    return len(new)


def _check_memo(wanted: Collection[int], reason: str, approved_by: str, by: Actor) -> None:
    """Refuse a memo about oneself, and one with an empty part."""
    if by.member_id is not None and by.member_id in wanted:
        raise InvalidError(field="members", reason="nobody acts on their own record")
    for field, value in (("reason", reason), ("approved_by", approved_by)):
        if not value.strip():
            raise InvalidError(field=field, reason="it is empty")


def extend_year(  # noqa: PLR0913 - more time has this many parts
    session: Session,
    *,
    owed: Owed,
    member_ids: Collection[int],
    extended_to: date,
    reason: str,
    approved_by: str,
    document: FileToKeep | None = None,
    by: Actor,
    now: datetime,
) -> int:
    """Give members more time for a period; returns how many did not have it before.

    It forgives nothing: see ``lms.domain.year_extension``.

    Args:
        document: the paper behind it, seen by the training unit only.

    Raises:
        InvalidError: a part of it is empty, the day is none, nobody is named who would be late,
            or it is one's own year.
        ConflictError: the year is closed.
    """
    wanted = frozenset(member_ids)
    _check_memo(wanted, reason, approved_by, by)
    _hold(session, owed)
    today = local_day(session, now)
    check_year_extension(extended_to, owed.period, today)
    found = closing_year(session, owed, day=today)
    if found.at_close.closed:
        raise NotClosableError(obstacles=[Obstacle.CLOSED.value])
    late = {
        year.person.member_id: year.extended_to
        for year in found.years
        if year.person.member_id in wanted and outcome_of(year.state) is YearOutcome.LATE
    }
    if not late:
        raise InvalidError(field="members", reason="nobody is named who would be late")
    new = sorted(each for each, until in late.items() if until is None or until < extended_to)
    document_sha256 = keep_file(session, document, now=now) if new else None
    for member_id in new:
        event = MemberExtended(
            member_id=member_id,
            assignment_id=None,
            extended_to=extended_to.isoformat(),
            reason_digest=keep_private(session, reason.strip()),
            document=document_sha256,
        )
        session.execute(
            insert(Exemption).values(
                member_id=member_id,
                assignment_id=None,
                requirement_id=owed.requirement_id,
                valid_from=min(today, owed.period.ends_on),
                valid_until=extended_to,
                extended_to=extended_to,
                reason=reason.strip(),
                approved_by=approved_by.strip(),
                document_sha256=document_sha256,
                recorded_at=now,
                event_seq=record(session, event, by=by, now=now),
            )
        )
    return len(new)


def _hold(session: Session, owed: Owed) -> None:
    """Let nothing of the period change meanwhile: its members, then its policy."""
    session.execute(
        select(Requirement.id)
        .where(Requirement.id == owed.requirement_id)
        .with_for_update(key_share=True)
    )
    members = session.execute(
        select(RequirementInstance.member_id)
        .where(
            RequirementInstance.requirement_id == owed.requirement_id,
            RequirementInstance.period_start == owed.period.starts_on,
        )
        .order_by(RequirementInstance.member_id)
    ).scalars()
    for member_id in list(members):
        lock_member(session, member_id)
    policy_id = session.execute(select(Policy.id).where(Policy.slug == owed.policy)).scalar_one()
    share_policy(session, policy_id)
