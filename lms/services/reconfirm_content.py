"""Approving again what was approved before the words it cites changed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.errors import NotFoundError
from lms.queries.local_day import local_day
from lms.queries.stale_content import stale_ever
from lms.services.decide_content import approve_again
from lms.services.lock_policy import hold_policy_named


def reconfirm_content(
    session: Session, *, policy: str, version_ids: Collection[int], by: Actor, now: datetime
) -> int:
    """Say that versions are right on the new words too; returns how many.

    Nothing of them changes: somebody other than the author has looked, and the record says
    who and when. What is not stale, or is already approved again, is left alone.

    Raises:
        NotFoundError: there is no such policy.
        ForbiddenError: it is by the author of one of them, or by no person.
    """
    policy_id = hold_policy_named(session, policy)
    stale = stale_ever(session, policy_id=policy_id)
    wanted = [each for each in version_ids if each in stale]
    if not wanted and version_ids:
        raise NotFoundError(versions=list(version_ids), day=local_day(session, now).isoformat())
    return approve_again(session, version_ids=wanted, by=by, now=now)
