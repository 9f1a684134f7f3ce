"""The scenarios that a member wrote, in any version."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.models import Account, Content, ContentKind, ContentVersion


def own_scenarios(session: Session, *, member_id: int) -> frozenset[str]:
    """Their ids; a member without an account wrote none."""
    rows = session.execute(
        select(Content.slug)
        .join(ContentVersion, ContentVersion.content_id == Content.id)
        .join(Account, Account.id == ContentVersion.author_id)
        .where(Content.kind == ContentKind.SCENARIO, Account.member_id == member_id)
    ).scalars()
    return frozenset(rows)
