"""Handing a desk over: what is frozen, who may do what, and how it ends.

A handover moves no right: roles are given and ended by the people who give them (two of
them). It records that somebody told a named successor what lay open, in a form nobody can
change afterwards, and that the successor has read it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from lms.domain.access import Actor, Role
from lms.domain.duty_calendar import Duty, DutyKind, DutyState, Month
from lms.domain.open_matter import Area, Matter, MatterKind

FORM = 1
LONGEST_NOTE = 4_000
GENERAL = ""
"""The key of the note that is about no matter in particular."""


class Desk(StrEnum):
    """The desks that are handed over."""

    TRAINING_UNIT = "training-unit"
    ACCREDITATION = "accreditation"


class HandoverOutcome(StrEnum):
    """How a handover ends; it ends once."""

    ACCEPTED = "accepted"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class DeskRule:
    """A desk: what it is called, the role that holds it, and what of the calendar is its own.

    Attributes:
        areas: whose open matters it shows.
        duties: the kinds of duties it shows; all of them where None.
    """

    title: str
    role: Role
    areas: frozenset[Area]
    duties: frozenset[DutyKind] | None = None


DESKS: Mapping[Desk, DeskRule] = {
    Desk.TRAINING_UNIT: DeskRule(
        "Training unit", Role.TRAINING_UNIT, frozenset(Area) - {Area.EVIDENCE}
    ),
    Desk.ACCREDITATION: DeskRule(
        "Accreditation",
        Role.ACCREDITATION_MANAGER,
        frozenset({Area.APPROVALS, Area.EVIDENCE, Area.SETTINGS, Area.KEYS}),
        frozenset(
            {
                DutyKind.TELL_LATE,
                DutyKind.NO_CHANGE,
                DutyKind.HEAD,
                DutyKind.WINDOW,
                DutyKind.HOLDS,
                DutyKind.RETENTION,
                DutyKind.ROLE,
                DutyKind.SETTING,
                DutyKind.REVISION,
                DutyKind.KEY,
            }
        ),
    ),
}


def desks_of(roles: Collection[Role]) -> tuple[Desk, ...]:
    """The desks that somebody of these roles holds."""
    return tuple(desk for desk, rule in DESKS.items() if rule.role in roles)


def on_desk(desk: Desk, matters: Iterable[Matter]) -> tuple[Matter, ...]:
    """The matters that a desk shows."""
    return tuple(each for each in matters if each.area in DESKS[desk].areas)


@dataclass(frozen=True, slots=True)
class DutyCalendar:
    """The duties of a desk: what every month asks alike, and what a month has of its own."""

    routine: tuple[Duty, ...]
    months: tuple[Month, ...]

    def of(self, desk: Desk) -> DutyCalendar:
        """The same with the duties that a desk shows."""
        kinds = DESKS[desk].duties or frozenset(DutyKind)
        return DutyCalendar(
            tuple(each for each in self.routine if each.kind in kinds),
            tuple(
                Month(month.first, tuple(each for each in month.duties if each.kind in kinds))
                for month in self.months
            ),
        )


@dataclass(frozen=True, slots=True)
class DeskState:
    """A desk as it stands: what lies open, and its calendar of duties."""

    desk: Desk
    day: date
    matters: tuple[Matter, ...]
    calendar: DutyCalendar


def may_withdraw(by: Actor, *, leaver_id: int, leaver_holds: bool, desk: Desk) -> bool:
    """Whether somebody takes an offer back: its leaver, or the desk where that one is gone.

    Args:
        leaver_holds: whether the leaver still holds the desk's role.
    """
    if by.account_id == leaver_id:
        return True
    return not leaver_holds and DESKS[desk].role in by.roles


def document_of(state: DeskState, *, seq: int, head: str) -> dict[str, Any]:
    """A desk as primitives, in the words of its day, ready for a digest.

    Args:
        seq: the newest entry of the journal that it takes in; ``head`` is that entry's leaf hash.
    """
    return {
        "form": FORM,
        "desk": state.desk.value,
        "day": state.day.isoformat(),
        "seq": seq,
        "head": head,
        "matters": [_matter(each) for each in state.matters],
        "routine": [_duty(each) for each in state.calendar.routine],
        "months": [
            {"first": month.first.isoformat(), "duties": [_duty(each) for each in month.duties]}
            for month in state.calendar.months
        ],
    }


def _matter(matter: Matter) -> dict[str, Any]:
    return {
        "kind": matter.kind.value,
        "area": matter.area.value,
        "words": matter.words,
        "who": matter.who,
        "count": matter.count,
        "since": matter.since.isoformat() if matter.since else None,
        "named": list(matter.named),
    }


def _duty(duty: Duty) -> dict[str, Any]:
    return {
        "on": duty.on.isoformat() if duty.on else None,
        "kind": duty.kind.value,
        "what": duty.what,
        "why": duty.why,
        "who": duty.who,
        "state": duty.state.value,
    }


@dataclass(frozen=True, slots=True)
class ShownMatter:
    """An open matter as a page or a paper shows it, in the words of its day."""

    kind: str
    area: Area
    words: str
    who: str
    count: int
    since: date | None
    named: tuple[str, ...]
    days: int | None


@dataclass(frozen=True, slots=True)
class ShownDuty:
    """A duty as a page or a paper shows it, in the words of its day."""

    on: date | None
    kind: str
    what: str
    why: str
    who: str
    state: DutyState


@dataclass(frozen=True, slots=True)
class ShownMonth:
    """A month with its duties."""

    first: date
    duties: tuple[ShownDuty, ...]

    @property
    def name(self) -> str:
        """``January 2027``."""
        return f"{self.first:%B} {self.first.year}"


@dataclass(frozen=True, slots=True)
class ShownDesk:
    """A desk as it was, read from its document.

    Attributes:
        seq: the newest entry of the journal that it takes in, and its leaf hash.
    """

    desk: Desk
    day: date
    seq: int
    head: str
    matters: tuple[ShownMatter, ...]
    routine: tuple[ShownDuty, ...]
    months: tuple[ShownMonth, ...]

    def in_areas(self) -> tuple[tuple[Area, tuple[ShownMatter, ...]], ...]:
        """The matters by area, in the order of the page."""
        return tuple(
            (area, found)
            for area in Area
            if (found := tuple(each for each in self.matters if each.area is area))
        )


def shown(document: Mapping[str, Any]) -> ShownDesk:
    """Read back what ``document_of`` wrote."""
    day = date.fromisoformat(document["day"])
    return ShownDesk(
        desk=Desk(document["desk"]),
        day=day,
        seq=document["seq"],
        head=document["head"],
        matters=tuple(_shown_matter(each, day) for each in document["matters"]),
        routine=tuple(_shown_duty(each) for each in document["routine"]),
        months=tuple(
            ShownMonth(
                date.fromisoformat(month["first"]),
                tuple(_shown_duty(each) for each in month["duties"]),
            )
            for month in document["months"]
        ),
    )


def _shown_matter(said: Mapping[str, Any], day: date) -> ShownMatter:
    since = _day(said["since"])
    return ShownMatter(
        kind=said["kind"],
        area=Area(said["area"]),
        words=said["words"],
        who=said["who"],
        count=said["count"],
        since=since,
        named=tuple(said["named"]),
        days=None if since is None else max(0, (day - since).days),
    )


def _shown_duty(said: Mapping[str, Any]) -> ShownDuty:
    return ShownDuty(
        on=_day(said["on"]),
        kind=said["kind"],
        what=said["what"],
        why=said["why"],
        who=said["who"],
        state=DutyState(said["state"]),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def notes_of(notes: Mapping[str, str]) -> dict[str, str]:
    """What somebody wrote, by matter, without what is empty or about nothing known."""
    known = {GENERAL, *(kind.value for kind in MatterKind)}
    return {key: words.strip() for key, words in notes.items() if words.strip() and key in known}
