"""A correction that adds time to a member's record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from lms.domain.access import TwoPersonAct
from lms.domain.credit import minutes
from lms.domain.errors import InvalidError, NotFoundError
from lms.domain.two_people import About
from lms.models import Limb, RequirementInstance
from lms.queries.local_day import local_day
from lms.queries.roster import person
from lms.queries.standing import owed_on, seconds_by_limb
from lms.services.acts.executor import Approval, Change, Executor, Ground
from lms.services.correct_credit import correct_credit, undoing
from lms.services.lock_member import lock_member

MOST_MINUTES = 1_440
"""The minutes of a day."""


@dataclass(frozen=True, slots=True)
class CreditAsked:
    """Minutes of a subject worked on a day (as ``2027-01-01``), and the entry they replace."""

    member_id: int
    limb: str
    minutes: int
    earned_on: str
    reverses_id: int | None = None


def _ground(session: Session, asked: CreditAsked, *, now: datetime) -> Ground:
    lock_member(session, asked.member_id)
    day, today = date.fromisoformat(asked.earned_on), local_day(session, now)
    if not 1 <= asked.minutes <= MOST_MINUTES:
        raise InvalidError(field="minutes", reason=f"1 to {MOST_MINUTES}")
    if day > today:
        raise InvalidError(field="earned_on", reason="a day to come")
    undone = undoing(session, asked.member_id, asked.reverses_id) if asked.reverses_id else None
    late_for = undone.late_for if undone is not None else None
    year = late_for if late_for is not None and late_for.year < day.year else day
    owed = next((each for each in owed_on(session, year) if _names(asked.limb, each)), None)
    who = person(session, asked.member_id, today)
    if owed is None or who is None:
        raise NotFoundError(member=asked.member_id, limb=asked.limb)
    owes = exists().where(
        RequirementInstance.member_id == asked.member_id,
        RequirementInstance.requirement_id == owed.requirement_id,
        RequirementInstance.period_start == owed.period.starts_on,
    )
    if not session.execute(select(owes)).scalar():
        raise InvalidError(field="earned_on", reason="nothing was owed in that year")
    held = seconds_by_limb(session, member_id=asked.member_id, period=owed.period)
    title = session.execute(select(Limb.title).where(Limb.slug == asked.limb)).scalar_one()
    return Ground(
        About(member_id=asked.member_id),
        {
            "seconds": dict(held),
            "undone": 0 if undone is None else -undone.seconds,
            "undone_limb": "" if undone is None else undone.limb,
        },
        {"name": who.full_name, "subject": title, "year": owed.period.name},
    )


def _names(limb: str, owed: object) -> bool:
    return any(each.slug == limb for each in owed.requirement.limbs)  # type: ignore[attr-defined]


def _carry_out(session: Session, asked: CreditAsked, approval: Approval, *, now: datetime) -> None:
    correct_credit(
        session,
        member_id=asked.member_id,
        limb=asked.limb,
        seconds=asked.minutes * 60,
        earned_on=date.fromisoformat(asked.earned_on),
        reverses_id=asked.reverses_id,
        reason=approval.reason,
        by=approval.by,
        now=now,
    )


def _change(asked: CreditAsked, ground: Ground) -> Change:
    before = int(ground.basis["seconds"].get(asked.limb, 0))
    undone = int(ground.basis["undone"])
    taken = undone if ground.basis["undone_limb"] == asked.limb else 0
    after = before + asked.minutes * 60 - taken
    day = date.fromisoformat(asked.earned_on)
    lines = [
        (
            f"{ground.shown['subject']}, {ground.shown['year']}",
            f"{minutes(before)} minutes",
            f"{minutes(after)} minutes",
        ),
        ("Worked on", "", f"{day:%B %-d, %Y}"),
    ]
    if undone:
        entry = f"{minutes(undone)} minutes"
        lines.append(("Entry it replaces", entry, "undone, and kept beside the new one"))
    return Change(
        f"Add {asked.minutes} minutes to the record of {ground.shown['name']}", tuple(lines)
    )


EXECUTORS = (Executor(TwoPersonAct.CREDIT_ADD, CreditAsked, _ground, _carry_out, _change),)
