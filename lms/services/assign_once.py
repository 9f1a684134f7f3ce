"""Assigning a module where a form may be sent twice."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.assignment import Audience
from lms.models import Assignment, Content, Policy
from lms.services.assign_module import assign_module


def assign_once(
    session: Session,
    *,
    policy: str,
    module: str,
    audience: Audience,
    due_on: date,
    by: Actor,
    now: datetime,
) -> int:
    """Assign a module, or return the assignment of the same to the same by the same date.

    A second click lands on the assignment that the first one made.

    Raises:
        NotFoundError: there is no such approved module.
        InvalidError: the due date is past, or nobody is named.
    """
    document = {"kind": audience.kind.value, "value": audience.value}
    there = session.execute(
        select(Assignment.id)
        .join(Content, Content.id == Assignment.content_id)
        .join(Policy, Policy.id == Content.policy_id)
        .where(
            Policy.slug == policy,
            Content.slug == module,
            Assignment.due_on == due_on,
            Assignment.audience == document,
        )
        .limit(1)
    ).scalar()
    if there is not None:
        return there
    return assign_module(
        session, policy=policy, module=module, audience=audience, due_on=due_on, by=by, now=now
    )
