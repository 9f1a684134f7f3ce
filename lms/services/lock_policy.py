"""The lock by which a change of what may be scored and a grading come one after the other.

It is taken after a member's lock and before the journal's head. SQLite's one writer needs none.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.errors import NotFoundError
from lms.models import Policy


def share_policy(session: Session, policy_id: int) -> None:
    """Keep the statuses of a policy's provisions as they are until the transaction ends.

    Any number of draws and gradings share it; ``hold_policy`` waits for them, and they for it.
    """
    session.execute(select(Policy.id).where(Policy.id == policy_id).with_for_update(read=True))


def hold_policy(session: Session, policy_id: int) -> None:
    """Change the statuses of a policy's provisions alone."""
    session.execute(select(Policy.id).where(Policy.id == policy_id).with_for_update(key_share=True))


def hold_policy_named(session: Session, slug: str) -> int:
    """The same, by the policy's address; returns its id.

    Raises:
        NotFoundError: there is no such policy.
    """
    statement = select(Policy.id).where(Policy.slug == slug).with_for_update(key_share=True)
    found = session.execute(statement).scalar()
    if found is None:
        raise NotFoundError(policy=slug)
    return found
