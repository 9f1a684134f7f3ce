"""Everything that happens in the history, each with its moment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy.orm import Session

from lms.demonstration import people
from lms.demonstration.calendar import Calendar
from lms.demonstration.decisions import AskForCertificate, Excuse, Leave, Talk, Transfers
from lms.demonstration.department import Department
from lms.demonstration.desk import Acts
from lms.demonstration.luck import Luck
from lms.demonstration.outlines import Outline, outlines
from lms.demonstration.plans import Plan, Try, plans
from lms.demonstration.tally import Tally
from lms.demonstration.timetable import starts
from lms.demonstration.visits import Visit
from lms.domain.duty import Duty

_DEVICES = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Mobile Safari",
    "Mozilla/5.0 (Linux; Android 15; Pixel 8) Chrome Mobile",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Edge, station desktop",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome, cruiser 14",
)
_NOTES = (
    "Went through the missed sections at roll call; clear on the difference now.",
    "Read the missed sections together, with two calls from last month as examples.",
    "Talked after the shift; the trouble was reading too fast, not the rule.",
)
_REASONS = (
    "Taught this module's class at the regional academy.",
    "Detailed to the district attorney's office until the module's due date.",
    "Attended the same class with the county.",
)
_A_VISIT_LASTS = timedelta(hours=3)


class Happening(Protocol):
    """Anything of the history: it starts at a moment and acts from then on."""

    @property
    def starts_at(self) -> datetime:
        """When."""
        ...

    def acts(self, session: Session, department: Department, tally: Tally) -> Acts:
        """Do it, one moment after the other."""
        ...


@dataclass(frozen=True, slots=True)
class _Somebody:
    """One member, what they will have done, and their luck."""

    badge: str
    plan: Plan
    calendar: Calendar
    luck: Luck


def schedule(department: Department, calendar: Calendar, *, small: bool) -> Sequence[Happening]:
    """Everything that happens, in the order in which it begins."""
    found: list[Happening] = [] if small else [Transfers(calendar.office_hour(480))]
    for badge, plan in plans(small=small).items():
        somebody = _Somebody(badge, plan, calendar, Luck(badge))
        found.extend(_history(department, somebody, small=small))
    return sorted(found, key=lambda each: each.starts_at)


def _history(department: Department, who: _Somebody, *, small: bool) -> Iterator[Happening]:
    calendar, luck = who.calendar, who.luck
    if who.plan.excused is not None:
        module = department.modules[who.plan.excused].id
        reason = luck.one_of(_REASONS)
        yield Excuse(calendar.office_hour(luck.between(50, 300)), who.badge, module, reason)
    if who.plan.on_leave:
        begins = calendar.office_hour(luck.between(300, 550))
        back = calendar.today + timedelta(days=luck.between(10, 60))
        yield Leave(begins, who.badge, back if luck.chance(50) else None)
        calendar = calendar.until(begins - _A_VISIT_LASTS)
    planned = outlines(department, who.plan, luck, small=small)
    visits = list(_visits(department, calendar, who.badge, planned, luck))
    yield from visits
    for before, after, outline in zip(visits, visits[1:], planned[1:], strict=False):
        if outline.after_talk:
            at = _between(calendar, before.starts_at + _A_VISIT_LASTS, after.starts_at)
            yield Talk(at, who.badge, after.module, luck.one_of(_NOTES))
    if Try.PASSED in who.plan.tries_of(0) and luck.chance(25):
        yield from _paper(department, who.badge, visits, planned)


def _visits(
    department: Department,
    calendar: Calendar,
    badge: str,
    planned: Sequence[Outline],
    luck: Luck,
) -> Iterator[Visit]:
    duties = [_duty(outline, luck) for outline in planned]
    moments = starts(
        calendar,
        [outline.module for outline in planned],
        [duty is Duty.OFF_DUTY_OWN for duty in duties],
        people.everybody()[badge].shift,
        luck,
    )
    device = luck.one_of(_DEVICES)
    for starts_at, outline, duty in zip(moments, planned, duties, strict=False):
        yield Visit(
            starts_at=starts_at,
            badge=badge,
            module=department.modules[outline.module].id,
            stages=outline.stages,
            duty=duty,
            device=luck.one_of(_DEVICES) if luck.chance(25) else device,
            scripted=luck.chance(96),
        )


def _duty(outline: Outline, luck: Luck) -> Duty:
    """Mostly paid time; somebody on their own time reads and takes no attempt."""
    number = luck.between(1, 100)
    if not outline.graded and number > 88:  # noqa: PLR2004 - percent
        return Duty.OFF_DUTY_OWN
    if number > 80:  # noqa: PLR2004 - percent
        return Duty.OVERTIME
    return Duty.OFF_DUTY_AUTHORIZED if number > 72 else Duty.ON_DUTY  # noqa: PLR2004 - percent


def _between(calendar: Calendar, earliest: datetime, latest: datetime) -> datetime:
    """A moment in the middle, on the instructor's shift where that is possible."""
    middle = earliest + (latest - earliest) // 2
    noon = middle.astimezone(calendar.zone).replace(hour=12, minute=20).astimezone(middle.tzinfo)
    return noon if earliest < noon < latest else middle


def _paper(
    department: Department, badge: str, visits: Sequence[Visit], planned: Sequence[Outline]
) -> Iterator[AskForCertificate]:
    """Ask for the first module's certificate after the visit in which it was passed."""
    first = [outline.module for outline in planned].count(0)
    if len(visits) >= first:
        at = visits[first - 1].starts_at + _A_VISIT_LASTS
        yield AskForCertificate(at, badge, department.modules[0].id)
