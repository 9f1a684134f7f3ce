"""Giving a coming revision its provisions, and recording what became of the older ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.change_nature import Nature
from lms.domain.coming_provisions import Coming
from lms.domain.events import RevisionPublished
from lms.domain.journal_chain import digest
from lms.models import Carried, Policy, Provision, ProvisionChange, ProvisionWording
from lms.queries.coming_revision import ComingRevision
from lms.queries.policy_reader import StatusRow
from lms.services.import_policy import provision_ids, wording_row
from lms.services.journal import record
from lms.services.set_statuses import set_statuses


def publish_revision(
    session: Session,
    found: ComingRevision,
    *,
    effective_on: date,
    by: Actor,
    now: datetime,
) -> None:
    """Store the wordings of a revision, and each provision's change with its day.

    An old provision keeps its status; a new one gets the one that was chosen. Nothing of the
    older revision is touched.
    """
    policy = found.impact.pair.after.slug
    policy_id = session.execute(select(Policy.id).where(Policy.slug == policy)).scalar_one()
    coming = found.coming
    ids = provision_ids(session, policy_id, [each.id for each in coming.provisions])
    event = RevisionPublished(
        policy=policy,
        sequence=found.at.after.sequence,
        replaces=found.before.sequence,
        effective_on=effective_on.isoformat(),
        carried=len(coming.carried),
        confirmed=len(coming.confirmed),
        added=len(coming.added),
        dropped=len(coming.dropped),
        provisions_digest=digest([[each.id, each.provision.digest] for each in coming.provisions]),
    )
    seq = record(session, event, by=by, now=now)
    if coming.provisions:
        session.execute(insert(ProvisionWording), list(_wordings(coming, ids, found.at.after.id)))
    changes = list(_changes(session, found, policy_id, effective_on, seq))
    if changes:
        session.execute(insert(ProvisionChange), changes)
    set_statuses(
        session,
        policy_id=policy_id,
        policy=policy,
        wanted={
            each.id: StatusRow.of(each.provision)
            for each in coming.provisions
            if each.id in coming.added
        },
        by=by,
        now=now,
    )


def _wordings(coming: Coming, ids: Mapping[str, int], revision_id: int) -> Iterator[dict[str, Any]]:
    for position, each in enumerate(coming.provisions):
        if each.id in coming.added:
            how = Carried.IMPORTED
        else:
            how = Carried.UNCHANGED if each.id in coming.carried else Carried.CONFIRMED
        yield {
            **wording_row(each),
            "provision_id": ids[each.id],
            "revision_id": revision_id,
            "position": position,
            "carried": how,
        }


def _changes(
    session: Session, found: ComingRevision, policy_id: int, effective_on: date, seq: int
) -> Iterator[dict[str, Any]]:
    """A row for each old provision on other words or none; one without a mark is grave."""
    stored = select(Provision.code, Provision.id).where(Provision.policy_id == policy_id)
    ids = {row.code: row.id for row in session.execute(stored)}
    for each in found.impact.changed:
        dropped = each.code in found.coming.dropped
        yield {
            "revision_id": found.at.after.id,
            "provision_id": ids[each.code],
            "nature": (Nature.SUBSTANTIVE if dropped or each.retrains else Nature.EDITORIAL),
            "effective_on": effective_on,
            "event_seq": seq,
        }
