"""Storing one sign of work and what it counted."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lms.domain.page_token import PageToken
from lms.domain.seat_clock import Advance, Beat, Kind, MemberTime, PageTime
from lms.domain.seat_time import advance, reopening
from lms.models import Beat as BeatRow
from lms.queries.seat import seconds_of_unit
from lms.services.lock_member import lock_member


def milliseconds(moment: datetime) -> int:
    """Whole milliseconds since the epoch."""
    return int(moment.timestamp() * 1000)


@dataclass(frozen=True, slots=True)
class BeatAnswer:
    """What a beat came to, and the challenge for the next one.

    Attributes:
        unit_seconds: seconds counted for the lesson or attempt so far.
        explanation: why something was not counted, in words for the member; often empty.
    """

    next_token: PageToken
    seconds: int
    unit_seconds: int
    why_not: str
    explanation: str


def record_beat(
    session: Session,
    *,
    token: PageToken,
    kind: Kind,
    activity: bool,
    scripted: bool,
    now: datetime,
) -> BeatAnswer:
    """Judge a beat against the member's clock and add its row.

    The member's row is locked, so beats of two tabs are judged one after the other. A token
    that was spent before changes nothing and is answered with a new challenge.
    """
    lock_member(session, token.member_id)
    at_ms = milliseconds(now)
    member, page = _clock(session, token)
    if _spent(session, token.nonce):
        return _answer(session, token, None, reopening(page, at_ms))
    beat = Beat(
        kind=kind,
        page=token.page_key,
        served_ms=token.served_ms,
        at_ms=at_ms,
        expected_seconds=token.expected_seconds,
        activity=activity,
        scripted=scripted,
        opening=token.opening,
    )
    step = advance(member, page, beat)
    session.execute(insert(BeatRow).values(beat_row(token, beat, step)))
    return _answer(session, token, step, step.page.reopens_ms)


def beat_row(token: PageToken, beat: Beat, step: Advance) -> Mapping[str, object]:
    """A beat's columns: every input of the fold, what it counted, the clock after it."""
    return {
        "member_id": token.member_id,
        "seq": step.member.seq,
        "sitting_id": token.sitting_id,
        "unit": token.unit,
        "page": beat.page,
        "limb": token.limb,
        "kind": beat.kind.value,
        "nonce": token.nonce,
        "served_ms": beat.served_ms,
        "at_ms": beat.at_ms,
        "expected_seconds": beat.expected_seconds,
        "activity": beat.activity,
        "scripted": beat.scripted,
        "opening": beat.opening,
        "seconds": step.seconds,
        "intervals": [[part.from_ms, part.seconds] for part in step.intervals],
        "why_not": step.why_not.value if step.why_not else None,
        "no_signal": step.no_signal,
        "after_member": asdict(step.member),
        "after_page": asdict(step.page),
    }


def _clock(session: Session, token: PageToken) -> tuple[MemberTime, PageTime]:
    member = session.execute(
        select(BeatRow.after_member)
        .where(BeatRow.member_id == token.member_id)
        .order_by(BeatRow.seq.desc())
        .limit(1)
    ).scalar()
    page = session.execute(
        select(BeatRow.after_page)
        .where(BeatRow.member_id == token.member_id, BeatRow.page == token.page_key)
        .order_by(BeatRow.seq.desc())
        .limit(1)
    ).scalar()
    return MemberTime(**(member or {})), PageTime(**(page or {}))


def _spent(session: Session, nonce: str) -> bool:
    return session.execute(select(BeatRow.id).where(BeatRow.nonce == nonce)).first() is not None


def _answer(session: Session, token: PageToken, step: Advance | None, served_ms: int) -> BeatAnswer:
    return BeatAnswer(
        next_token=replace(
            token, served_ms=served_ms, nonce=secrets.token_urlsafe(12), opening=False
        ),
        seconds=step.seconds if step else 0,
        unit_seconds=seconds_of_unit(session, sitting_id=token.sitting_id, unit=token.unit),
        why_not=step.why_not.value if step and step.why_not else "",
        explanation=step.explanation if step else "",
    )
