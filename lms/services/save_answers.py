"""Keeping the answers of an open attempt as they are given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from lms.domain.access import SYSTEM, Actor
from lms.domain.attempt import check_responses
from lms.domain.errors import ConflictError
from lms.domain.item import Answer
from lms.domain.page_token import PageToken
from lms.domain.scenario import ItemRef
from lms.domain.seat_clock import Kind
from lms.models import Response
from lms.queries.attempt_work import (
    OpenedAttempt,
    Turn,
    attempt_of,
    opened_attempt,
)
from lms.services.lock_member import lock_member
from lms.services.note_shared_attempt import note_shared_attempt
from lms.services.record_beat import BeatAnswer, milliseconds
from lms.services.work_on_page import work_on_page

LAST_TURN = 1_000_000
"""The turn of a form that counts none: it is the page's last word."""


Answers = Mapping[ItemRef, Answer] | Callable[[OpenedAttempt], Mapping[ItemRef, Answer]]


@dataclass(frozen=True, slots=True)
class Saved:
    """An attempt with the answers it now holds, and what the page's time came to."""

    attempt: OpenedAttempt
    beat: BeatAnswer | None


class AttemptClosedError(ConflictError):
    """The attempt has its one result; answers come too late."""


def save_answers(  # noqa: PLR0913 - whose answers, to what, when, and the proof of time
    session: Session,
    *,
    attempt_id: int,
    member_id: int,
    answers: Answers,
    token: PageToken | None,
    scripted: bool,
    turn: Turn | None = None,
    sign_in_id: int | None = None,
    by: Actor = SYSTEM,
    now: datetime,
) -> Saved:
    """Keep answers as they are given; a step of a tree, once answered, stays.

    Args:
        answers: by item, or a reader of a form that is told the attempt as it stands.
        turn: when they were given, as far as the page can tell; an answer older than the one
            that is kept arrived late and is left out. None means now.

    Raises:
        NotFoundError: no such attempt of this member.
        AttemptClosedError: the attempt was submitted.
        ConflictError: a step's choice was made already.
        InvalidError: an answer does not belong to this attempt; none is kept.
    """
    lock_member(session, member_id)
    attempt = opened_attempt(session, attempt_of(session, attempt_id, member_id))
    if attempt.row.is_closed:
        raise AttemptClosedError(attempt=attempt_id)
    given = turn or Turn(milliseconds(now), LAST_TURN)
    sent = answers(attempt) if callable(answers) else answers
    kept = attempt.turns
    fresh = {
        ref: answer
        for ref, answer in sent.items()
        if kept.get(ref, given) <= given
        and (attempt.responses.get(ref) != answer or kept[ref] < given)
    }
    for ref in fresh:
        scenario = attempt.scenario(ref.scenario)
        if scenario.tree is not None and attempt.responses.get(ref, sent[ref]) != sent[ref]:
            raise ConflictError(item=str(ref), reason="the choice was made")
    responses = {**attempt.responses, **fresh}
    check_responses(attempt.scenarios, responses)
    if fresh:
        session.execute(
            insert(Response),
            [
                {
                    "attempt_id": attempt_id,
                    "item": str(ref),
                    "answer": answer,
                    "opened_ms": given.opened_ms,
                    "turn": given.number,
                    "saved_at": now,
                    "sign_in_id": sign_in_id,
                }
                for ref, answer in fresh.items()
            ],
        )
        note_shared_attempt(session, attempt, sign_in_id=sign_in_id, by=by, now=now)
    beat = work_on_page(session, token, Kind.ANSWER, scripted=scripted, now=now)
    return Saved(replace(attempt, responses=responses), beat)
