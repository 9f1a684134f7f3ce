"""Storing one sign of work and what it counted."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, exists, func, insert, select
from sqlalchemy.orm import Session

from lms.domain.page_token import PageToken
from lms.domain.seat_clock import Advance, Beat, Kind, MemberTime, PageTime
from lms.domain.seat_time import advance, reopening
from lms.models import Beat as BeatRow
from lms.models import BeatRemoval, BeatSum
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
        hidden_seconds: how long the page had been out of sight when it came back.
        explanation: why something was not counted, in words for the member; often empty.
    """

    next_token: PageToken
    seconds: int
    unit_seconds: int
    why_not: str
    explanation: str
    hidden_seconds: int = 0


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
    clock, at_ms = _clock(session, token), milliseconds(now)
    if clock.spent:
        return _answer(session, token, None, reopening(clock.page, at_ms))
    beat = _beat(token, Sent(kind, activity, now), scripted=scripted)
    step = advance(clock.member, clock.page, beat)
    session.connection().execute(insert(BeatRow), beat_row(token, beat, step))
    answer = _answer(session, token, step, step.page.reopens_ms)
    if kind is Kind.OPEN and clock.page.left_ms:
        return replace(answer, hidden_seconds=max(0, at_ms - clock.page.left_ms) // 1000)
    return answer


@dataclass(frozen=True, slots=True)
class Sent:
    """One message of a page's script, as it arrived."""

    kind: Kind
    activity: bool
    at: datetime


def record_beats(
    session: Session, *, token: PageToken, sent: Sequence[Sent], scripted: bool
) -> None:
    """Judge what one page sent, in order, each with the challenge that the last one got.

    The rows are those of one ``record_beat`` after another. The token is fresh.
    """
    lock_member(session, token.member_id)
    clock = _clock(session, token)
    member, page = clock.member, clock.page
    rows: list[Mapping[str, object]] = []
    for each in sent:
        beat = _beat(token, each, scripted=scripted)
        step = advance(member, page, beat)
        rows.append(beat_row(token, beat, step))
        member, page = step.member, step.page
        token = _next(token, page.reopens_ms)
    session.connection().execute(insert(BeatRow), rows)


def _beat(token: PageToken, sent: Sent, *, scripted: bool) -> Beat:
    return Beat(
        kind=sent.kind,
        page=token.page_key,
        served_ms=token.served_ms,
        at_ms=milliseconds(sent.at),
        expected_seconds=token.expected_seconds,
        activity=sent.activity,
        scripted=scripted,
        opening=token.opening,
    )


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
        "after_member": _flat(step.member),
        "after_page": _flat(step.page),
    }


def _flat(clock: MemberTime | PageTime) -> dict[str, object]:
    return {name: getattr(clock, name) for name in clock.__slots__}


@dataclass(frozen=True, slots=True)
class _Clock:
    """A member's clock, the time of one page, and whether the page's token was spent."""

    member: MemberTime
    page: PageTime
    spent: bool


_OF_MEMBER = BeatRow.member_id == bindparam("member_id")
_CLOCK = select(
    func.coalesce(
        select(BeatRow.after_member)
        .where(_OF_MEMBER)
        .order_by(BeatRow.seq.desc())
        .limit(1)
        .scalar_subquery(),
        select(BeatRemoval.after_member)
        .where(BeatRemoval.member_id == bindparam("member_id"))
        .order_by(BeatRemoval.id.desc())
        .limit(1)
        .scalar_subquery(),
    ),
    func.coalesce(
        select(BeatRow.after_page)
        .where(_OF_MEMBER, BeatRow.page == bindparam("page"))
        .order_by(BeatRow.seq.desc())
        .limit(1)
        .scalar_subquery(),
        select(BeatSum.after_page)
        .where(BeatSum.member_id == bindparam("member_id"), BeatSum.page == bindparam("page"))
        .order_by(BeatSum.removal_id.desc())
        .limit(1)
        .scalar_subquery(),
    ),
    exists().where(BeatRow.nonce == bindparam("nonce")),
)
"""The clock, the page and the nonce; of records that were removed, as they stood after them."""


def _clock(session: Session, token: PageToken) -> _Clock:
    page_of = {"member_id": token.member_id, "page": token.page_key, "nonce": token.nonce}
    member, page, spent = session.connection().execute(_CLOCK, page_of).one()
    return _Clock(MemberTime(**(member or {})), PageTime(**(page or {})), bool(spent))


def _answer(session: Session, token: PageToken, step: Advance | None, served_ms: int) -> BeatAnswer:
    return BeatAnswer(
        next_token=_next(token, served_ms),
        seconds=step.seconds if step else 0,
        unit_seconds=seconds_of_unit(session, sitting_id=token.sitting_id, unit=token.unit),
        why_not=step.why_not.value if step and step.why_not else "",
        explanation=step.explanation if step else "",
    )


def _next(token: PageToken, served_ms: int) -> PageToken:
    return replace(token, served_ms=served_ms, nonce=secrets.token_urlsafe(12), opening=False)
