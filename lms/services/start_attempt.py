"""Drawing and opening a graded attempt."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.attempt_rules import Opening
from lms.domain.draw import DrawImpossibleError, Drawn, History, candidates, draw
from lms.domain.errors import ConflictError, NotFoundError
from lms.domain.events import AttemptStarted
from lms.domain.journal_chain import digest
from lms.domain.scenario import Scenario
from lms.models import (
    Attempt,
    ContentKind,
    PracticeResponse,
    Sitting,
)
from lms.queries.attempt_work import OpenModule, open_module
from lms.queries.content import Version, approved, things, versions_by_id
from lms.queries.own_scenarios import own_scenarios
from lms.queries.provision_status import unscored_codes
from lms.queries.provisions import refuse_rescinded
from lms.queries.sittings import (
    own_sitting,
)
from lms.queries.stale_content import stale_versions
from lms.queries.waiting_content import not_yet_used
from lms.services.allot_id import allot_id
from lms.services.journal import record
from lms.services.lock_member import lock_member
from lms.services.lock_policy import share_policy


class OwnScenariosError(ConflictError):
    """Without the scenarios that this member wrote, too few are left to draw from."""


class AttemptNotOpenError(ConflictError):
    """Something stands before the next attempt; ``opening`` says what."""


def start_attempt(
    session: Session, *, sitting_id: int, member_id: int, by: Actor, now: datetime
) -> int:
    """Draw the next attempt of a sitting and open it; one that is open is returned again.

    Raises:
        NotFoundError: no such sitting of this member.
        AttemptNotOpenError: lessons are open, a talk is missing, or it was passed.
        DrawImpossibleError: the approved items cannot meet the blueprint.
        OwnScenariosError: they cannot without those that this member wrote.
        RescindedError: the policy it trains is no rule any more.
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
    share_policy(session, found.version.policy_id)
    seed = secrets.token_hex(16)
    today = now.astimezone(found.settings.zone).date()
    refuse_rescinded(session, policy=found.version.policy, day=today)
    drawn, versions = _draw(session, found, seed, today)
    attempt_id = allot_id(session, Attempt)
    must_pass = found.module.blueprint.must_pass if found.settings.must_pass else ()
    document = _draw_document(drawn, versions, must_pass)
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
    versions = approved(
        session,
        ContentKind.SCENARIO,
        policy=found.version.policy,
        without=not_yet_used(session, found.version, found.module, today),
    )
    scenarios = things(session, versions.values(), Scenario)
    blocked = unscored_codes(session, policy_id=found.version.policy_id, day=today)
    stale = stale_versions(session, policy_id=found.version.policy_id, day=today)
    pool = [
        scenario
        for scenario in found.module.pool(scenarios.values())
        if blocked.isdisjoint(scenario.provisions) and versions[scenario.id].id not in stale
    ]
    history = _history(session, found, today)
    try:
        drawn = draw(found.module.blueprint, candidates(pool), history, seed)
    except DrawImpossibleError as error:
        if not history.own:
            raise
        raise OwnScenariosError(module=found.module.id, own=len(history.own)) from error
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
        own=own_scenarios(session, member_id=member_id),
    )


def _draw_document(
    drawn: tuple[Drawn, ...], versions: Mapping[str, Version], must_pass: Sequence[str]
) -> dict[str, object]:
    return {
        "must_pass": list(must_pass),
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
