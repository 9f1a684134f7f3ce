"""The written rule by which a visit's pace may be looked at, where that was bargained.

The rule speaks of time between two moments of the record and of nothing else. It finds
visits that a person may look at; it judges nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from lms.domain.visit import PageAccount, expected_seconds

LEAST_EXPECTED_SECONDS = 300
LEAST_SHARE = 4
ANSWER_WITHIN = timedelta(days=14)
LISTED_FOR = timedelta(days=30)

RULE = (
    f"For {LISTED_FOR.days} days after its day, and only if it began while the review was switched "
    "on, a visit may be looked at when the pages that were finished in it were expected to take at "
    f"least {LEAST_EXPECTED_SECONDS // 60} minutes together, and less than a quarter of that "
    "time lies between the opening of the first of them and the last act on the last of them. "
    "Time that was not counted is included, so that a lost connection never makes a visit look "
    "short."
)


class PaceOutcomeKind(StrEnum):
    """How a review ends; there is no third way."""

    CLEARED = "cleared"
    DO_AGAIN = "do-again"


@dataclass(frozen=True, slots=True)
class Pace:
    """How long the finished pages of a visit were expected to take, and how long they took."""

    expected_seconds: int
    passed_seconds: int
    pages: int

    @property
    def is_listed(self) -> bool:
        """Whether the rule names the visit."""
        short = self.passed_seconds * LEAST_SHARE < self.expected_seconds
        return self.expected_seconds >= LEAST_EXPECTED_SECONDS and short


def pace(pages: Sequence[PageAccount]) -> Pace:
    """The pace of a visit; time on pages that were left unfinished makes it only longer."""
    worked = [page for page in pages if page.worked]
    first = min((page.first_ms for page in worked), default=0)
    last = max((page.last_ms for page in worked), default=0)
    return Pace(expected_seconds(worked), (last - first) // 1000, len(worked))


def is_open_to_review(*, began_on: date, today: date, switched_on: date) -> bool:
    """Whether a visit of that day may still be looked at: its day is over, and not long ago."""
    return switched_on <= began_on < today <= began_on + LISTED_FOR


def is_done_again(*, counted_seconds: int, expected_seconds: int) -> bool:
    """Whether work after "do again" counted what the rule had missed, and so ends it."""
    return counted_seconds * LEAST_SHARE >= expected_seconds


def seconds_to_do_again(*, counted_seconds: int, expected_seconds: int) -> int:
    """What is still to count until the training was done again."""
    return max(0, -(-expected_seconds // LEAST_SHARE) - counted_seconds)


def may_decide(*, answered: bool, opened_at: datetime, now: datetime) -> bool:
    """Whether a review may end: once its officer has seen it, or had two weeks to."""
    return answered or now - opened_at >= ANSWER_WITHIN
