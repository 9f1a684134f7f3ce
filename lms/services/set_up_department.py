"""A department's first decisions: its settings, and what a policy's requirement asks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.requirement import Requirement
from lms.domain.setting import FIRST_DECISIONS, Decision, SettingName
from lms.models import Requirement as RequirementRow
from lms.models import RequirementVersion
from lms.queries.settings import setting_values
from lms.services.decide_setting import decide_setting
from lms.services.set_requirement import set_requirement

_ENTERED = "entered at set-up"


def decide_first_settings(
    session: Session,
    *,
    entered: Mapping[SettingName, object],
    valid_from: date,
    decided_by: str,
    by: Actor,
    now: datetime,
) -> tuple[SettingName, ...]:
    """Record the settings that nobody has decided yet; returns which.

    Args:
        entered: what only the department knows: its name, its address, whether its people are
            made up. The others are proposed in ``lms.domain.setting``.

    Raises:
        InvalidError: a value that the setting cannot have.
    """
    held: Mapping[str, object] = setting_values(session, date.max)
    proposed = (
        *(Decision(name, value, _ENTERED) for name, value in entered.items()),
        *FIRST_DECISIONS,
    )
    open_ones = [decision for decision in proposed if decision.name.value not in held]
    for decision in open_ones:
        decide_setting(
            session,
            name=decision.name,
            value=decision.value,
            valid_from=valid_from,
            decided_by=decided_by,
            source=decision.source,
            by=by,
            now=now,
        )
    return tuple(decision.name for decision in open_ones)


def set_first_requirement(
    session: Session,
    *,
    policy: str,
    requirement: Requirement,
    valid_from: date,
    decided_by: str,
    by: Actor,
    now: datetime,
) -> bool:
    """Record what a requirement asks unless it is recorded; returns whether it was new.

    Raises:
        NotFoundError: the policy, or the provision that sets the number, is not there yet.
    """
    recorded = exists().where(
        RequirementRow.slug == requirement.slug,
        RequirementVersion.requirement_id == RequirementRow.id,
    )
    if session.execute(select(recorded)).scalar():
        return False
    set_requirement(
        session,
        policy=policy,
        slug=requirement.slug,
        title=requirement.title,
        period_kind=requirement.period,
        seconds=requirement.seconds,
        limbs=requirement.limbs,
        provision=requirement.source,
        hour_definition=requirement.hour_definition,
        valid_from=valid_from,
        decided_by=decided_by,
        by=by,
        now=now,
    )
    return True
