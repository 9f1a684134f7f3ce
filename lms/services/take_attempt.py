"""Graded attempts: drawn, answered, submitted once."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.attempt import Result, check_responses, grade
from lms.domain.attempt_rules import Opening
from lms.domain.credit import postings
from lms.domain.documents import responses_to_document
from lms.domain.draw import Drawn, History, candidates, draw
from lms.domain.errors import ConflictError, InvalidError, NotFoundError
from lms.domain.events import AttemptStarted, AttemptSubmitted, TalkRecorded
from lms.domain.item import Answer
from lms.domain.journal_chain import digest
from lms.domain.page_token import PageToken, attempt_unit
from lms.domain.scenario import ItemRef, Scenario
from lms.domain.seat_clock import Kind
from lms.domain.setting import Settings
from lms.domain.training import TrainingModule
from lms.models import (
    Attempt,
    AttemptResult,
    ContentKind,
    CreditSource,
    PracticeResponse,
    Response,
    Sitting,
    Talk,
)
from lms.queries.attempt_work import OpenedAttempt, OpenModule, open_module, opened_attempt
from lms.queries.content import Version, approved, things, version, versions_by_id
from lms.queries.provisions import blocked_codes
from lms.queries.settings import settings_on
from lms.queries.sittings import (
    AttemptRow,
    own_attempt,
    own_sitting,
)
from lms.services.allot_id import allot_id
from lms.services.issue_certificate import issue_year_certificate
from lms.services.journal import keep_private, record
from lms.services.lock_member import lock_member
from lms.services.post_time import counted_time, post
from lms.services.record_beat import BeatAnswer, milliseconds, record_beat

ATTESTATION = "These answers are my own work."


LAST_TURN = 1_000_000
"""The turn of a form that counts none: it is the page's last word."""


class Turn(NamedTuple):
    """When an answer was given: the serving of its page, and the change on that page."""

    opened_ms: int
    number: int


Answers = Mapping[ItemRef, Answer] | Callable[[OpenedAttempt], Mapping[ItemRef, Answer]]


@dataclass(frozen=True, slots=True)
class Saved:
    """An attempt with the answers it now holds, and what the page's time came to."""

    attempt: OpenedAttempt
    beat: BeatAnswer | None


class AttemptNotOpenError(ConflictError):
    """Something stands before the next attempt; ``opening`` says what."""


class AttemptClosedError(ConflictError):
    """The attempt has its one result; answers come too late."""


class AnswersDifferError(ConflictError):
    """The attempt was submitted before, or its answers changed since they were reviewed."""


def start_attempt(
    session: Session, *, sitting_id: int, member_id: int, by: Actor, now: datetime
) -> int:
    """Draw the next attempt of a sitting and open it; one that is open is returned again.

    Raises:
        NotFoundError: no such sitting of this member.
        AttemptNotOpenError: lessons are open, a talk is missing, or it was passed.
        DrawImpossibleError: the approved items cannot meet the blueprint.
    """
    lock_member(session, member_id)
    sitting = own_sitting(session, sitting_id=sitting_id, member_id=member_id)
    if sitting is None:
        raise NotFoundError(sitting=sitting_id)
    found = open_module(session, sitting, now)
    if found.opening is Opening.ALREADY_OPEN:
        return found.attempts[-1].id
    if found.opening is not Opening.OPEN:
        raise AttemptNotOpenError(opening=found.opening.value)
    seed = secrets.token_hex(16)
    today = now.astimezone(found.settings.zone).date()
    drawn, versions = _draw(session, found, seed, today)
    attempt_id = allot_id(session, Attempt)
    document = _draw_document(drawn, versions, found.module)
    event = AttemptStarted(
        attempt_id=attempt_id,
        sitting_id=sitting_id,
        member_id=member_id,
        module=found.module.id,
        number=len(found.attempts) + 1,
        draw_digest=digest([seed, document]),
    )
    seq = record(session, event, by=by, now=now)
    session.execute(
        insert(Attempt).values(
            id=attempt_id,
            sitting_id=sitting_id,
            member_id=member_id,
            number=event.number,
            seed=seed,
            draw=document,
            pass_mark=found.settings.pass_mark,
            started_at=now,
            event_seq=seq,
        )
    )
    return attempt_id


def _draw(
    session: Session, found: OpenModule, seed: str, today: date
) -> tuple[tuple[Drawn, ...], Mapping[str, Version]]:
    versions = approved(session, ContentKind.SCENARIO, policy=found.version.policy)
    scenarios = things(session, versions.values(), Scenario)
    blocked = blocked_codes(session, policy_id=found.version.policy_id, day=today)
    pool = [
        scenario
        for scenario in found.module.pool(scenarios.values())
        if blocked.isdisjoint(scenario.provisions)
    ]
    history = _history(session, found, today)
    drawn = draw(found.module.blueprint, candidates(pool), history, seed)
    return drawn, versions


def _history(session: Session, found: OpenModule, today: date) -> History:
    """What the member met in attempts of any module, and practiced."""
    member_id, zone = found.sitting.member_id, found.settings.zone
    draws = session.execute(
        select(Attempt.id, Attempt.draw).where(Attempt.member_id == member_id).order_by(Attempt.id)
    ).all()
    seen = {
        entry["scenario"]: number
        for number, row in enumerate(draws, start=1)
        for entry in row.draw["scenarios"]
    }
    rows = session.execute(
        select(PracticeResponse.scenario_version_id, PracticeResponse.answered_at)
        .join(Sitting, Sitting.id == PracticeResponse.sitting_id)
        .where(Sitting.member_id == member_id)
        .order_by(PracticeResponse.id)
    ).all()
    slugs = versions_by_id(session, {row.scenario_version_id for row in rows})
    return History(
        today=today,
        seen=seen,
        practiced={
            slugs[row.scenario_version_id].slug: row.answered_at.astimezone(zone).date()
            for row in rows
        },
        rest_days=found.settings.practice_rest_days,
    )


def _draw_document(
    drawn: tuple[Drawn, ...], versions: Mapping[str, Version], module: TrainingModule
) -> dict[str, object]:
    return {
        "must_pass": list(module.blueprint.must_pass),
        "scenarios": [
            {
                "scenario": each.scenario,
                "version": versions[each.scenario].id,
                "digest": versions[each.scenario].digest,
                "group": each.group,
                "items": each.items,
            }
            for each in drawn
        ],
    }


def save_answers(  # noqa: PLR0913 - whose answers, to what, when, and the proof of time
    session: Session,
    *,
    attempt_id: int,
    member_id: int,
    answers: Answers,
    token: PageToken | None,
    scripted: bool,
    turn: Turn | None = None,
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
    attempt = opened_attempt(session, _own(session, attempt_id, member_id))
    if attempt.row.is_closed:
        raise AttemptClosedError(attempt=attempt_id)
    given = turn or Turn(milliseconds(now), LAST_TURN)
    sent = answers(attempt) if callable(answers) else answers
    kept = _turns(session, attempt_id)
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
                }
                for ref, answer in fresh.items()
            ],
        )
    beat = _work(session, token, Kind.ANSWER, scripted=scripted, now=now)
    return Saved(replace(attempt, responses=responses), beat)


def _turns(session: Session, attempt_id: int) -> dict[ItemRef, Turn]:
    """When the newest answer to each item was given."""
    rows = session.execute(
        select(Response.item, Response.opened_ms, Response.turn)
        .where(Response.attempt_id == attempt_id)
        .order_by(Response.id)
    )
    return {ItemRef.parse(row.item): Turn(row.opened_ms, row.turn) for row in rows}


def _work(
    session: Session, token: PageToken | None, kind: Kind, *, scripted: bool, now: datetime
) -> BeatAnswer | None:
    if token is None:
        return None
    return record_beat(session, token=token, kind=kind, activity=True, scripted=scripted, now=now)


def _own(session: Session, attempt_id: int, member_id: int) -> AttemptRow:
    row = own_attempt(session, attempt_id=attempt_id, member_id=member_id)
    if row is None:
        raise NotFoundError(attempt=attempt_id)
    return row


def submit_attempt(  # noqa: PLR0913 - whose attempt, what was reviewed, and the proof of time
    session: Session,
    *,
    attempt_id: int,
    member_id: int,
    reviewed_digest: str,
    attested: bool,
    token: PageToken | None,
    scripted: bool,
    by: Actor,
    now: datetime,
) -> None:
    """Grade an attempt once, post its time, and issue what is now complete; all or nothing.

    A repeat with the same answers lands on the same result and changes nothing.

    Args:
        reviewed_digest: of the answers that the member saw on the review page.
        attested: whether the member declared them as their own work.

    Raises:
        NotFoundError: no such attempt of this member.
        InvalidError: not attested.
        AnswersDifferError: other answers are recorded, or were saved since the review.
    """
    lock_member(session, member_id)
    attempt = opened_attempt(session, _own(session, attempt_id, member_id))
    if attempt.answers_digest != reviewed_digest:
        raise AnswersDifferError(attempt=attempt_id, closed=attempt.row.is_closed)
    if attempt.row.is_closed:
        return
    if not attested:
        raise InvalidError(attempt=attempt_id, reason="not attested")
    _work(session, token, Kind.SUBMIT, scripted=scripted, now=now)
    settings = settings_on(session, now.date())
    today = now.astimezone(settings.zone).date()
    sitting = own_sitting(session, sitting_id=attempt.row.sitting_id, member_id=member_id)
    if sitting is None:
        raise NotFoundError(attempt=attempt_id)
    module = version(session, sitting.module_version_id)
    unscored = _unscored(session, attempt, module.policy_id, today)
    result = grade(
        attempt.scenarios,
        attempt.responses,
        pass_mark=attempt.row.pass_mark,
        must_pass=attempt.must_pass,
        unscored=unscored,
    )
    _store(session, attempt, module, result, unscored, settings, by=by, now=now)
    issue_year_certificate(session, member_id=member_id, by=by, now=now)


def _unscored(
    session: Session, attempt: OpenedAttempt, policy_id: int, today: date
) -> frozenset[ItemRef]:
    """Items whose provision was blocked while the attempt was open."""
    blocked = blocked_codes(session, policy_id=policy_id, day=today)
    return frozenset(
        ItemRef(scenario.id, item.id)
        for scenario in attempt.scenarios
        for item in scenario.every_item
        if not blocked.isdisjoint(scenario.provisions_of(item))
    )


def _store(  # noqa: PLR0913 - a result has this many parts
    session: Session,
    attempt: OpenedAttempt,
    module: Version,
    result: Result,
    unscored: Collection[ItemRef],
    settings: Settings,
    *,
    by: Actor,
    now: datetime,
) -> None:
    row = attempt.row
    unit = attempt_unit(row.id)
    counted = counted_time(session, sitting_id=row.sitting_id, unit=unit, zone=settings.zone)
    answers = responses_to_document(attempt.responses)
    event = AttemptSubmitted(
        attempt_id=row.id,
        sitting_id=row.sitting_id,
        member_id=row.member_id,
        module=module.slug,
        module_digest=module.digest,
        draw=row.draw,
        answers=answers,
        unscored=tuple(sorted(str(ref) for ref in unscored)),
        pass_mark=row.pass_mark,
        attestation=ATTESTATION,
        points=result.points,
        maximum=result.maximum,
        passed=result.passed,
        time=counted.lines(),
        beats_after=counted.after,
        beats_through=counted.through,
        beats_digest=counted.digest,
    )
    seq = record(session, event, by=by, now=now)
    session.execute(
        insert(AttemptResult).values(
            attempt_id=row.id,
            submitted_at=now,
            submitted_on=now.astimezone(settings.zone).date(),
            answers=answers,
            answers_digest=digest(answers),
            attestation=ATTESTATION,
            points=result.points,
            maximum=result.maximum,
            passed=result.passed,
            detail={
                "missed": list(result.missed),
                "failed_must_pass": [str(ref) for ref in result.failed_must_pass],
                "unscored": list(event.unscored),
            },
            event_seq=seq,
        )
    )
    post(
        session,
        member_id=row.member_id,
        sitting_id=row.sitting_id,
        unit=unit,
        source=CreditSource.ATTEMPT,
        counted=counted,
        postings=postings(counted.time),
        event_seq=seq,
    )


def record_talk(session: Session, *, attempt_id: int, note: str, by: Actor, now: datetime) -> None:
    """Record an instructor's talk after a failed attempt; it opens the next one.

    Raises:
        NotFoundError: there is no such attempt.
        ConflictError: it was passed or is open, or a talk stands beside it already.
        InvalidError: the note is empty, or the talk is with oneself.
    """
    member_id = session.execute(select(Attempt.member_id).where(Attempt.id == attempt_id)).scalar()
    if member_id is None or by.account_id is None:
        raise NotFoundError(attempt=attempt_id)
    if member_id == by.member_id:
        raise InvalidError(reason="nobody acts on their own record")
    lock_member(session, member_id)
    row = _own(session, attempt_id, member_id)
    if row.passed is not False or row.talked:
        raise ConflictError(attempt=attempt_id, reason="no talk is open")
    if not note.strip():
        raise InvalidError(field="note", reason="it is empty")
    event = TalkRecorded(
        member_id=member_id, attempt_id=attempt_id, note_digest=keep_private(session, note.strip())
    )
    seq = record(session, event, by=by, now=now)
    session.execute(
        insert(Talk).values(
            attempt_id=attempt_id,
            recorded_at=now,
            recorded_by=by.account_id,
            note=note.strip(),
            event_seq=seq,
        )
    )
