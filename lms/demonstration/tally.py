"""The simulator's own account of what happened, kept apart from what the services count."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class VisitDone:
    """One visit: who, from when to when, and the seconds that should have been counted in it."""

    badge: str
    starts_at: datetime
    ends_at: datetime
    seconds: int


@dataclass(slots=True)
class Tally:
    """Seconds by page, by unit not posted yet, and posted by member; and the visits.

    Attributes:
        posted: what each member's ledger should hold, by badge.
    """

    pages: Counter[str] = field(default_factory=Counter)
    units: Counter[tuple[int, str]] = field(default_factory=Counter)
    posted: Counter[str] = field(default_factory=Counter)
    visits: list[VisitDone] = field(default_factory=list)
    lessons: int = 0
    attempts: int = 0

    def copy(self) -> Tally:
        """A copy for one transaction, so that running it again starts from the same."""
        return Tally(
            pages=self.pages.copy(),
            units=self.units.copy(),
            posted=self.posted.copy(),
            visits=list(self.visits),
            lessons=self.lessons,
            attempts=self.attempts,
        )

    def count(self, page: str, unit: tuple[int, str], seconds: int) -> None:
        """Note what a page should have counted."""
        self.pages[page] += seconds
        self.units[unit] += seconds

    def post(self, badge: str, unit: tuple[int, str]) -> None:
        """Note that a unit was completed or submitted."""
        self.posted[badge] += self.units.pop(unit, 0)
