"""Which updates belong to a year, and what stands in their place where there were none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.domain.certificate import CertificateKind
from lms.domain.requirement import LimbRule, belongs_to, last_day_for_updates
from lms.models import (
    Account,
    Certificate,
    CertificateRevocation,
    Content,
    ContentKind,
    ContentState,
    ContentStateKind,
    ContentVersion,
    NoChangeStatement,
    Policy,
)
from lms.queries.owed import Owed
from lms.queries.settings import settings_on

Lessons = Mapping[str, frozenset[str]]


def in_the_year(session: Session, owed: Owed, lessons: Lessons) -> dict[str, frozenset[str]]:
    """Of each subject that is met by lessons, those recorded up to the cut-off of the period.

    What is recorded later belongs to the next period. Lessons of other subjects are all there.

    Args:
        lessons: those of approved modules, by subject.
    """
    by_lessons = _by_lessons(owed)
    wanted = frozenset().union(*(lessons.get(slug, frozenset()) for slug in by_lessons))
    if not wanted:
        return dict(lessons)
    settings = settings_on(session, owed.asked_on)
    recorded = _recorded_on(session, owed, wanted, settings.zone)
    cutoff = settings.update_cutoff
    return {
        slug: frozenset(
            lesson
            for lesson in found
            if slug not in by_lessons or belongs_to(owed.period, recorded[lesson], cutoff)
        )
        for slug, found in lessons.items()
    }


def unstated_limbs(session: Session, owed: Owed, lessons: Lessons) -> frozenset[str]:
    """The subjects met by lessons that have none in the period, and no signed statement."""
    empty = {slug for slug in _by_lessons(owed) if not lessons.get(slug)}
    if not empty:
        return frozenset()
    return frozenset(empty) - {each.limb for each in statements(session, owed)}


def certified_members(
    session: Session, owed: Owed, *, member_id: int | None = None
) -> frozenset[int]:
    """Who has a valid certificate of the period: nothing recorded later undoes one.

    Args:
        member_id: asks about this member alone.
    """
    revoked = select(CertificateRevocation.certificate_id)
    statement = select(Certificate.member_id).where(
        Certificate.kind == CertificateKind.YEAR,
        Certificate.subject == owed.requirement.slug,
        Certificate.period_start == owed.period.starts_on,
        Certificate.id.not_in(revoked),
    )
    if member_id is not None:
        statement = statement.where(Certificate.member_id == member_id)
    return frozenset(session.execute(statement).scalars())


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A signed statement that a period had no changes to train."""

    requirement_id: int
    limb: str
    period_start: date
    statement: str
    by: str
    signed_on: date
    event_seq: int


def statements(session: Session, owed: Owed | None = None) -> tuple[StatementRow, ...]:
    """The statements of a requirement's period, or all of them, the newest first."""
    statement = (
        select(
            NoChangeStatement.requirement_id,
            NoChangeStatement.limb,
            NoChangeStatement.period_start,
            NoChangeStatement.statement,
            Account.display_name,
            NoChangeStatement.signed_on,
            NoChangeStatement.event_seq,
        )
        .join(Account, Account.id == NoChangeStatement.signed_by)
        .order_by(NoChangeStatement.period_start.desc(), NoChangeStatement.id)
    )
    if owed is not None:
        statement = statement.where(
            NoChangeStatement.requirement_id == owed.requirement_id,
            NoChangeStatement.period_start == owed.period.starts_on,
        )
    return tuple(StatementRow(*row) for row in session.execute(statement))


def last_day(session: Session, owed: Owed) -> date:
    """The last day on which an update is recorded for the period."""
    cutoff = settings_on(session, owed.asked_on).update_cutoff
    return last_day_for_updates(owed.period, cutoff)


def _by_lessons(owed: Owed) -> list[str]:
    return [limb.slug for limb in owed.requirement.limbs if limb.rule is LimbRule.LESSONS]


def _recorded_on(
    session: Session, owed: Owed, lessons: frozenset[str], zone: ZoneInfo
) -> Mapping[str, date]:
    """The local day on which each lesson was first approved."""
    rows = session.execute(
        select(Content.slug, func.min(ContentState.decided_at).label("at"))
        .join(ContentVersion, ContentVersion.content_id == Content.id)
        .join(ContentState, ContentState.version_id == ContentVersion.id)
        .join(Policy, Policy.id == Content.policy_id)
        .where(
            Policy.slug == owed.policy,
            Content.kind == ContentKind.LESSON,
            Content.slug.in_(sorted(lessons)),
            ContentState.state == ContentStateKind.APPROVED,
        )
        .group_by(Content.slug)
    )
    return {row.slug: row.at.astimezone(zone).date() for row in rows}
