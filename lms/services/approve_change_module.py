"""Approving a drafted change module with its lessons."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.change_module import module_id
from lms.domain.errors import NotFoundError
from lms.models import Content, ContentState, ContentStateKind, ContentVersion, Policy
from lms.queries.content import latest_state
from lms.services.decide_content import approve_content


def approve_change_module(
    session: Session, *, policy: str, sequence: int, by: Actor, now: datetime
) -> int:
    """Approve what waits of the module and its lessons; approved, it is assigned.

    Raises:
        NotFoundError: nothing of it waits.
        ForbiddenError: it is by its author, or by no person.
    """
    name = module_id(sequence)
    waiting = session.execute(
        select(ContentVersion.id)
        .join(Content, Content.id == ContentVersion.content_id)
        .join(Policy, Policy.id == Content.policy_id)
        .join(ContentState, ContentState.id == latest_state())
        .where(
            Policy.slug == policy,
            ContentState.state == ContentStateKind.IN_REVIEW,
            or_(Content.slug == name, Content.slug.startswith(f"{name}-", autoescape=True)),
        )
    )
    version_ids = tuple(waiting.scalars())
    if not version_ids:
        raise NotFoundError(module=name)
    return approve_content(session, version_ids=version_ids, by=by, now=now)
