"""Reviewing a development: the clock of knowledge starts, and the legal-currency gate acts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from lms.domain.access import Actor, may_approve
from lms.domain.development import Development, Touch, held_back
from lms.domain.errors import ConflictError, ForbiddenError, NotFoundError
from lms.domain.events import DevelopmentReviewed
from lms.domain.provision import ProvisionStatus
from lms.models import (
    CurrencyHold,
    DevelopmentReview,
    Provision,
    ProvisionStatusRecord,
)
from lms.models import Development as DevelopmentRow
from lms.queries.developments import register_entry
from lms.queries.local_day import local_day
from lms.queries.policy_reader import StatusRow, statuses_on
from lms.services.journal import keep_private, record
from lms.services.lock_policy import hold_policy
from lms.services.set_statuses import set_statuses


class ReviewedAlreadyError(ConflictError):
    """The newest version was reviewed before, or is another one than the reviewer saw."""


def review_development(
    session: Session, *, code: str, digest: str, note: str, by: Actor, now: datetime
) -> tuple[str, ...]:
    """Record that a named person reviewed the newest version of a development.

    What it supersedes is not scored from this moment on: the statuses are set in the same
    transaction, and no draw or grading runs beside it. Returns the provisions that left scoring.

    Args:
        digest: of the version that the reviewer saw.
        note: what the reviewer looked at; may be empty.

    Raises:
        NotFoundError: there is no such development.
        ForbiddenError: the reviewer wrote this version, or is no person.
        ReviewedAlreadyError: see there.
    """
    policy_id = session.execute(
        select(DevelopmentRow.policy_id).where(DevelopmentRow.code == code)
    ).scalar()
    if policy_id is not None:
        hold_policy(session, policy_id)
    found = register_entry(session, code)
    if found is None:
        raise NotFoundError(development=code)
    version = found.newest
    if version.digest != digest or version.review is not None:
        raise ReviewedAlreadyError(development=code, number=version.number)
    if not may_approve(author=version.entered_by, approver=by):
        raise ForbiddenError(reason="somebody other than its author reviews an entry", code=code)
    day = local_day(session, now)
    held = statuses_on(session, policy=found.policy, day=day)
    superseded = version.entry.touching(Touch.SUPERSEDES)
    leaving = held_back(superseded, {name: row.status for name, row in held.items()})
    event = DevelopmentReviewed(
        policy=found.policy,
        code=code,
        number=version.number,
        digest=version.digest,
        reviewed_on=day.isoformat(),
        superseded=superseded,
        held_back=leaving,
        note_digest=keep_private(session, note.strip()),
    )
    session.execute(
        insert(DevelopmentReview).values(
            version_id=version.id,
            reviewed_by=by.account_id,
            reviewed_on=day,
            reviewed_at=now,
            note=note.strip(),
            event_seq=record(session, event, by=by, now=now),
        )
    )
    set_statuses(
        session,
        policy_id=found.policy_id,
        policy=found.policy,
        wanted={name: _blocked(held[name], version.entry) for name in leaving},
        by=by,
        now=now,
    )
    _note_holds(session, found.policy_id, version.id, leaving)
    return leaving


def _blocked(held: StatusRow, development: Development) -> StatusRow:
    """The status under which a superseded provision waits for two people."""
    return StatusRow(
        status=ProvisionStatus.BLOCKED,
        reason=f"Not scored since {development.code} was reviewed: {development.title}. "
        "It comes back when two people decide so.",
        guardrail="",
        gaps=held.gaps,
        phrases=held.phrases,
    )


def _note_holds(session: Session, policy_id: int, version_id: int, codes: Sequence[str]) -> None:
    """Say of each status that was just set which version of an entry brought it about."""
    if not codes:
        return
    newest = session.execute(
        select(func.max(ProvisionStatusRecord.id))
        .join(Provision, Provision.id == ProvisionStatusRecord.provision_id)
        .where(Provision.policy_id == policy_id, Provision.code.in_(tuple(codes)))
        .group_by(ProvisionStatusRecord.provision_id)
    ).scalars()
    rows = [{"status_id": status_id, "version_id": version_id} for status_id in newest]
    session.execute(insert(CurrencyHold), rows)
