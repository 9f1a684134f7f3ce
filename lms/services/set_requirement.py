"""Recording what a policy's requirement asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lms.domain.access import Actor, TwoPersonAct
from lms.domain.errors import NotFoundError
from lms.domain.events import RequirementSet
from lms.domain.requirement import Limb, PeriodKind
from lms.domain.two_people import check_alone
from lms.models import (
    Limb as LimbRow,
)
from lms.models import (
    Policy,
    Provision,
    Requirement,
    RequirementLimb,
    RequirementVersion,
)
from lms.services.journal import record


def set_requirement(  # noqa: PLR0913 - a requirement has this many parts
    session: Session,
    *,
    policy: str,
    slug: str,
    title: str,
    period_kind: PeriodKind,
    seconds: int,
    limbs: Sequence[Limb],
    provision: str,
    hour_definition: str,
    valid_from: date,
    decided_by: str,
    by: Actor,
    now: datetime,
) -> None:
    """Record a version of a requirement with the provision that sets its number.

    The first version is an operator's at the server; nobody who signs in sets one alone.

    Raises:
        TakesTwoPeopleError: a person does alone what takes two.
        NotFoundError: there is no such policy or provision.
    """
    check_alone(TwoPersonAct.YEAR_RULE, by)
    row = session.execute(
        select(Policy.id, Provision.id.label("provision_id"))
        .join(Provision, Provision.policy_id == Policy.id)
        .where(Policy.slug == policy, Provision.code == provision)
    ).one_or_none()
    if row is None:
        raise NotFoundError(policy=policy, provision=provision)
    requirement_id = session.execute(
        select(Requirement.id).where(Requirement.slug == slug)
    ).scalar()
    if requirement_id is None:
        requirement_id = session.execute(
            insert(Requirement)
            .values(slug=slug, policy_id=row.id, title=title)
            .returning(Requirement.id)
        ).scalar_one()
    _add_limbs(session, row.id, limbs)
    event = RequirementSet(
        requirement=slug,
        period_kind=period_kind.value,
        seconds=seconds,
        source=provision,
        valid_from=valid_from.isoformat(),
    )
    seq = record(session, event, by=by, now=now)
    version_id = session.execute(
        insert(RequirementVersion)
        .values(
            requirement_id=requirement_id,
            valid_from=valid_from,
            period_kind=period_kind,
            seconds=seconds,
            provision_id=row.provision_id,
            hour_definition=hour_definition,
            decided_by=decided_by,
            recorded_at=now,
            event_seq=seq,
        )
        .returning(RequirementVersion.id)
    ).scalar_one()
    session.execute(
        insert(RequirementLimb),
        [{"version_id": version_id, "limb": limb.slug, "rule": limb.rule} for limb in limbs],
    )


def _add_limbs(session: Session, policy_id: int, limbs: Sequence[Limb]) -> None:
    have = set(session.execute(select(LimbRow.slug)).scalars())
    rows = [
        {"slug": limb.slug, "policy_id": policy_id, "position": position, "title": limb.title}
        for position, limb in enumerate(limbs)
        if limb.slug not in have
    ]
    if rows:
        session.execute(insert(LimbRow), rows)
