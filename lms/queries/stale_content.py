"""Content that was approved before the words it cites changed in substance."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.domain.change_nature import Nature
from lms.models import (
    Citation,
    Content,
    ContentState,
    ContentStateKind,
    ContentVersion,
    Provision,
    ProvisionChange,
)


def stale_ever(session: Session, *, policy_id: int) -> Mapping[int, tuple[str, ...]]:
    """The versions that are or will be stale by what is published so far."""
    return stale_versions(session, policy_id=policy_id, day=date.max)


def stale_versions(session: Session, *, policy_id: int, day: date) -> Mapping[int, tuple[str, ...]]:
    """The versions to be looked at again on ``day``, with the provisions that changed.

    A version is stale from the day on which a change of substance holds, until somebody
    approves it again after the publication.
    """
    approved = (
        select(func.max(ContentState.event_seq))
        .where(
            ContentState.version_id == Citation.version_id,
            ContentState.state == ContentStateKind.APPROVED,
        )
        .correlate(Citation)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Citation.version_id, Provision.code)
        .distinct()
        .join(ProvisionChange, ProvisionChange.provision_id == Citation.provision_id)
        .join(Provision, Provision.id == Citation.provision_id)
        .join(ContentVersion, ContentVersion.id == Citation.version_id)
        .join(Content, Content.id == ContentVersion.content_id)
        .where(
            Content.policy_id == policy_id,
            ProvisionChange.nature == Nature.SUBSTANTIVE,
            ProvisionChange.effective_on <= day,
            ProvisionChange.event_seq > approved,
        )
        .order_by(Citation.version_id, Provision.code)
    )
    found: dict[int, tuple[str, ...]] = {}
    for version_id, code in rows:
        found[version_id] = (*found.get(version_id, ()), code)
    return found
