"""When the year's training will be done, if people go on as they did lately.

One rule of three over sums: what was made up lately, against what is missing. It is said
with every date, so that nobody takes it for more than it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

LOOK_BACK = timedelta(days=28)
LEAST_DAYS = 14
_LATEST = timedelta(days=3_660)

RULE = (
    f"What was made up in the last {LOOK_BACK.days} days, or since the year began where that is "
    "shorter, is taken to go on evenly until nothing is missing. Minutes that somebody works "
    "beyond what they owe make up nothing. People on leave and people who are excused are left "
    "out, since nobody knows when they will train."
)
UNKNOWN = (
    "It is a sum. It cannot know who begins when, what a class or an order will change, or "
    "whether another update comes; and whoever trains gives no minute to whoever does not."
)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the recent pace leads to.

    Attributes:
        days: how many days the pace was taken from.
        made_up: seconds by which what is missing became less in those days.
        missing: seconds that are missing today.
        done_on: the day on which nothing would be missing; None where there is no pace to go by.
        missing_at_end: seconds that would be missing at the end of the period.
        weekly: seconds a week that it takes to be done by then; 0 where nothing is missing.
    """

    days: int
    made_up: int
    missing: int
    done_on: date | None
    missing_at_end: int
    weekly: int

    @property
    def is_too_early(self) -> bool:
        """Whether too few days have passed to speak of a pace."""
        return self.days < LEAST_DAYS


def looks_back_to(today: date, starts_on: date) -> date:
    """The day before the first one of which the pace is taken."""
    return max(today - LOOK_BACK, starts_on - timedelta(days=1))


def outlook(*, missing: int, made_up: int, starts_on: date, ends_on: date, today: date) -> Outlook:
    """Follow the recent pace to the day on which nothing is missing.

    Args:
        missing: seconds missing of those who are expected to train.
        made_up: how much less that has become since ``looks_back_to``; what exceeds a
            person's duty is not in it.
    """
    days = (today - looks_back_to(today, starts_on)).days
    left = max(0, (ends_on - today).days)
    gained = max(0, made_up) if days >= LEAST_DAYS else 0
    return Outlook(
        days=days,
        made_up=max(0, made_up),
        missing=missing,
        done_on=_done_on(missing, gained, days, today),
        missing_at_end=max(0, missing - gained * left // days) if days else missing,
        weekly=-(-missing * 7 // left) if left else missing,
    )


def _done_on(missing: int, gained: int, days: int, today: date) -> date | None:
    if missing <= 0:
        return today
    if gained <= 0:
        return None
    needed = timedelta(days=min(-(-missing * days // gained), _LATEST.days))
    return today + needed if needed < _LATEST else None
