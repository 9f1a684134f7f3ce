"""Drafting the module that trains what a published revision changed, and assigning it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.assignment import named
from lms.domain.change_module import drafted
from lms.domain.errors import ConflictError, InvalidError, NotFoundError
from lms.domain.events import ChangeModuleDrafted
from lms.models import Account, ChangeModule, Content, ContentKind, ContentVersion, ServiceRecord
from lms.queries.change_training import ChangeTraining, change_training
from lms.queries.local_day import local_day
from lms.queries.revision_impact import concerned
from lms.queries.roster import holds_on
from lms.services.assign_module import assign_module
from lms.services.import_content import import_content
from lms.services.journal import record
from lms.services.lock_policy import hold_policy_named


class NothingToAskError(ConflictError):
    """No approved scenario tests what changed; ``sections`` names those to be written on."""


def draft_change_module(
    session: Session, *, policy: str, sequence: int, due_on: date, by: Actor, now: datetime
) -> None:
    """Store the module and its lessons as versions in review; ``by`` is their author.

    Approved, it is assigned to the people whose training rests on what changed.

    Raises:
        NotFoundError: there is no such revision, or it changed nothing in substance.
        InvalidError: the due date is past.
        NothingToAskError: no scenario on the changed sections is approved since.
    """
    hold_policy_named(session, policy)
    today = local_day(session, now)
    if due_on < today:
        raise InvalidError(field="due_on", reason="The due date is in the past.")
    found = change_training(session, policy=policy, sequence=sequence, day=today)
    if found is None or not found.changes:
        raise NotFoundError(policy=policy, revision=sequence)
    author = session.execute(
        select(Account.display_name).where(Account.id == by.account_id)
    ).scalar()
    made = drafted(found.ground(author or "The policy owner"), found.pool)
    if made is None:
        raise NothingToAskError(sections=found.asked)
    import_content(
        session, policy=policy, lessons=made.lessons, modules=(made.module,), by=by, now=now
    )
    content_id = session.execute(
        select(Content.id).where(
            Content.kind == ContentKind.MODULE,
            Content.slug == made.module.id,
            Content.policy_id == found.policy_id,
        )
    ).scalar_one()
    event = ChangeModuleDrafted(
        policy=policy, sequence=sequence, module=made.module.id, due_on=due_on.isoformat()
    )
    session.execute(
        insert(ChangeModule).values(
            revision_id=found.revision_id,
            content_id=content_id,
            due_on=due_on,
            drafted_by=by.account_id,
            drafted_at=now,
            event_seq=record(session, event, by=by, now=now),
        )
    )


def assign_change_modules(
    session: Session, version_ids: Collection[int], *, by: Actor, now: datetime
) -> None:
    """Assign each change module among approved versions to the people it concerns.

    Who is assigned it already is not assigned it again; a due date that has passed by the
    approval becomes today's.
    """
    today = local_day(session, now)
    rows = session.execute(
        select(ChangeModule.revision_id, ChangeModule.due_on, Content.slug)
        .join(Content, Content.id == ChangeModule.content_id)
        .join(ContentVersion, ContentVersion.content_id == Content.id)
        .where(ContentVersion.id.in_(version_ids))
        .order_by(ChangeModule.id)
    ).all()
    latest = {row.slug: row for row in rows}
    for slug, row in latest.items():
        found = _training_of(session, row.revision_id, today)
        people = concerned(
            session,
            policy=found.policy,
            codes=found.old_codes,
            everybody=bool(found.added),
            day=today,
        )
        badges = _badges(session, people, today)
        if badges:
            assign_module(
                session,
                policy=found.policy,
                module=slug,
                audience=named(badges.values()),
                due_on=max(row.due_on, today),
                by=by,
                now=now,
            )


def _training_of(session: Session, revision_id: int, day: date) -> ChangeTraining:
    found = change_training(session, revision_id=revision_id, day=day)
    if found is None:
        raise NotFoundError(revision=revision_id)
    return found


def _badges(session: Session, people: Collection[int], day: date) -> Mapping[int, str]:
    rows = session.execute(
        select(ServiceRecord.member_id, ServiceRecord.badge_number).where(
            ServiceRecord.member_id.in_(people), holds_on(day)
        )
    )
    return {row.member_id: row.badge_number for row in rows}
