"""Approving and retiring versions of content: always by somebody other than the author."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select
from sqlalchemy.orm import Session

from lms.domain.access import Actor, may_approve, may_approve_checklist
from lms.domain.edition import is_due_again
from lms.domain.errors import ConflictError, ForbiddenError, NotFoundError
from lms.domain.events import ContentDecided
from lms.domain.requirement import PeriodKind, period_of
from lms.models import (
    Content,
    ContentKind,
    ContentState,
    ContentStateKind,
    ContentVersion,
    Policy,
)
from lms.queries.settings import settings_on
from lms.services.draft_change_module import assign_change_modules
from lms.services.journal import record
from lms.services.sign_gate import GateClosedError, closed_gates

_LATEST = (
    select(func.max(ContentState.id))
    .where(ContentState.version_id == ContentVersion.id)
    .correlate(ContentVersion)
    .scalar_subquery()
)
_VERSIONS = (
    select(
        ContentVersion.id,
        ContentVersion.number,
        ContentVersion.digest,
        ContentVersion.author_id,
        Content.kind,
        Content.slug,
        Policy.slug.label("policy"),
        ContentState.state,
        ContentState.decided_at,
    )
    .join(Content, Content.id == ContentVersion.content_id)
    .join(Policy, Policy.id == Content.policy_id)
    .join(ContentState, ContentState.id == _LATEST)
    .order_by(ContentVersion.id)
)


def approve_content(
    session: Session,
    *,
    policy: str | None = None,
    kinds: Collection[ContentKind] = tuple(ContentKind),
    version_ids: Iterable[int] = (),
    by: Actor,
    now: datetime,
) -> int:
    """Approve versions in review, all or none of them; returns how many.

    Args:
        policy: everything in review for this policy but modules whose gate is closed; else
            ``version_ids`` says which.
        kinds: of a policy's content, only these.

    Raises:
        NotFoundError: there is no such policy or version.
        ConflictError: a version named by its id is not in review.
        GateClosedError: a module named by its id waits for signatures or an outcome.
        ForbiddenError: the approver wrote one of them, is no person, or is not the policy owner
            and a checklist is among them.
    """
    found: Sequence[Row[*tuple[Any, ...]]]
    if policy is not None:
        _lock(session, policy)
        rows = session.execute(_VERSIONS.where(Policy.slug == policy)).all()
        found = [
            row for row in rows if row.state is ContentStateKind.IN_REVIEW and row.kind in kinds
        ]
        closed = closed_gates(session, _modules(found))
        found = [row for row in found if row.id not in closed]
    else:
        found = _named(session, tuple(dict.fromkeys(version_ids)))
        closed = closed_gates(session, _modules(found))
        if closed:
            slugs = sorted(row.slug for row in found if row.id in closed)
            raise GateClosedError(reason="a gate is closed", modules=slugs)
    _decide(session, found, ContentStateKind.APPROVED, by=by, now=now)
    assign_change_modules(session, _modules(found), by=by, now=now)
    return len(found)


def approve_again(
    session: Session, *, version_ids: Collection[int], by: Actor, now: datetime
) -> int:
    """Approve versions once more that are approved; returns how many.

    Raises:
        ForbiddenError: it is by the author of one of them, or by no person.
    """
    rows = session.execute(_VERSIONS.where(ContentVersion.id.in_(version_ids))).all()
    found = [row for row in rows if row.state is ContentStateKind.APPROVED]
    _decide(session, found, ContentStateKind.APPROVED, by=by, now=now)
    return len(found)


def _modules(rows: Iterable[Row[*tuple[Any, ...]]]) -> list[int]:
    return [row.id for row in rows if row.kind is ContentKind.MODULE]


def approve_plans_again(session: Session, *, policy: str, by: Actor, now: datetime) -> int:
    """Approve for this year's edition every lesson plan last approved before it; how many.

    The plans are the policy's modules in the versions in use. Nothing of them changes: somebody
    has looked, and the record says who and when. A second run changes nothing.

    Raises:
        NotFoundError: there is no such policy.
        ForbiddenError: it is by the author of one of them, or by no person.
    """
    _lock(session, policy)
    zone = settings_on(session, now.date()).zone
    edition = period_of(PeriodKind.CALENDAR_YEAR, now.astimezone(zone).date())
    rows = session.execute(
        _VERSIONS.where(Policy.slug == policy, Content.kind == ContentKind.MODULE)
    ).all()
    in_use = {row.slug: row for row in rows if row.state is ContentStateKind.APPROVED}
    due = [
        row
        for row in in_use.values()
        if is_due_again(approved_on=row.decided_at.astimezone(zone).date(), edition=edition)
    ]
    _decide(session, due, ContentStateKind.APPROVED, by=by, now=now)
    return len(due)


def retire_content(
    session: Session,
    *,
    policy: str,
    kind: ContentKind,
    slugs: Sequence[str],
    by: Actor,
    now: datetime,
) -> int:
    """Take pieces of content out of use with every version that is not retired yet.

    Older versions go too, or one of them would be used again. Returns how many versions.

    Raises:
        NotFoundError: there is no such policy or piece.
        ForbiddenError: it is by the author of one of them, or by no person.
    """
    _lock(session, policy)
    wanted = _VERSIONS.where(
        Policy.slug == policy, Content.kind == kind, Content.slug.in_(tuple(slugs))
    )
    rows = session.execute(wanted).all()
    missing = sorted(set(slugs) - {row.slug for row in rows})
    if missing:
        raise NotFoundError(kind=kind.value, slugs=missing)
    found = [row for row in rows if row.state is not ContentStateKind.RETIRED]
    _decide(session, found, ContentStateKind.RETIRED, by=by, now=now)
    return len(found)


def return_content(session: Session, *, version_id: int, by: Actor, now: datetime) -> None:
    """Give a version in review back to be written on; its author may take it back as well.

    Raises:
        NotFoundError: there is no such version.
        ConflictError: it is not in review.
    """
    _enter(session, _named(session, (version_id,)), ContentStateKind.DRAFT, by=by, now=now)


def mend_content(session: Session, *, version_id: int, by: Actor, now: datetime) -> None:
    """Put a version in use that changes nothing anybody is held to; its author may.

    The caller has made sure of that: ``services.write_draft.mend``.

    Raises:
        NotFoundError: there is no such version.
        ConflictError: it is not in review.
    """
    _enter(session, _named(session, (version_id,)), ContentStateKind.APPROVED, by=by, now=now)


def take_out(session: Session, *, content_id: int, by: Actor, now: datetime) -> None:
    """Take a piece of content out of use at once, as part of an act that two people decided.

    Whoever decided that act may have written it.

    Raises:
        ForbiddenError: no approved proposal is behind it.
    """
    if by.proposal_id is None:
        raise ForbiddenError(content=content_id, reason="no two people decided this")
    rows = session.execute(_VERSIONS.where(ContentVersion.content_id == content_id)).all()
    found = [row for row in rows if row.state is not ContentStateKind.RETIRED]
    _enter(session, found, ContentStateKind.RETIRED, by=by, now=now)


def _lock(session: Session, *policies: str) -> None:
    """Keep decisions about the same policy one after the other."""
    locked = session.execute(
        select(Policy.slug)
        .where(Policy.slug.in_(policies))
        .order_by(Policy.id)
        .with_for_update(key_share=True)
    ).scalars()
    missing = sorted(set(policies) - set(locked))
    if missing:
        raise NotFoundError(policies=missing)


def _named(session: Session, version_ids: Sequence[int]) -> Sequence[Row[*tuple[Any, ...]]]:
    """The versions of these ids, all in review."""
    wanted = _VERSIONS.where(ContentVersion.id.in_(version_ids))
    _lock(session, *{row.policy for row in session.execute(wanted)})
    rows = session.execute(wanted).all()
    missing = sorted(set(version_ids) - {row.id for row in rows})
    if missing:
        raise NotFoundError(versions=missing)
    decided = [row.id for row in rows if row.state is not ContentStateKind.IN_REVIEW]
    if decided:
        raise ConflictError(reason="decided already", versions=decided)
    return rows


def _decide(
    session: Session,
    rows: Sequence[Row[*tuple[Any, ...]]],
    state: ContentStateKind,
    *,
    by: Actor,
    now: datetime,
) -> None:
    own = [row.slug for row in rows if not may_approve(author=row.author_id, approver=by)]
    if own:
        raise ForbiddenError(reason="somebody other than the author decides", slugs=own)
    checklists = [row.slug for row in rows if row.kind is ContentKind.CHECKLIST]
    if checklists and state is ContentStateKind.APPROVED and not may_approve_checklist(by):
        raise ForbiddenError(reason="the policy owner approves checklists", slugs=checklists)
    _enter(session, rows, state, by=by, now=now)


def _enter(
    session: Session,
    rows: Sequence[Row[*tuple[Any, ...]]],
    state: ContentStateKind,
    *,
    by: Actor,
    now: datetime,
) -> None:
    states = []
    for row in rows:
        event = ContentDecided(
            policy=row.policy,
            content_kind=row.kind.value,
            slug=row.slug,
            number=row.number,
            digest=row.digest,
            state=state.value,
        )
        states.append(
            {
                "version_id": row.id,
                "state": state,
                "decided_at": now,
                "decided_by": by.account_id,
                "event_seq": record(session, event, by=by, now=now),
            }
        )
    if states:
        session.execute(insert(ContentState), states)
