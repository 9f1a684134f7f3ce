"""Where a member stands with the year's duty, in the words of a list.

``lms.domain.requirement.standing`` judges one member with every subject; a list of all
members asks the same two questions of the sums alone. A test holds the two together.
"""

from __future__ import annotations

from enum import StrEnum


class YearState(StrEnum):
    """A member's year, in the order in which a list shows it."""

    SHORT = "short"
    ON_LEAVE = "on leave"
    EXCUSED = "excused"
    UNSTATED = "unstated"
    COMPLETE = "complete"
    NOT_OWED = "not owed"


def short_seconds(*, worked: int, asked: int) -> int:
    """Seconds still missing of those asked; what exceeds them makes nothing less."""
    return asked - max(0, min(worked, asked))


def short_minutes(seconds: int) -> int:
    """Minutes still missing, rounded up: nobody is told that nothing is left when it is."""
    return -(-seconds // 60)


def year_state(
    *,
    short: int,
    open_lessons: int,
    owes: bool,
    excused: bool,
    on_leave: bool,
    unstated: bool = False,
) -> YearState:
    """Judge one member's year.

    A complete year stays complete, whatever comes after. Somebody who is excused or on leave is
    not short; somebody without the duty, such as a civilian, may train and owes nothing (IV.E).

    Args:
        short: from ``short_seconds``.
        open_lessons: of the subjects that are met by lessons.
        unstated: whether everything is done, but the year had no updates and nobody has signed
            that there were none.
    """
    if not owes:
        return YearState.NOT_OWED
    if short == 0 and open_lessons == 0:
        return YearState.UNSTATED if unstated else YearState.COMPLETE
    if excused:
        return YearState.EXCUSED
    return YearState.ON_LEAVE if on_leave else YearState.SHORT
