"""How a year is closed: what each sworn member's year came to, and what still stands against it.

Three things can become of a year: it is complete, the member is excused with a memo, or it is
late. What was completed after the year's last day is late. Somebody on leave without a memo is
late: the policy asks for the hours, and the memo is where the department says why they were not
asked of this person.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lms.domain.compliance import YearState
from lms.domain.journal_chain import digest
from lms.domain.requirement import Period


class YearOutcome(StrEnum):
    """What a member's year came to, in the order of a list."""

    LATE = "late"
    EXCUSED = "excused"
    COMPLETE = "complete"


_OUTCOMES = {
    YearState.SHORT: YearOutcome.LATE,
    YearState.ON_LEAVE: YearOutcome.LATE,
    YearState.UNSTATED: YearOutcome.LATE,
    YearState.EXCUSED: YearOutcome.EXCUSED,
    YearState.COMPLETE: YearOutcome.COMPLETE,
}


@dataclass(frozen=True, slots=True, order=True)
class MemberOutcome:
    """One member's year: what it came to, and the seconds in the ledger."""

    member_id: int
    outcome: YearOutcome
    seconds: int


def outcome_of(state: YearState, *, late: bool = False) -> YearOutcome | None:
    """What a year that stands like this comes to; None for somebody who owes nothing.

    Args:
        late: whether a complete year was completed after its last day.
    """
    if late and state is YearState.COMPLETE:
        return YearOutcome.LATE
    return _OUTCOMES.get(state)


def outcomes_digest(outcomes: Iterable[MemberOutcome]) -> str:
    """What the signature is about: everybody's outcome, in one digest."""
    return digest([[each.member_id, each.outcome.value, each.seconds] for each in sorted(outcomes)])


class Obstacle(StrEnum):
    """Why a year cannot be closed yet."""

    CLOSED = "closed"
    NOBODY = "nobody"
    UPDATES_MAY_COME = "updates-may-come"
    UNSTATED = "unstated"
    WITHOUT_DUTY = "without-duty"
    NOT_OVER = "not-over"
    OUTSIDE_WAITS = "outside-waits"


@dataclass(frozen=True, slots=True)
class YearAtClose:
    """A year as its close finds it.

    Attributes:
        last_update_day: the last day on which an update is recorded for it.
        unstated: whether it had no updates and nobody has signed that there were none.
        without_duty: sworn members who serve and for whom nobody opened the year.
        outside_waits: submissions of outside training that nobody decided about.
    """

    period: Period
    outcomes: Sequence[MemberOutcome]
    last_update_day: date
    unstated: bool
    without_duty: int
    closed: bool
    outside_waits: int = 0

    def count(self, outcome: YearOutcome) -> int:
        """How many members' years came to this."""
        return sum(each.outcome is outcome for each in self.outcomes)

    def obstacles(self, day: date) -> tuple[Obstacle, ...]:
        """What stands against closing it on ``day``.

        A year is closed when it is over, or before that when nobody would be late. While an
        update may still come, nobody's year is certain.
        """
        if self.closed:
            return (Obstacle.CLOSED,)
        not_over = day <= self.period.ends_on
        found = {
            Obstacle.NOBODY: not self.outcomes,
            Obstacle.UPDATES_MAY_COME: day <= self.last_update_day,
            Obstacle.UNSTATED: self.unstated,
            Obstacle.WITHOUT_DUTY: self.without_duty > 0,
            Obstacle.OUTSIDE_WAITS: self.outside_waits > 0,
            Obstacle.NOT_OVER: not_over and self.count(YearOutcome.LATE) > 0,
        }
        return tuple(obstacle for obstacle, stands in found.items() if stands)
