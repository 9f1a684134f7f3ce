"""Challenging an item after an attempt, and the policy owner's answer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lms.domain.access import Actor, Permission, reach
from lms.domain.attempt import items_served
from lms.domain.challenge import ChallengeOutcome, check_answerer, checked_challenge
from lms.domain.errors import ConflictError, ForbiddenError, NotFoundError
from lms.domain.events import ChallengeAnswered, ItemChallenged
from lms.domain.letter import LetterKind
from lms.domain.scenario import ItemRef
from lms.models import ChallengeAnswer, ItemChallenge
from lms.queries.attempt_work import attempt_of, opened_attempt
from lms.services.allot_id import allot_id
from lms.services.journal import keep_private, record
from lms.services.lock_member import lock_member
from lms.services.tell_member import tell_member


class ChallengedAlreadyError(ConflictError):
    """This member has challenged this item of this attempt before."""


class AnsweredAlreadyError(ConflictError):
    """The challenge has its answer."""


def challenge_item(
    session: Session,
    *,
    attempt_id: int,
    member_id: int,
    item: ItemRef,
    words: str,
    by: Actor,
    now: datetime,
) -> int:
    """Put a challenge before the policy owner; returns its id. The result stays as it is.

    Raises:
        NotFoundError: no such attempt of this member, or nothing of the kind was asked in it.
        ConflictError: the attempt is not submitted.
        ChallengedAlreadyError: it waits or was answered already.
        InvalidError: it does not say what is wrong.
    """
    said = checked_challenge(words)
    lock_member(session, member_id)
    attempt = opened_attempt(session, attempt_of(session, attempt_id, member_id))
    if not attempt.row.is_closed:
        raise ConflictError(attempt=attempt_id, reason="not submitted")
    served = items_served(attempt.scenario(item.scenario), attempt.responses)
    if item.item not in {each.id for each in served}:
        raise NotFoundError(attempt=attempt_id, item=str(item))
    pinned = next(
        entry
        for entry in attempt.row.draw["scenarios"]  # type: ignore[attr-defined]
        if entry["scenario"] == item.scenario
    )
    _refuse_twice(session, attempt_id, pinned["version"], item.item)
    challenge_id = allot_id(session, ItemChallenge)
    event = ItemChallenged(
        challenge_id=challenge_id,
        attempt_id=attempt_id,
        member_id=member_id,
        item=str(item),
        scenario_digest=pinned["digest"],
        words_digest=keep_private(session, said),
    )
    seq = record(session, event, by=by, now=now)
    session.execute(
        insert(ItemChallenge).values(
            id=challenge_id,
            attempt_id=attempt_id,
            member_id=member_id,
            scenario_version_id=pinned["version"],
            item=item.item,
            words=said,
            raised_at=now,
            event_seq=seq,
        )
    )
    return challenge_id


def _refuse_twice(session: Session, attempt_id: int, version_id: int, item: str) -> None:
    found = session.execute(
        select(ItemChallenge.id).where(
            ItemChallenge.attempt_id == attempt_id,
            ItemChallenge.scenario_version_id == version_id,
            ItemChallenge.item == item,
        )
    ).scalar()
    if found is not None:
        raise ChallengedAlreadyError(challenge=found)


def answer_challenge(
    session: Session,
    *,
    challenge_id: int,
    outcome: ChallengeOutcome,
    words: str,
    by: Actor,
    now: datetime,
) -> None:
    """Answer a challenge, once; the one who raised it gets a letter and reads the answer.

    An answer changes no key: that is an act of two people (``services/acts/key_change``).

    Raises:
        NotFoundError: there is no such challenge.
        ForbiddenError: it is by nobody who answers challenges, or by whoever raised it.
        AnsweredAlreadyError: it has its answer.
        InvalidError: it says nothing.
    """
    if reach(by.roles, Permission.CHALLENGE_ANSWER) is None or by.account_id is None:
        raise ForbiddenError(challenge=challenge_id, reason="the policy owner answers")
    said = checked_challenge(words)
    challenge = session.execute(
        select(ItemChallenge)
        .where(ItemChallenge.id == challenge_id)
        .with_for_update(key_share=True)
    ).scalar_one_or_none()
    if challenge is None:
        raise NotFoundError(challenge=challenge_id)
    check_answerer(raised_by=challenge.member_id, member_id=by.member_id)
    if session.get(ChallengeAnswer, challenge_id) is not None:
        raise AnsweredAlreadyError(challenge=challenge_id)
    event = ChallengeAnswered(
        challenge_id=challenge_id,
        account_id=by.account_id,
        outcome=outcome.value,
        words_digest=keep_private(session, said),
    )
    seq = record(session, event, by=by, now=now)
    session.execute(
        insert(ChallengeAnswer).values(
            challenge_id=challenge_id,
            outcome=outcome,
            words=said,
            answered_at=now,
            answered_by=by.account_id,
            event_seq=seq,
        )
    )
    tell_member(
        session,
        kind=LetterKind.CHALLENGE_ANSWERED,
        key=f"challenge-answered:{challenge_id}",
        page=f"/attempts/{challenge.attempt_id}/challenges",
        member_id=challenge.member_id,
        now=now,
    )
