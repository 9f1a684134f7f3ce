"""Correcting a key and grading again whoever it touches, for the better only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from lms.domain.access import Actor, TwoPersonAct
from lms.domain.events import AttemptRescored, KeyChanged
from lms.domain.key_change import KeyChange, accepted_to_document
from lms.domain.two_people import check_alone
from lms.models import KeyChangeRow, RescoredResult
from lms.queries.content import Version
from lms.queries.rescoring import Affected
from lms.services.allot_id import allot_id
from lms.services.decide_content import take_out
from lms.services.issue_certificate import issue_year_certificate
from lms.services.journal import record


def rescore(
    session: Session,
    *,
    version: Version,
    change: KeyChange,
    affected: Sequence[Affected],
    by: Actor,
    now: datetime,
) -> int:
    """Record the corrected key and every result that it changes; returns the change's id.

    The scenario goes out of use, for it teaches the wrong answer until somebody mends it. The
    caller holds the locks of everybody affected, and the policy's.

    Raises:
        TakesTwoPeopleError: no approved proposal is behind it.
    """
    check_alone(TwoPersonAct.KEY_CHANGE, by)
    change_id = _enter(session, version, change, by, now)
    for each in affected:
        _enter_result(session, change_id, each, by, now)
    take_out(session, content_id=version.content_id, by=by, now=now)
    for each in affected:
        if each.passes_now:
            issue_year_certificate(
                session,
                member_id=each.before.member_id,
                by=by,
                now=now,
                days=(each.before.period_start, each.before.submitted_on),
            )
    return change_id


def _enter(session: Session, version: Version, change: KeyChange, by: Actor, now: datetime) -> int:
    change_id = allot_id(session, KeyChangeRow)
    event = KeyChanged(
        key_change_id=change_id,
        policy=version.policy,
        scenario=version.slug,
        digests=tuple(sorted(change.digests)),
        item=change.item,
        accepts=change.accepts,
    )
    seq = record(session, event, by=by, now=now)
    session.execute(
        insert(KeyChangeRow).values(
            id=change_id,
            content_id=version.content_id,
            digests=list(event.digests),
            item=change.item,
            accepts=[change.accepts],
            decided_at=now,
            decided_by=by.account_id,
            event_seq=seq,
        )
    )
    return change_id


def _enter_result(
    session: Session, change_id: int, each: Affected, by: Actor, now: datetime
) -> None:
    event = AttemptRescored(
        key_change_id=change_id,
        attempt_id=each.before.attempt_id,
        member_id=each.before.member_id,
        accepted=accepted_to_document(each.accepted),
        points_before=each.before.points,
        passed_before=each.before.passed,
        points=each.after.points,
        maximum=each.after.maximum,
        passed=each.after.passed,
    )
    seq = record(session, event, by=by, now=now)
    session.execute(
        insert(RescoredResult).values(
            attempt_id=event.attempt_id,
            key_change_id=change_id,
            accepted=event.accepted,
            points_before=event.points_before,
            passed_before=event.passed_before,
            points=event.points,
            maximum=event.maximum,
            passed=event.passed,
            rescored_at=now,
            event_seq=seq,
        )
    )
