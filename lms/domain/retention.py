"""How long raw records of time are kept once somebody has left."""

from __future__ import annotations

from datetime import date


def kept_until(separated_on: date, years: int) -> date:
    """The first day on which they may go; 29 February becomes 1 March in a common year."""
    year = separated_on.year + years
    try:
        return separated_on.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def may_remove(*, separated_on: date | None, years: int | None, on_hold: bool, today: date) -> bool:
    """Whether a member's raw records may be removed.

    Never while somebody serves, while nobody decided how long they are kept, or on hold.
    """
    if separated_on is None or years is None or on_hold:
        return False
    return kept_until(separated_on, years) <= today
