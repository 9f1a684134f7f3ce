"""Who is reminded of what, and when: one letter a person for all that is new on a day.

What is due has days on which it is told: when it was assigned, 30, 7 and 1 days before,
and when it is overdue. Only the newest of them is told, so that a worker that stood still
sends one letter and not four. The first reminder that a person ever gets, and the one on the
first day back from leave, list what is open with its days; whatever came before counts as
told, so nobody starts, or comes back, as overdue.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum


class Stage(StrEnum):
    """Why somebody is reminded."""

    FIRST = "first"
    BACK = "back"
    ASSIGNED = "assigned"
    DUE_30 = "due-30"
    DUE_7 = "due-7"
    DUE_1 = "due-1"
    OVERDUE = "overdue"
    DIGEST = "digest"


LISTS = frozenset({Stage.FIRST, Stage.BACK})
"""Reminders that list everything open instead of naming one thing."""

_BEFORE: Mapping[Stage, timedelta] = {
    Stage.DUE_30: timedelta(days=30),
    Stage.DUE_7: timedelta(days=7),
    Stage.DUE_1: timedelta(days=1),
}
_TIME_TO_CATCH_UP = timedelta(days=14)
_STILL_BACK = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Open:
    """Something that a member still has to do.

    Attributes:
        subject: what it is, such as ``assignment:12``; the same for as long as it is open.
        began_at: the moment from which the member has it.
        began_on: the local day of that moment.
        minutes_left: of training time; 0 where it is no matter of time.
        grace_on: the last day on which it is not late, where days of grace follow ``due_on``.
    """

    subject: str
    title: str
    began_at: datetime
    began_on: date
    due_on: date
    minutes_left: int = 0
    grace_on: date | None = None

    @property
    def late_after(self) -> date:
        """The last day on which it is not late."""
        return self.due_on if self.grace_on is None else max(self.grace_on, self.due_on)


@dataclass(frozen=True, slots=True)
class Told:
    """A reminder that was written: its key, and when."""

    key: str
    at: datetime
    on: date


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder to write now. No two with one key are ever written for one member."""

    stage: Stage
    key: str
    open: Open | None = None


def reminders(
    opens: Iterable[Open], *, told: Iterable[Told], back_on: date | None, today: date
) -> tuple[Due, ...]:
    """What one member is to be reminded of today, who is not on leave.

    Args:
        told: every reminder written for the member that may matter.
        back_on: the first day after the member's latest leave.
    """
    waiting, by_key = tuple(opens), {each.key: each for each in told}
    if not waiting:
        return ()
    first = by_key.get(Stage.FIRST)
    if first is None:
        return (Due(Stage.FIRST, Stage.FIRST),)
    back = f"{Stage.BACK}:{back_on}"
    if back_on is not None and first.on < back_on <= today < back_on + _STILL_BACK:
        if back not in by_key:
            return (Due(Stage.BACK, back),)
        first = by_key[back]
    return tuple(_news(waiting, by_key, first, today))


def _news(
    waiting: Iterable[Open], told: Mapping[str, Told], since: Told, today: date
) -> Iterator[Due]:
    lists = [each for each in told.values() if each.key.startswith(f"{Stage.BACK}:")]
    newest = max((since, *lists), key=lambda each: each.at)
    for each in waiting:
        stage = _stage(each, newest, today)
        key = f"{each.subject}:{each.due_on}:{stage}"
        if stage is not None and key not in told:
            yield Due(stage, key, each)


def _stage(work: Open, since: Told, today: date) -> Stage | None:
    """The newest reason to tell of something, unless a list has told of it."""
    stage, day = max(
        ((stage, day) for stage, day in _days(work, since) if day <= today),
        key=lambda each: each[1],
        default=(None, today),
    )
    if stage is Stage.ASSIGNED:
        return stage if work.began_at > since.at else None
    return stage if day > since.on else None


def _days(work: Open, since: Told) -> Iterator[tuple[Stage, date]]:
    yield Stage.ASSIGNED, work.began_on
    for stage, before in _BEFORE.items():
        day = work.due_on - before
        if day > work.began_on:
            yield stage, day
    after = work.late_after + timedelta(days=1)
    late_already = after <= since.on
    yield Stage.OVERDUE, since.on + _TIME_TO_CATCH_UP if late_already else after


def monday_of(day: date) -> date:
    """The Monday of a day's week, for which a digest is written once."""
    return day - timedelta(days=day.weekday())
