"""Approved checklists, who approved them, and whether one is withdrawn for review."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.domain.checklist import Checklist
from lms.domain.pulled import Pulled, Standing, pulled
from lms.models import (
    Account,
    Citation,
    ContentKind,
    ContentState,
    ContentStateKind,
    Provision,
    ProvisionChange,
)
from lms.queries.content import Version, approved, things
from lms.queries.provisions import provisions, revision_in_force


@dataclass(frozen=True, slots=True)
class ChecklistRow:
    """The newest approved version of a checklist.

    Attributes:
        pulled: why it is withdrawn; empty while it may be used.
    """

    version: Version
    checklist: Checklist
    approved_by: str
    approved_at: datetime
    pulled: tuple[Pulled, ...]


def checklists(
    session: Session, *, day: date, policy: str | None = None, slug: str | None = None
) -> tuple[ChecklistRow, ...]:
    """The approved checklists of a policy, or of all, by title; withdrawn ones among them."""
    slugs = None if slug is None else (slug,)
    versions = approved(session, ContentKind.CHECKLIST, policy=policy, slugs=slugs)
    found = things(session, versions.values(), Checklist)
    ids = [version.id for version in versions.values()]
    approvals = _approvals(session, ids)
    cited, agreed = _cited(session, ids), _looked_again(session, ids, day)
    standing = {
        name: _standing(session, name, day)
        for name in {version.policy for version in versions.values()}
    }
    rows = [
        ChecklistRow(
            version=version,
            checklist=found[name],
            approved_by=approvals[version.id][0],
            approved_at=approvals[version.id][1],
            pulled=tuple(
                pulled(
                    _as_approved(
                        cited.get(version.id, {}),
                        standing[version.policy],
                        agreed.get(version.id, frozenset()),
                    ),
                    standing[version.policy],
                )
            ),
        )
        for name, version in versions.items()
    ]
    return tuple(sorted(rows, key=lambda row: row.checklist.title))


def _approvals(
    session: Session, version_ids: Collection[int]
) -> Mapping[int, tuple[str, datetime]]:
    rows = session.execute(
        select(ContentState.version_id, Account.display_name, ContentState.decided_at)
        .outerjoin(Account, Account.id == ContentState.decided_by)
        .where(ContentState.version_id.in_(version_ids))
        .order_by(ContentState.id)
    )
    return {version_id: (name or "", at) for version_id, name, at in rows}


def _cited(session: Session, version_ids: Collection[int]) -> Mapping[int, dict[str, str]]:
    rows = session.execute(
        select(Citation.version_id, Provision.code, Citation.wording_digest)
        .join(Provision, Provision.id == Citation.provision_id)
        .where(Citation.version_id.in_(version_ids))
        .order_by(Citation.id)
    )
    found: dict[int, dict[str, str]] = {}
    for version_id, code, digest in rows:
        found.setdefault(version_id, {})[code] = digest
    return found


def _looked_again(
    session: Session, version_ids: Collection[int], day: date
) -> Mapping[int, frozenset[str]]:
    """The sections of each version that changed, and that somebody approved it on since."""
    rows = session.execute(
        select(
            Citation.version_id,
            Provision.code,
            func.max(ProvisionChange.event_seq).label("changed"),
            func.max(ContentState.event_seq).label("approved"),
        )
        .join(Provision, Provision.id == Citation.provision_id)
        .join(ProvisionChange, ProvisionChange.provision_id == Provision.id)
        .join(ContentState, ContentState.version_id == Citation.version_id)
        .where(
            Citation.version_id.in_(version_ids),
            ProvisionChange.effective_on <= day,
            ContentState.state == ContentStateKind.APPROVED,
        )
        .group_by(Citation.version_id, Provision.code)
    )
    found: dict[int, frozenset[str]] = {}
    for row in rows:
        if row.approved > row.changed:
            found[row.version_id] = found.get(row.version_id, frozenset()) | {row.code}
    return found


def _as_approved(
    cited: Mapping[str, str], standing: Mapping[str, Standing], agreed: Collection[str]
) -> Mapping[str, str]:
    """The words that each citation stands for: today's where it was approved on them."""
    return {
        code: standing[code].digest if code in agreed and code in standing else words
        for code, words in cited.items()
    }


def _standing(session: Session, policy: str, day: date) -> Mapping[str, Standing]:
    revision = revision_in_force(session, policy=policy, day=day)
    if revision is None:
        return {}
    rows = provisions(session, revision_id=revision.id, day=day)
    return {row.code: Standing(row.status, row.digest) for row in rows}
