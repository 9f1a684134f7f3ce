"""Changing a rule of the year: one of its settings, or what the year itself asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from lms.domain.access import TwoPersonAct
from lms.domain.credit import minutes
from lms.domain.errors import ConflictError, InvalidError, NotFoundError
from lms.domain.requirement import period_of
from lms.domain.setting import RetroactiveError
from lms.models import RequirementInstance
from lms.queries.local_day import local_day
from lms.queries.owed import Owed, owed_on
from lms.services.acts.executor import Approval, Change, Executor, Ground
from lms.services.acts.setting import SettingAsked, both_names, setting_executor
from lms.services.set_requirement import set_requirement

MOST_MINUTES = 6_000
_SETTING = setting_executor(TwoPersonAct.YEAR_RULE)


@dataclass(frozen=True, slots=True)
class RequirementAsked:
    """Minutes of a requirement from the first day of a year on, and where they come from.

    The provision that sets the duty, its subjects and how its year runs stay as they are:
    those come with the policy.
    """

    requirement: str
    minutes: int
    hour_definition: str
    valid_from: str
    source: str


def _owed(session: Session, asked: RequirementAsked) -> Owed:
    for each in owed_on(session, date.fromisoformat(asked.valid_from)):
        if each.requirement.slug == asked.requirement:
            return each
    raise NotFoundError(requirement=asked.requirement)


def _ground_of_requirement(session: Session, asked: RequirementAsked, now: datetime) -> Ground:
    """Look at what the year asks as it stands; a year that has begun keeps its rule."""
    owed, day = _owed(session, asked), date.fromisoformat(asked.valid_from)
    if day <= local_day(session, now):
        raise RetroactiveError(valid_from=asked.valid_from)
    if period_of(owed.requirement.period, day).starts_on != day:
        raise InvalidError(valid_from=asked.valid_from, reason="it is no first day of a year")
    if not 1 <= asked.minutes <= MOST_MINUTES or not asked.hour_definition.strip():
        raise InvalidError(minutes=asked.minutes, reason="it asks for no time, or for too much")
    held = owed.requirement
    if (held.seconds, held.hour_definition) == (asked.minutes * 60, asked.hour_definition):
        raise ConflictError(requirement=held.slug, reason="it asks for this already")
    opened = exists().where(
        RequirementInstance.requirement_id == owed.requirement_id,
        RequirementInstance.period_start >= day,
    )
    if session.execute(select(opened)).scalar():
        raise ConflictError(requirement=held.slug, reason="that year is open already")
    basis = {
        "version": owed.version_id,
        "seconds": held.seconds,
        "hour_definition": held.hour_definition,
    }
    return Ground(basis=basis, shown={"title": held.title, "source": held.source})


def _ground(session: Session, asked: object, *, now: datetime) -> Ground:
    if isinstance(asked, RequirementAsked):
        return _ground_of_requirement(session, asked, now)
    if isinstance(asked, SettingAsked):
        return _SETTING.ground(session, asked, now=now)
    raise InvalidError(act=TwoPersonAct.YEAR_RULE.value, reason="the act asks for something else")


def _carry_out(session: Session, asked: object, approval: Approval, *, now: datetime) -> None:
    if isinstance(asked, SettingAsked):
        _SETTING.carry_out(session, asked, approval, now=now)
    elif isinstance(asked, RequirementAsked):
        owed = _owed(session, asked)
        held = owed.requirement
        set_requirement(
            session,
            policy=owed.policy,
            slug=held.slug,
            title=held.title,
            period_kind=held.period,
            seconds=asked.minutes * 60,
            limbs=held.limbs,
            provision=held.source,
            hour_definition=asked.hour_definition,
            valid_from=date.fromisoformat(asked.valid_from),
            decided_by=f"{both_names(session, approval)} ({asked.source})",
            by=approval.by,
            now=now,
        )


def _change(asked: object, ground: Ground) -> Change:
    if isinstance(asked, RequirementAsked):
        day = date.fromisoformat(asked.valid_from)
        basis, shown = ground.basis, ground.shown
        return Change(
            f"Change what “{shown['title']}” asks",
            (
                ("Minutes a year", str(minutes(basis["seconds"])), str(asked.minutes)),
                ("An hour is", basis["hour_definition"], asked.hour_definition),
                ("Holds from", "", f"{day:%B %-d, %Y}"),
                ("Section of the policy", "", shown["source"]),
                ("Where it comes from", "", asked.source),
            ),
        )
    if isinstance(asked, SettingAsked):
        return _SETTING.change(asked, ground)
    raise InvalidError(act=TwoPersonAct.YEAR_RULE.value, reason="the act asks for something else")


class YearRule(Executor[object]):
    """One act with two forms of what is asked; a stored document says which one it is."""

    def read(self, asked: Mapping[str, Any]) -> object:
        """The payload of a stored document."""
        return (RequirementAsked if "requirement" in asked else SettingAsked)(**asked)


EXECUTORS = (YearRule(TwoPersonAct.YEAR_RULE, object, _ground, _carry_out, _change),)
