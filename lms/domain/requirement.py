"""What is owed: a requirement's dated versions, its periods and its limbs.

Every number here is data that travels with the provision that sets it; the rules only
compare. A requirement instance is one member's duty in one period: created, never reset.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

_JULY = 7


class PeriodKind(StrEnum):
    """How a requirement's year runs."""

    CALENDAR_YEAR = "calendar-year"
    TRAINING_YEAR = "training-year"


class LimbRule(StrEnum):
    """How one subject of a requirement is met."""

    TIME = "time"
    """Its seconds count toward the whole; it has no minimum of its own."""

    LESSONS = "lessons"
    """Every lesson of this subject in force at the cut-off is completed."""


@dataclass(frozen=True, slots=True)
class Limb:
    """A subject the requirement names, as a row of the requirement's policy."""

    slug: str
    title: str
    rule: LimbRule


@dataclass(frozen=True, slots=True)
class Requirement:
    """One version of a requirement.

    Attributes:
        seconds: owed in each period.
        source: the code of the provision that sets it, such as ``IV.E``.
        hour_definition: what the department calls an hour, printed on certificates.
    """

    slug: str
    title: str
    period: PeriodKind
    seconds: int
    limbs: tuple[Limb, ...]
    source: str
    hour_definition: str


@dataclass(frozen=True, slots=True)
class Period:
    """A span of local days, both included."""

    starts_on: date
    ends_on: date

    @property
    def name(self) -> str:
        """The year as people say it: ``2026``, or ``2026-2027`` where it crosses New Year."""
        if self.is_calendar_year:
            return str(self.starts_on.year)
        return f"{self.starts_on.year}-{self.ends_on.year}"

    @property
    def is_calendar_year(self) -> bool:
        """Whether it is one of the policy's years, which begin and end with New Year."""
        return self.starts_on.year == self.ends_on.year


def period_of(kind: PeriodKind, day: date) -> Period:
    """The period of ``kind`` that holds ``day``.

    The calendar year is the policy's (IV.E); the training year of the Municipal Police
    Training Committee runs from 1 July to 30 June.
    """
    if kind is PeriodKind.CALENDAR_YEAR:
        return Period(date(day.year, 1, 1), date(day.year, 12, 31))
    first = day.year if day.month >= _JULY else day.year - 1
    return Period(date(first, _JULY, 1), date(first + 1, 6, 30))


def owes_period(period: Period, hired_on: date, *, from_next_year: bool) -> bool:
    """Whether somebody sworn who serves in a period owes it, by when they were hired.

    Args:
        from_next_year: the Chief's decision that new hires owe from the period after the one in
            which they were hired; the policy (IV.E) does not say.
    """
    return not from_next_year or hired_on < period.starts_on


def belongs_to(period: Period, recorded_on: date, cutoff: str | None) -> bool:
    """Whether an update recorded on a day belongs to a period; a later one belongs to the next.

    Args:
        recorded_on: the local day on which it was first approved.
        cutoff: month and day (``10-30``) of the last day that counts; None sets no limit but
            the period's end.
    """
    return recorded_on <= last_day_for_updates(period, cutoff)


def last_day_for_updates(period: Period, cutoff: str | None) -> date:
    """The last day on which an update is recorded for a period."""
    if cutoff is None:
        return period.ends_on
    day = date.fromisoformat(f"{period.starts_on.year}-{cutoff}")
    return day if day >= period.starts_on else date.fromisoformat(f"{period.ends_on.year}-{cutoff}")


@dataclass(frozen=True, slots=True)
class Worked:
    """A member's posted time in one period, reversals included, and open lessons by limb.

    ``unstated`` are limbs met by lessons that have none in the period, and of which nobody has
    signed that there was nothing to train.
    """

    seconds: Mapping[str, int]
    open_lessons: Mapping[str, int]
    unstated: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class LimbStanding:
    """One subject: seconds worked and whether it is met."""

    limb: Limb
    seconds: int
    open_lessons: int
    met: bool
    unstated: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """How one member stands against one requirement in one period.

    ``counted`` never exceeds ``owed``; ``worked`` is everything in the ledger.
    """

    owed: int
    worked: int
    counted: int
    limbs: tuple[LimbStanding, ...]

    @property
    def short(self) -> int:
        """Seconds still owed."""
        return self.owed - self.counted

    @property
    def unstated(self) -> bool:
        """Whether a subject waits for the department's statement that nothing has changed."""
        return any(limb.unstated for limb in self.limbs)

    @property
    def met(self) -> bool:
        """Whether the time is complete and every subject is met."""
        return self.short == 0 and all(limb.met for limb in self.limbs)


def standing(worked: Worked, requirement: Requirement) -> Standing:
    """Judge one member's time in one period against what the requirement asks.

    Seconds are whole; minutes are shown rounded down, once, on the sum. What exceeds the
    requirement stays in the ledger and counts toward nothing else.
    """
    total = sum(worked.seconds.values())
    return Standing(
        owed=requirement.seconds,
        worked=total,
        counted=max(0, min(total, requirement.seconds)),
        limbs=tuple(_limb_standing(limb, worked) for limb in requirement.limbs),
    )


def _limb_standing(limb: Limb, worked: Worked) -> LimbStanding:
    still_open = worked.open_lessons.get(limb.slug, 0)
    unstated = limb.rule is LimbRule.LESSONS and limb.slug in worked.unstated
    return LimbStanding(
        limb=limb,
        seconds=worked.seconds.get(limb.slug, 0),
        open_lessons=still_open,
        met=limb.rule is LimbRule.TIME or (still_open == 0 and not unstated),
        unstated=unstated,
    )
