"""Assigning what makes up the year to exactly some people."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.assignment import named
from lms.domain.errors import InvalidError
from lms.models import Requirement
from lms.queries.local_day import local_day
from lms.queries.make_up_plan import MakeUpPlan, plan_make_up
from lms.queries.monday import Everybody, to_make_up
from lms.queries.owed import Owed
from lms.services.assign_module import assign_module


def assign_make_up(
    session: Session,
    *,
    owed: Owed,
    member_ids: Collection[int],
    due_on: date,
    by: Actor,
    now: datetime,
) -> MakeUpPlan:
    """Assign to each of some people the modules that make up what they are short of.

    Who is no longer short, on leave, or has it assigned already gets nothing, so a second
    click assigns nothing. Two clicks at once come one after the other.

    Raises:
        InvalidError: the due date is past, or after the year's last day.
    """
    day = local_day(session, now)
    if not day <= due_on <= owed.period.ends_on:
        raise InvalidError(field="due_on", reason="The due date is not in what is left of it.")
    _hold(session, owed)
    facts = Everybody.of(session, owed, day)
    people = [each for each in facts.standings if each.person.member_id in member_ids]
    plan = plan_make_up(session, owed, to_make_up(people), facts.lessons)
    for each in plan.modules:
        assign_module(
            session,
            policy=owed.policy,
            module=each.module.slug,
            audience=named(each.badges),
            due_on=due_on,
            by=by,
            now=now,
        )
    return plan


def _hold(session: Session, owed: Owed) -> None:
    """Keep two make-ups of the same requirement one after the other."""
    session.execute(
        select(Requirement.id)
        .where(Requirement.id == owed.requirement_id)
        .with_for_update(key_share=True)
    )
