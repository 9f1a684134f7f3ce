"""Assignments that follow the roster: whom a rule names, when it opens, and what a change does.

A rule is looked at once a day. Whoever fits and has no share of this round gets one; whoever no
longer fits gives back what is neither done nor past its date. Why is kept with both. What was
assigned by hand is never touched.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from lms.domain.errors import InvalidError
from lms.domain.local_time import in_words
from lms.domain.member import ServiceFacts, is_serving

IN_CHARGE = "in-charge"
"""The role of whoever is a supervisor of somebody on the roster, such as an officer in charge."""

MOST_GRACE_DAYS = 90

PLAN = "the year\u2019s plan"
"""What a rule gives that names no module: every module of the policy's course."""


class Repeat(StrEnum):
    """How often a rule asks."""

    ONCE = "once"
    YEARLY = "yearly"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody on the roster as a rule sees them: service and roles on one day."""

    member_id: int
    service: ServiceFacts
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RuleAudience:
    """Conditions that all have to hold; of several values under one, any will do.

    Attributes:
        hired_after: only people whose first day of service is later than this one.
        members: named people, by their number on the roster: badges change and are reused.
    """

    sworn: bool = False
    ranks: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    shifts: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    hired_after: date | None = None
    members: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not any(getattr(self, name) for name in self.__slots__):
            raise InvalidError(reason="a rule names somebody")

    def document(self) -> dict[str, object]:
        """The conditions as primitives, those that are named only."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return {name: _primitive(value) for name, value in values.items() if value}

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> RuleAudience:
        """Read back what ``document`` wrote."""
        hired = document.get("hired_after")
        lists = {
            name: tuple(document.get(name, ()))
            for name in ("ranks", "units", "shifts", "roles", "members")
        }
        return cls(
            sworn=bool(document.get("sworn")),
            hired_after=date.fromisoformat(hired) if hired else None,
            **lists,
        )


def _primitive(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def misses(audience: RuleAudience, someone: Candidate, day: date) -> tuple[str, ...]:
    """Why somebody does not belong to an audience on ``day``, in words; empty where they do."""
    return tuple(_misses(audience, someone, day))


def fits(audience: RuleAudience, someone: Candidate, day: date) -> bool:
    """Whether somebody belongs to an audience on ``day``; only people who serve do."""
    return next(_misses(audience, someone, day), None) is None


def _misses(audience: RuleAudience, someone: Candidate, day: date) -> Iterator[str]:
    service = someone.service
    if not is_serving(service, day):
        left = service.separated_on
        yield f"left on {in_words(left)}" if left and left <= day else "does not serve yet"
        return
    if audience.sworn and not service.sworn:
        yield "is not sworn"
    for name, wanted in _named(audience).items():
        if wanted and getattr(service, name) not in wanted:
            yield f"{name} is {getattr(service, name) or 'none'}"
    if audience.roles and not someone.roles & set(audience.roles):
        yield "does not hold the role"
    if audience.hired_after is not None and service.hired_on <= audience.hired_after:
        yield f"was hired on {in_words(service.hired_on)}"
    if audience.members and someone.member_id not in audience.members:
        yield "is not named"


def _named(audience: RuleAudience) -> Mapping[str, tuple[str, ...]]:
    return {"rank": audience.ranks, "unit": audience.units, "shift": audience.shifts}


def why_added(audience: RuleAudience, someone: Candidate) -> str:
    """What of somebody made them fit, as it is kept with their share."""
    service = someone.service
    found = ["sworn"] if audience.sworn else []
    found += [
        f"{name} {getattr(service, name)}" for name, wanted in _named(audience).items() if wanted
    ]
    held = sorted(someone.roles & set(audience.roles))
    found += [f"role {role_name(role)}" for role in held]
    if audience.hired_after is not None:
        found.append(f"hired on {in_words(service.hired_on)}")
    if audience.members:
        found.append("named in the rule")
    return f"Fits the rule: {', '.join(found)}."


def why_withdrawn(reasons: Collection[str]) -> str:
    """What of somebody made them fit no more, as it is kept with the end of their share."""
    return f"No longer fits the rule: {', '.join(reasons)}."


def role_name(role: str) -> str:
    """A role as people say it."""
    return "officer in charge" if role == IN_CHARGE else role.replace("-", " ")


@dataclass(frozen=True, slots=True)
class Round:
    """One asking of a rule: its first day, when it is due, and until when it is not late."""

    opens_on: date
    due_on: date
    grace_on: date


@dataclass(frozen=True, slots=True)
class Timing:
    """When a rule asks.

    Attributes:
        opens_on: the first day of the first round.
        due_on: when the first round is due. Work counts in the calendar year of this day.
        grace_days: for how many days after it nobody is overdue.
    """

    repeat: Repeat
    opens_on: date
    due_on: date
    grace_days: int = 0

    def __post_init__(self) -> None:
        if self.due_on < self.opens_on:
            raise InvalidError(field="due_on", reason="it is due before it opens")
        if self.repeat is Repeat.YEARLY and self.due_on >= _in_year(self.opens_on, 1):
            raise InvalidError(field="due_on", reason="a yearly round lasts less than a year")
        if not 0 <= self.grace_days <= MOST_GRACE_DAYS:
            raise InvalidError(field="grace_days", reason=f"0 to {MOST_GRACE_DAYS} days")

    def round_on(self, day: date) -> Round | None:
        """The round that is open on ``day``, the latest one that began; None before the first."""
        if day < self.opens_on:
            return None
        years = 0
        if self.repeat is Repeat.YEARLY:
            years = day.year - self.opens_on.year
            if _in_year(self.opens_on, years) > day:
                years -= 1
        due = _in_year(self.due_on, years)
        return Round(_in_year(self.opens_on, years), due, due + timedelta(days=self.grace_days))

    def for_newcomer(self, current: Round, day: date) -> Round:
        """The dates of somebody who comes to a round on ``day``.

        They get as many days as the round gives everybody. In a yearly round they are due within
        the calendar year of its due date at the latest, where the work counts.
        """
        whole = current.due_on - current.opens_on
        due = max(current.due_on, day + whole)
        if self.repeat is Repeat.YEARLY:
            due = max(current.due_on, min(due, date(current.due_on.year, 12, 31)))
        return Round(current.opens_on, due, due + timedelta(days=self.grace_days))


def _in_year(day: date, years: int) -> date:
    """The same day some years on; 29 February is the 28th in a year without one."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


@dataclass(frozen=True, slots=True)
class HeldShare:
    """A share that a rule gave in its current round and did not take back itself.

    Attributes:
        is_settled: whether it is done, or somebody ended it by hand.
    """

    share_id: int
    member_id: int
    due_on: date
    is_settled: bool


@dataclass(frozen=True, slots=True)
class Addition:
    """Somebody gets a share: until when, and why."""

    member_id: int
    dates: Round
    reason: str


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A share ends, and why."""

    share_id: int
    member_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class RuleChange:
    """What one look at the roster brings about, by member."""

    added: tuple[Addition, ...]
    withdrawn: tuple[Withdrawal, ...]

    @property
    def is_nothing(self) -> bool:
        """Whether the roster and the shares agree."""
        return not self.added and not self.withdrawn


def rule_change(
    audience: RuleAudience,
    timing: Timing,
    people: Collection[Candidate],
    held: Collection[HeldShare],
    day: date,
) -> RuleChange:
    """Compare who fits on ``day`` with who has a share of the round.

    What is done stays done, and what was due before the change stays due: a transfer takes no
    overdue work back. Looking twice on a day changes nothing the second time.

    Args:
        people: everybody ever on the roster, with those who left.
        held: the shares of the round that is open on ``day``.
    """
    current = timing.round_on(day)
    if current is None:
        return RuleChange((), ())
    have = {share.member_id for share in held}
    known = {someone.member_id: someone for someone in people}
    added = [
        Addition(
            someone.member_id,
            timing.for_newcomer(current, day),
            why_added(audience, someone),
        )
        for someone in people
        if someone.member_id not in have and fits(audience, someone, day)
    ]
    withdrawn = [
        Withdrawal(share.share_id, share.member_id, why_withdrawn(reasons))
        for share in held
        if not share.is_settled and share.due_on >= day and share.member_id in known
        for reasons in [misses(audience, known[share.member_id], day)]
        if reasons
    ]
    return RuleChange(
        tuple(sorted(added, key=lambda each: each.member_id)),
        tuple(sorted(withdrawn, key=lambda each: each.member_id)),
    )
