"""Lifting a legal hold: counsel or who keeps the records, and a second person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.access import TwoPersonAct
from lms.domain.errors import NotFoundError
from lms.domain.two_people import NOBODY, About
from lms.models import Account
from lms.queries.local_day import local_day
from lms.queries.retention import Hold, standing_holds
from lms.queries.roster import person
from lms.services.acts.executor import Approval, Change, Executor, Ground
from lms.services.legal_hold import end_hold


@dataclass(frozen=True, slots=True)
class HoldReleaseAsked:
    """The hold that is to be lifted."""

    hold_id: int


def _hold(session: Session, hold_id: int) -> Hold:
    found = next((each for each in standing_holds(session) if each.id == hold_id), None)
    if found is None:
        raise NotFoundError(hold=hold_id)
    return found


def _ground(session: Session, asked: HoldReleaseAsked, *, now: datetime) -> Ground:
    held = _hold(session, asked.hold_id)
    whom = "everybody"
    if held.member_id is not None:
        who = person(session, held.member_id, local_day(session, now))
        whom = who.full_name if who else f"member {held.member_id}"
    return Ground(
        NOBODY if held.member_id is None else About(member_id=held.member_id),
        {"entry": held.event_seq},
        {"whom": whom, "matter": held.matter or "No matter named", "reason": held.reason},
    )


def _carry_out(
    session: Session, asked: HoldReleaseAsked, approval: Approval, *, now: datetime
) -> None:
    name = session.execute(
        select(Account.display_name).where(Account.id == approval.by.account_id)
    ).scalar_one()
    end_hold(
        session,
        hold_id=asked.hold_id,
        reason=approval.reason,
        decided_by=str(name),
        by=approval.by,
        now=now,
    )


def _change(_asked: HoldReleaseAsked, ground: Ground) -> Change:
    shown = ground.shown
    return Change(
        f"Lift a legal hold on the raw records of {shown['whom']}",
        (
            ("Matter", shown["matter"], ""),
            ("Raw records of time", f"kept: {shown['reason']}", "go when their retention is over"),
        ),
    )


EXECUTORS = (Executor(TwoPersonAct.HOLD_RELEASE, HoldReleaseAsked, _ground, _carry_out, _change),)
