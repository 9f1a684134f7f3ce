"""What is owed on a day: the requirements as they hold, with their subjects and period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from lms.domain.requirement import Limb, Period, Requirement, period_of
from lms.models import Limb as LimbRow
from lms.models import (
    Policy,
    Provision,
    RequirementInstance,
    RequirementLimb,
    RequirementVersion,
)
from lms.models import Requirement as RequirementRow
from lms.queries.journal_place import rows_of
from lms.queries.provisions import is_rescinded


@dataclass(frozen=True, slots=True)
class Owed:
    """A requirement as it holds on the day ``asked_on``, with the rows behind it."""

    requirement_id: int
    version_id: int
    policy: str
    requirement: Requirement
    period: Period
    asked_on: date


_LATEST = (
    select(RequirementVersion.id)
    .where(
        RequirementVersion.requirement_id == RequirementRow.id,
        RequirementVersion.valid_from <= bindparam("day"),
    )
    .order_by(RequirementVersion.valid_from.desc(), RequirementVersion.id.desc())
    .limit(1)
    .correlate(RequirementRow)
    .scalar_subquery()
)
_ASKED = (
    select(
        RequirementRow.id,
        RequirementVersion.id.label("version_id"),
        RequirementRow.slug,
        RequirementRow.title,
        Policy.slug.label("policy"),
        RequirementVersion.period_kind,
        RequirementVersion.seconds,
        RequirementVersion.hour_definition,
        Provision.code,
    )
    .join(RequirementVersion, RequirementVersion.id == _LATEST)
    .join(Policy, Policy.id == RequirementRow.policy_id)
    .join(Provision, Provision.id == RequirementVersion.provision_id)
    .where(~is_rescinded(bindparam("day")))
    .order_by(RequirementRow.id)
)
_LIMBS = (
    select(RequirementLimb.version_id, LimbRow.slug, LimbRow.title, RequirementLimb.rule)
    .join(LimbRow, LimbRow.slug == RequirementLimb.limb)
    .where(RequirementLimb.version_id.in_(bindparam("versions", expanding=True)))
    .order_by(LimbRow.position)
)
_OWING = select(RequirementInstance.member_id).where(
    RequirementInstance.requirement_id == bindparam("requirement_id"),
    RequirementInstance.period_start == bindparam("period_start"),
    RequirementInstance.member_id == bindparam("member_id"),
)


def owed_on(session: Session, day: date) -> tuple[Owed, ...]:
    """Every requirement of the department as it holds on ``day``.

    That of a rescinded policy ends with it; what was owed and done before stays recorded.
    """
    rows = rows_of(session, _ASKED, {"day": day}).all()
    limbs = _limbs(session, [row.version_id for row in rows])
    return tuple(
        Owed(
            requirement_id=row.id,
            version_id=row.version_id,
            policy=row.policy,
            requirement=Requirement(
                slug=row.slug,
                title=row.title,
                period=row.period_kind,
                seconds=row.seconds,
                limbs=limbs.get(row.version_id, ()),
                source=row.code,
                hour_definition=row.hour_definition,
            ),
            period=period_of(row.period_kind, day),
            asked_on=day,
        )
        for row in rows
    )


def _limbs(session: Session, version_ids: list[int]) -> dict[int, tuple[Limb, ...]]:
    found: dict[int, tuple[Limb, ...]] = {}
    rows = rows_of(session, _LIMBS, {"versions": version_ids})
    for version_id, slug, title, rule in rows:
        found[version_id] = (*found.get(version_id, ()), Limb(slug, title, rule))
    return found


def owes(session: Session, *, member_id: int, owed: Owed) -> bool:
    """Whether a member has the duty in its current period; civilians never do (IV.E)."""
    asked = {
        "requirement_id": owed.requirement_id,
        "period_start": owed.period.starts_on,
        "member_id": member_id,
    }
    return rows_of(session, _OWING, asked).first() is not None
