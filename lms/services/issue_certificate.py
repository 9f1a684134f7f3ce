"""Issuing certificates: the year's when everything is complete, a module's when asked for."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, bindparam, func, insert, select
from sqlalchemy.orm import Session

from lms.domain.access import Actor, TwoPersonAct
from lms.domain.certificate import (
    CODE_BITS,
    TOGETHER,
    CertificateFacts,
    CertificateKind,
    LimbMinutes,
    code_from_bits,
)
from lms.domain.credit import minutes
from lms.domain.errors import ConflictError, NotFoundError
from lms.domain.events import CertificateIssued
from lms.domain.requirement import Limb, Period, PeriodKind, Worked, period_of, standing
from lms.domain.setting import Settings
from lms.domain.training import TrainingModule
from lms.domain.two_people import check_alone
from lms.models import Certificate, CertificateRevocation, CreditSource, JournalHead
from lms.queries.completed_late import late_days
from lms.queries.content import thing, version
from lms.queries.ledger import seconds_of_sitting, sources_in, verified_in, verified_seconds
from lms.queries.mptc import mptc_decision
from lms.queries.owed import owes
from lms.queries.provisions import RevisionRow, revision_in_force
from lms.queries.roster import Person, person
from lms.queries.settings import settings_on
from lms.queries.signed_heads import newest_head, printed_or_nothing
from lms.queries.sittings import attempts_of, own_sitting
from lms.queries.standing import (
    Owed,
    assigned_modules,
    lessons_that_count,
    member_standing,
    owed_on,
    seconds_by_limb,
)
from lms.services.allot_id import allot_id
from lms.services.journal import record
from lms.services.lock_member import lock_member

ONLINE, TAUGHT, OUTSIDE = "self-paced online", "class", "outside training"
OUTCOME = "passed"


class NotCertifiableError(ConflictError):
    """The revision in force is undated and nobody has adopted it or signed why not."""


_ONE_OF_YEAR = select(Certificate.id).where(
    Certificate.member_id == bindparam("member_id"),
    Certificate.kind == CertificateKind.YEAR,
    Certificate.subject == bindparam("subject"),
    Certificate.period_start == bindparam("period_start"),
)


@dataclass(frozen=True, slots=True)
class _Subject:
    """What a certificate is about, before its facts are written."""

    kind: CertificateKind
    subject: str
    completed: str
    policy: str
    period: Period
    limbs: tuple[Limb, ...]
    hour_definition: str
    verified: Mapping[str, int]
    credited: Mapping[str, int]
    owed_seconds: int
    delivery: str
    completed_on: date
    attempts: tuple[int, ...]


def issue_year_certificate(
    session: Session, *, member_id: int, by: Actor, now: datetime, days: Iterable[date] = ()
) -> tuple[int, ...]:
    """Issue the certificate of every requirement that has just become complete.

    Complete means: the time is worked, every subject is met, and the modules assigned for the
    period are passed. A period that has its certificate gets no second one here. The caller
    holds the member's lock.

    Args:
        days: of the periods that may be complete now, each as what happened says: what is
            recorded in February may complete the year before. Today's, if left out.
    """
    settings = settings_on(session, now.date())
    today = now.astimezone(settings.zone).date()
    issued = []
    for owed in _owed_in(session, tuple(days) or (today,), today):
        if _has_one(session, member_id, owed) or not _is_complete(session, member_id, owed):
            continue
        revision = revision_in_force(session, policy=owed.policy, day=today)
        if revision is None or not _certifiable(revision, settings):
            continue
        subject = _year(session, member_id, owed, today)
        issued.append(_issue(session, subject, member_id, revision, settings, by=by, now=now))
    return tuple(issued)


def _owed_in(session: Session, days: Iterable[date], today: date) -> Iterable[Owed]:
    """What is owed in the years of some days; a year that is over as on its last day."""
    ends = (period_of(PeriodKind.CALENDAR_YEAR, day).ends_on for day in days)
    judged = sorted({min(end, today) for end in ends})
    found = (owed for day in judged for owed in owed_on(session, day))
    return {(owed.requirement_id, owed.period.starts_on): owed for owed in found}.values()


def issue_module_certificate(
    session: Session, *, sitting_id: int, member_id: int, by: Actor, now: datetime
) -> int:
    """Issue the certificate of a passed module; asked for again, the same one is returned.

    Raises:
        NotFoundError: no such sitting of this member.
        ConflictError: the module is not passed.
        NotCertifiableError: nobody has adopted the undated revision or signed why not.
    """
    lock_member(session, member_id)
    settings = settings_on(session, now.date())
    today = now.astimezone(settings.zone).date()
    sitting = own_sitting(session, sitting_id=sitting_id, member_id=member_id)
    if sitting is None:
        raise NotFoundError(sitting=sitting_id)
    passed = [each for each in attempts_of(session, sitting_id) if each.passed]
    if not passed:
        raise ConflictError(sitting=sitting_id, reason="the module is not passed")
    found = version(session, sitting.module_version_id)
    module = thing(session, found, TrainingModule)
    asked = _owed_in(session, (sitting.period_start,), today)
    owed = next((each for each in asked if each.policy == found.policy), None)
    revision = revision_in_force(session, policy=found.policy, day=today)
    if owed is None or revision is None or not _certifiable(revision, settings):
        raise NotCertifiableError(policy=found.policy)
    seconds = seconds_of_sitting(session, sitting_id=sitting_id)
    submitted_at = passed[0].submitted_at or now
    subject = _Subject(
        kind=CertificateKind.MODULE,
        subject=f"{found.policy}/{module.id}",
        completed=f"Module {module.number}: {module.title}",
        policy=found.policy,
        period=owed.period,
        limbs=owed.requirement.limbs,
        hour_definition=owed.requirement.hour_definition,
        verified=verified_seconds(session, member_id=member_id, sitting_id=sitting_id),
        credited=seconds,
        owed_seconds=0,
        delivery=ONLINE,
        completed_on=submitted_at.astimezone(settings.zone).date(),
        attempts=(passed[0].id,),
    )
    there = _newest(session, member_id, subject)
    if there is not None:
        return there
    return _issue(session, subject, member_id, revision, settings, by=by, now=now)


def issue_by_hand(
    session: Session,
    *,
    member_id: int,
    requirement: str,
    period_start: date,
    by: Actor,
    now: datetime,
) -> int:
    """Issue a year's certificate anew, where the one there is was revoked or none was made.

    No hand makes a year complete: what is missing is a correction of the time, decided as one.
    A certificate that replaces another keeps the day of completion.

    Raises:
        TakesTwoPeopleError: no approved proposal is behind it.
        NotFoundError: there is no such requirement in that period.
        ConflictError: a certificate stands, or the year is not complete.
        NotCertifiableError: nobody has adopted the undated revision or signed why not.
    """
    check_alone(TwoPersonAct.CERTIFICATE_ISSUE, by)
    lock_member(session, member_id)
    owed, completed_on = can_issue_by_hand(
        session, member_id=member_id, requirement=requirement, period_start=period_start, now=now
    )
    settings = settings_on(session, now.date())
    today = now.astimezone(settings.zone).date()
    revision = revision_in_force(session, policy=owed.policy, day=today)
    if revision is None or not _certifiable(revision, settings):
        raise NotCertifiableError(policy=owed.policy)
    subject = _year(session, member_id, owed, completed_on)
    return _issue(session, subject, member_id, revision, settings, by=by, now=now)


def can_issue_by_hand(
    session: Session, *, member_id: int, requirement: str, period_start: date, now: datetime
) -> tuple[Owed, date]:
    """The duty that a certificate by hand would be of, and the day it was complete.

    Raises:
        NotFoundError: there is no such requirement in that period.
        ConflictError: a certificate stands, or the year is not complete.
    """
    today = now.astimezone(settings_on(session, now.date()).zone).date()
    owed = next(
        (
            each
            for each in _owed_in(session, (period_start,), today)
            if each.requirement.slug == requirement
        ),
        None,
    )
    if owed is None or owed.period.starts_on != period_start or period_start > today:
        raise NotFoundError(requirement=requirement)
    newest = session.execute(
        select(Certificate.id, Certificate.facts)
        .where(_of_year(member_id, owed))
        .order_by(Certificate.sequence.desc())
        .limit(1)
    ).one_or_none()
    if newest is not None and session.get(CertificateRevocation, newest.id) is None:
        raise ConflictError(member=member_id, reason="a certificate stands")
    if not _is_complete(session, member_id, owed):
        raise ConflictError(member=member_id, reason="the year is not complete")
    if newest is not None:
        return owed, date.fromisoformat(newest.facts["completed_on"])
    return owed, _completed_on(session, member_id, owed, today)


def _completed_on(session: Session, member_id: int, owed: Owed, today: date) -> date:
    """The day a year was complete: its last one at most, or the day of what came late."""
    late = late_days(session, owed, lessons_that_count(session, owed)).get(member_id)
    assigned = assigned_modules(session, member_id=member_id, period=owed.period)
    passed = [module.passed_on for module in assigned if module.passed_on is not None]
    return max([min(today, owed.period.ends_on), *([late] if late else []), *passed])


def _certifiable(revision: RevisionRow, settings: Settings) -> bool:
    return revision.certifiable or settings.demonstration


def _has_one(session: Session, member_id: int, owed: Owed) -> bool:
    asked = {
        "member_id": member_id,
        "subject": owed.requirement.slug,
        "period_start": owed.period.starts_on,
    }
    return session.connection().execute(_ONE_OF_YEAR, asked).first() is not None


def _of_year(member_id: int, owed: Owed) -> ColumnElement[bool]:
    return and_(
        Certificate.member_id == member_id,
        Certificate.kind == CertificateKind.YEAR,
        Certificate.subject == owed.requirement.slug,
        Certificate.period_start == owed.period.starts_on,
    )


def _is_complete(session: Session, member_id: int, owed: Owed) -> bool:
    """Judge the time alone first: one sum mostly answers the question."""
    seconds = seconds_by_limb(session, member_id=member_id, period=owed.period)
    short = standing(Worked(seconds, {}), owed.requirement).short
    if short or not owes(session, member_id=member_id, owed=owed):
        return False
    if not member_standing(session, member_id=member_id, owed=owed).met:
        return False
    assigned = assigned_modules(session, member_id=member_id, period=owed.period)
    return all(module.passed_on is not None for module in assigned)


def _newest(session: Session, member_id: int, subject: _Subject) -> int | None:
    return session.execute(
        select(Certificate.id)
        .where(
            Certificate.member_id == member_id,
            Certificate.kind == subject.kind,
            Certificate.subject == subject.subject,
            Certificate.period_start == subject.period.starts_on,
        )
        .order_by(Certificate.sequence.desc())
        .limit(1)
    ).scalar()


def _year(session: Session, member_id: int, owed: Owed, today: date) -> _Subject:
    return _Subject(
        kind=CertificateKind.YEAR,
        subject=owed.requirement.slug,
        completed=f"{owed.requirement.title}, {owed.period.name}",
        policy=owed.policy,
        period=owed.period,
        limbs=owed.requirement.limbs,
        hour_definition=owed.requirement.hour_definition,
        verified=verified_in(session, member_id=member_id, period=owed.period),
        credited=seconds_by_limb(session, member_id=member_id, period=owed.period),
        owed_seconds=owed.requirement.seconds,
        delivery=_delivery(session, member_id, owed.period),
        completed_on=today,
        attempts=(),
    )


def _delivery(session: Session, member_id: int, period: Period) -> str:
    """How the training of a period was delivered, as its certificate prints it."""
    sources = sources_in(session, member_id=member_id, period=period)
    online = bool(sources & {CreditSource.LESSON, CreditSource.ATTEMPT})
    taught = bool(sources & {CreditSource.CLASS, CreditSource.PAPER})
    outside = CreditSource.OUTSIDE in sources
    found = ((ONLINE, online), (TAUGHT, taught), (OUTSIDE, outside))
    named = [words for words, holds in found if holds]
    return " and ".join(named) or ONLINE


def _issue(
    session: Session,
    subject: _Subject,
    member_id: int,
    revision: RevisionRow,
    settings: Settings,
    *,
    by: Actor,
    now: datetime,
) -> int:
    somebody = person(session, member_id, subject.completed_on)
    if somebody is None:
        raise NotFoundError(member=member_id)
    head = session.execute(select(JournalHead.leaf_hash).with_for_update()).scalar_one()
    facts = _facts(subject, somebody, revision, settings, head=head, now=now)
    facts = replace(
        facts,
        signed_head=printed_or_nothing(newest_head(session)),
        mptc=_mptc(session, subject, date.fromisoformat(facts.issued_on)),
    )
    sequence = (
        1
        + session.execute(
            select(func.count())
            .select_from(Certificate)
            .where(
                Certificate.member_id == member_id,
                Certificate.kind == subject.kind,
                Certificate.subject == subject.subject,
                Certificate.period_start == subject.period.starts_on,
            )
        ).scalar_one()
    )
    replaces = _newest(session, member_id, subject)
    certificate_id = allot_id(session, Certificate)
    event = CertificateIssued(
        certificate_id=certificate_id,
        certificate_kind=subject.kind.value,
        member_id=member_id,
        subject=subject.subject,
        period_start=subject.period.starts_on.isoformat(),
        facts_digest=facts.facts_digest,
        seconds=dict(subject.credited),
        attempts=subject.attempts,
        replaces=replaces,
    )
    seq = record(session, event, by=by, now=now)
    session.execute(
        insert(Certificate).values(
            id=certificate_id,
            code=facts.code,
            kind=subject.kind,
            member_id=member_id,
            subject=subject.subject,
            period_start=subject.period.starts_on,
            sequence=sequence,
            supersedes_id=replaces,
            facts=facts.document(),
            facts_digest=facts.facts_digest,
            issued_at=now,
            event_seq=seq,
        )
    )
    return certificate_id


def _facts(
    subject: _Subject,
    somebody: Person,
    revision: RevisionRow,
    settings: Settings,
    *,
    head: str,
    now: datetime,
) -> CertificateFacts:
    code = code_from_bits(secrets.randbits(CODE_BITS))
    return CertificateFacts(
        code=code,
        kind=subject.kind,
        department=settings.department,
        member_name=somebody.full_name,
        rank=somebody.rank,
        badge_number=somebody.badge_number,
        completed=subject.completed,
        period=subject.period.name,
        policy_title=revision.title,
        policy_revision=revision.name,
        limbs=_limb_minutes(subject),
        minutes_owed=minutes(subject.owed_seconds),
        outcome=OUTCOME,
        completed_on=subject.completed_on.isoformat(),
        issued_on=now.astimezone(settings.zone).date().isoformat(),
        delivery=subject.delivery,
        hour_definition=subject.hour_definition,
        issuing_official=settings.issuing_official,
        verification_url=f"{settings.address}/verify/{code}",
        journal_head=head,
        demonstration=settings.demonstration,
    )


def _mptc(session: Session, subject: _Subject, issued_on: date) -> str:
    """What a year's certificate says of the MPTC's 40 hours; others say nothing of hours."""
    if subject.kind is not CertificateKind.YEAR:
        return ""
    found = mptc_decision(session, min(issued_on, subject.period.ends_on))
    return found.on_certificate if found else ""


def _limb_minutes(subject: _Subject) -> tuple[LimbMinutes, ...]:
    rows = [
        LimbMinutes(
            limb.title,
            minutes(subject.verified.get(limb.slug, 0)),
            minutes(subject.credited.get(limb.slug, 0)),
        )
        for limb in subject.limbs
    ]
    together = LimbMinutes(
        TOGETHER,
        minutes(sum(subject.verified.values())),
        minutes(sum(subject.credited.values())),
    )
    return (*rows, together)
