"""Content that was written for words that hold only from a day to come."""

from __future__ import annotations

from datetime import date

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    bindparam,
    func,
    select,
    union,
)
from sqlalchemy.orm import Session

from lms.domain.change_nature import Nature
from lms.domain.training import TrainingModule
from lms.models import (
    Citation,
    Content,
    ContentState,
    ContentStateKind,
    ContentVersion,
    ProvisionChange,
    ProvisionWording,
    Revision,
    RevisionDecision,
)
from lms.queries.content import Version
from lms.queries.journal_place import rows_of
from lms.queries.provisions import HOLDING


def waiting_versions(session: Session, *, policy_id: int, day: date) -> frozenset[int]:
    """The versions that are not used on ``day``, since the words they rest on do not hold yet.

    They were first approved after a publication and cite what it changes in substance from a
    later day, or a section that is new with it. Until that day the version before is used.
    What was approved before the publication, and again since, is right on both wordings.
    """
    asked = {"policy_id": policy_id, "day": day}
    coming = tuple(rows_of(session, _COMING, asked).scalars())
    if not coming:
        return frozenset()
    rows = session.execute(
        union(_on_changes(policy_id, day), _on_new_sections(policy_id, coming, day))
    )
    return frozenset(rows.scalars())


def _decided(policy_id: int | BindParameter[int], when: ColumnElement[bool]) -> Select[int]:
    return (
        select(RevisionDecision.revision_id)
        .join(Revision, Revision.id == RevisionDecision.revision_id)
        .where(Revision.policy_id == policy_id, RevisionDecision.kind.in_(HOLDING), when)
    )


_COMING = _decided(
    bindparam("policy_id", type_=Integer()), RevisionDecision.effective_on > bindparam("day")
)


def _citing(policy_id: int) -> Select[int]:
    return (
        select(Citation.version_id)
        .join(ContentVersion, ContentVersion.id == Citation.version_id)
        .join(Content, Content.id == ContentVersion.content_id)
        .where(Content.policy_id == policy_id)
    )


def _on_changes(policy_id: int, day: date) -> Select[int]:
    first_approved = (
        select(func.min(ContentState.event_seq))
        .where(
            ContentState.version_id == Citation.version_id,
            ContentState.state == ContentStateKind.APPROVED,
        )
        .correlate(Citation)
        .scalar_subquery()
    )
    return (
        _citing(policy_id)
        .join(ProvisionChange, ProvisionChange.provision_id == Citation.provision_id)
        .where(
            ProvisionChange.nature == Nature.SUBSTANTIVE,
            ProvisionChange.effective_on > day,
            ProvisionChange.event_seq < first_approved,
        )
    )


def _on_new_sections(policy_id: int, coming: tuple[int, ...], day: date) -> Select[int]:
    held = _decided(policy_id, RevisionDecision.effective_on <= day)
    stands = select(ProvisionWording.provision_id)
    return _citing(policy_id).where(
        Citation.provision_id.in_(stands.where(ProvisionWording.revision_id.in_(coming))),
        Citation.provision_id.not_in(stands.where(ProvisionWording.revision_id.in_(held))),
    )


def not_yet_used(
    session: Session, version: Version, module: TrainingModule, day: date
) -> frozenset[int]:
    """The versions that a module does not use on ``day``.

    The module that trains a coming revision is all about words to come, and waits for nothing.
    """
    if module.revises is not None:
        return frozenset()
    return waiting_versions(session, policy_id=version.policy_id, day=day)
