"""The scenarios that a member wrote or approved, in any version."""

from __future__ import annotations

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from lms.models import (
    Account,
    Content,
    ContentKind,
    ContentState,
    ContentStateKind,
    ContentVersion,
)


def own_scenarios(session: Session, *, member_id: int) -> frozenset[str]:
    """Their ids; a member without an account wrote none."""
    account = select(Account.id).where(Account.member_id == member_id).scalar_subquery()
    approved = exists().where(
        ContentState.version_id == ContentVersion.id,
        ContentState.state == ContentStateKind.APPROVED,
        ContentState.decided_by == account,
    )
    rows = session.execute(
        select(Content.slug)
        .join(ContentVersion, ContentVersion.content_id == Content.id)
        .where(
            Content.kind == ContentKind.SCENARIO,
            or_(ContentVersion.author_id == account, approved),
        )
    ).scalars()
    return frozenset(rows)
