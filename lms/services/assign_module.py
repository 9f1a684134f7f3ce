"""Assigning modules, excusing people, and opening a period."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.assignment import Audience, AudienceKind, check_more_time, includes
from lms.domain.errors import ConflictError, InvalidError, NotFoundError
from lms.domain.events import MemberExcused, MemberExtended, ModuleAssigned, PeriodOpened
from lms.domain.member import ServiceFacts
from lms.domain.requirement import owes_period
from lms.domain.setting import NewHires
from lms.models import (
    Assignment,
    Exemption,
    MemberAssignment,
    RequirementInstance,
)
from lms.queries.content import approved_module
from lms.queries.provisions import refuse_rescinded
from lms.queries.roster import Person, roster
from lms.queries.settings import settings_on
from lms.queries.standing import Owed, owed_on
from lms.services.allot_id import allot_id
from lms.services.journal import keep_private, record
from lms.services.keep_file import FileToKeep, keep_file
from lms.services.lock_member import lock_member


def _facts(person: Person) -> ServiceFacts:
    values = asdict(person)
    for name in ("member_id", "supervisor_id"):
        values.pop(name)
    return ServiceFacts(**values, supervisor_badge=None, valid_from=person.hired_on)


def members_in(session: Session, audience: Audience, day: date) -> tuple[Person, ...]:
    """The serving members that an audience names on ``day``."""
    return tuple(
        person for person in roster(session, day) if includes(audience, _facts(person), day)
    )


def assign_module(
    session: Session,
    *,
    policy: str,
    module: str,
    audience: Audience,
    due_on: date,
    by: Actor,
    now: datetime,
) -> int:
    """Assign a module to everybody an audience names today; returns the assignment.

    Raises:
        NotFoundError: there is no such approved module.
        InvalidError: the due date is past, or nobody is named.
        RescindedError: the policy it trains is no rule any more.
    """
    today = now.astimezone(settings_on(session, now.date()).zone).date()
    if due_on < today:
        raise InvalidError(field="due_on", reason="The due date is in the past.")
    refuse_rescinded(session, policy=policy, day=today)
    version = approved_module(session, policy=policy, slug=module)
    people = members_in(session, audience, today)
    if not people:
        raise InvalidError(field="audience", reason="Nobody on the roster fits this choice.")
    assignment_id = allot_id(session, Assignment)
    event = ModuleAssigned(
        assignment_id=assignment_id,
        module=module,
        audience=f"{audience.kind.value} {audience.value}".strip(),
        due_on=due_on.isoformat(),
        members=len(people),
    )
    seq = record(session, event, by=by, now=now)
    session.execute(
        insert(Assignment).values(
            id=assignment_id,
            content_id=version.content_id,
            audience={"kind": audience.kind.value, "value": audience.value},
            opens_on=today,
            due_on=due_on,
            assigned_by=by.account_id,
            assigned_at=now,
            event_seq=seq,
        )
    )
    session.execute(
        insert(MemberAssignment),
        [
            {
                "assignment_id": assignment_id,
                "member_id": person.member_id,
                "due_on": due_on,
                "assigned_at": now,
                "event_seq": seq,
            }
            for person in people
        ],
    )
    return assignment_id


def open_period(session: Session, *, day: date, by: Actor, now: datetime) -> int:
    """Create what is owed in the periods that hold ``day``; returns how many duties were new.

    Sworn members who serve on ``day`` owe it (IV.E), new hires as the Chief decided; one who has
    the duty keeps the one they have, so a second run changes nothing.
    """
    return sum(_open(session, owed, day=day, by=by, now=now) for owed in owed_on(session, day))


def _open(session: Session, owed: Owed, *, day: date, by: Actor, now: datetime) -> int:
    have = set(
        session.execute(
            select(RequirementInstance.member_id).where(
                RequirementInstance.requirement_id == owed.requirement_id,
                RequirementInstance.period_start == owed.period.starts_on,
            )
        ).scalars()
    )
    sworn = members_in(session, Audience(AudienceKind.ALL_SWORN), day)
    later = settings_on(session, day).new_hires is NewHires.NEXT_YEAR
    missing = [
        person
        for person in sworn
        if person.member_id not in have
        and owes_period(owed.period, person.hired_on, from_next_year=later)
    ]
    if not missing:
        return 0
    event = PeriodOpened(
        requirement=owed.requirement.slug,
        period_start=owed.period.starts_on.isoformat(),
        members=len(missing),
    )
    seq = record(session, event, by=by, now=now)
    session.execute(
        insert(RequirementInstance),
        [
            {
                "requirement_id": owed.requirement_id,
                "version_id": owed.version_id,
                "member_id": person.member_id,
                "period_start": owed.period.starts_on,
                "period_end": owed.period.ends_on,
                "event_seq": seq,
            }
            for person in missing
        ],
    )
    return len(missing)


def excuse_member(  # noqa: PLR0913 - an exemption has this many parts
    session: Session,
    *,
    member_id: int,
    assignment_id: int,
    reason: str,
    approved_by: str,
    valid_until: date | None,
    extended_to: date | None = None,
    document: FileToKeep | None = None,
    by: Actor,
    now: datetime,
) -> None:
    """Excuse a member from an assignment, or give them more time, with reason and approver.

    Args:
        extended_to: with more time the new due date, later than the one that holds and in the
            calendar year in which the work counts; ``valid_until`` is not asked then.
        document: the paper behind it, seen by the training unit only.

    Raises:
        InvalidError: there is no reason, it is one's own record, or the new date is none.
        NotFoundError: the member has no such assignment.
        ConflictError: an exemption stands already.
    """
    if by.member_id is not None and by.member_id == member_id:
        raise InvalidError(reason="nobody acts on their own record")
    if not reason.strip():
        raise InvalidError(field="reason", reason="Say why.")
    lock_member(session, member_id)
    until = _until(session, member_id, assignment_id)
    if extended_to is not None:
        check_more_time(extended_to, *until)
        valid_until = extended_to
    digest = keep_private(session, reason.strip())
    document_sha256 = keep_file(session, document, now=now)
    event: MemberExcused | MemberExtended = MemberExcused(
        member_id=member_id,
        assignment_id=assignment_id,
        valid_until=valid_until.isoformat() if valid_until else None,
        reason_digest=digest,
        document=document_sha256,
    )
    if extended_to is not None:
        event = MemberExtended(
            member_id=member_id,
            assignment_id=assignment_id,
            extended_to=extended_to.isoformat(),
            reason_digest=digest,
            document=document_sha256,
        )
    seq = record(session, event, by=by, now=now)
    today = now.astimezone(settings_on(session, now.date()).zone).date()
    session.execute(
        insert(Exemption).values(
            member_id=member_id,
            assignment_id=assignment_id,
            requirement_id=None,
            valid_from=today,
            valid_until=valid_until,
            extended_to=extended_to,
            reason=reason.strip(),
            approved_by=approved_by,
            document_sha256=document_sha256,
            recorded_at=now,
            event_seq=seq,
        )
    )


def _until(session: Session, member_id: int, assignment_id: int) -> tuple[date, date]:
    """When a member's share was due at first, and until when they have time now."""
    assigned = select(MemberAssignment.due_on).where(
        MemberAssignment.assignment_id == assignment_id, MemberAssignment.member_id == member_id
    )
    due_on = session.execute(assigned).scalar()
    if due_on is None:
        raise NotFoundError(member=member_id, assignment=assignment_id)
    there = select(Exemption.extended_to).where(
        Exemption.assignment_id == assignment_id, Exemption.member_id == member_id
    )
    before = session.execute(there).scalars().all()
    if None in before:
        raise ConflictError(member=member_id, assignment=assignment_id)
    return due_on, max((until for until in before if until is not None), default=due_on)
