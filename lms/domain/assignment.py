"""Who is to do what by when: audiences, due dates and where somebody stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lms.domain.errors import InvalidError
from lms.domain.member import ServiceFacts, is_serving


class AudienceKind(StrEnum):
    """How an assignment names its people."""

    ALL_SWORN = "all-sworn"
    RANK = "rank"
    UNIT = "unit"
    SHIFT = "shift"
    MEMBER = "member"
    NAMED = "named"
    RULE = "rule"
    """Whoever fits a rule of ``lms.domain.assignment_rule``; the value is its number."""


@dataclass(frozen=True, slots=True)
class Audience:
    """A rule that picks members.

    ``value`` is the rank, unit, shift or badge number it names; badge numbers of several
    people stand in order with commas between them.
    """

    kind: AudienceKind
    value: str = ""

    def __post_init__(self) -> None:
        named = self.kind is not AudienceKind.ALL_SWORN
        if named != bool(self.value):
            raise InvalidError(reason="an audience names one thing, or all sworn members")


def includes(audience: Audience, facts: ServiceFacts, day: date) -> bool:
    """Whether somebody with these facts belongs to the audience on ``day``.

    Only people who are serving belong to any; civilians only where they are named, by unit,
    shift or badge (they may train but stay outside the duty, IV.E).
    """
    if not is_serving(facts, day):
        return False
    match audience.kind:
        case AudienceKind.ALL_SWORN:
            return facts.sworn
        case AudienceKind.NAMED:
            return facts.badge_number in audience.value.split(",")
        case AudienceKind.RULE:
            return False
        case _:
            return audience.value == _named_fact(audience.kind, facts)


def _named_fact(kind: AudienceKind, facts: ServiceFacts) -> str:
    of = {
        AudienceKind.RANK: facts.rank,
        AudienceKind.UNIT: facts.unit,
        AudienceKind.SHIFT: facts.shift,
    }
    return of.get(kind, facts.badge_number)


def named(badges: Iterable[str]) -> Audience:
    """The audience of exactly these people."""
    return Audience(AudienceKind.NAMED, ",".join(sorted(set(badges))))


class Progress(StrEnum):
    """Where a member stands with an assigned module, in the order a list shows it."""

    OVERDUE = "overdue"
    NOT_STARTED = "not started"
    IN_PROGRESS = "in progress"
    EXCUSED = "excused"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class AssignedWork:
    """What the records say of one member and one assigned module.

    ``due_on`` is the last day on which it is not late: a rule's days of grace are in it.
    """

    due_on: date
    passed_on: date | None
    started: bool
    excused: bool
    on_leave: bool


def progress(work: AssignedWork, today: date) -> Progress:
    """Where the member stands today.

    A pass after the due date is done (late, never failed). Somebody on leave or excused is
    not overdue.
    """
    if work.passed_on is not None:
        return Progress.DONE
    if work.excused or work.on_leave:
        return Progress.EXCUSED
    if work.due_on < today:
        return Progress.OVERDUE
    return Progress.IN_PROGRESS if work.started else Progress.NOT_STARTED


def check_more_time(until: date, due_on: date, holds: date) -> None:
    """Refuse more time that gives none, or that ends where the work would count no more.

    Args:
        due_on: when the assignment is due for everybody; work counts in its calendar year (IV.E).
        holds: when it is due for this member now.

    Raises:
        InvalidError: at ``extended_to``, with the reason.
    """
    if until <= holds:
        raise InvalidError(field="extended_to", reason="Choose a day after the due date.")
    if until.year != due_on.year:
        raise InvalidError(
            field="extended_to",
            reason="Choose a day in the year of the due date: work counts there.",
        )
