"""What each member will have done by today, in the order of the modules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from lms.demonstration import people


class Try(StrEnum):
    """A graded attempt and how it ends, or the talk after one."""

    FAILED = "F"
    TALK = "T"
    PASSED = "P"


@dataclass(frozen=True, slots=True)
class Plan:
    """One member's year so far.

    Attributes:
        tries: for each module what happened with its attempts, as letters of ``Try``; all
            lessons of a module with attempts are completed, a module without is left out.
        lessons: how many lessons of the module after those are completed.
        begun: whether the lesson after those has been begun and left.
        seconds: to where the last lesson brings the year, if that matters.
        excused: the index of the module that somebody is excused from.
        on_leave: a leave begins after what is planned.
    """

    tries: tuple[str, ...] = ()
    lessons: int = 0
    begun: bool = False
    seconds: int | None = None
    excused: int | None = None
    on_leave: bool = False

    def tries_of(self, module: int) -> tuple[Try, ...]:
        """The attempts at a module and the talks between them."""
        return tuple(map(Try, self.tries[module])) if module < len(self.tries) else ()

    def lessons_of(self, module: int, there_are: int) -> int:
        """How many lessons of a module are completed."""
        if self.tries_of(module):
            return there_are
        return min(self.lessons, there_are) if module == len(self.tries) else 0

    def begins(self, module: int) -> bool:
        """Whether a lesson of the module has been begun and left."""
        return self.begun and module == len(self.tries)


_FOURTEEN_MINUTES_LEFT = 7200 - 14 * 60 + 15

_COMPLETE = Plan(("P", "P", "P", "P"))
_WAITING = Plan(("FF",))
_NEARLY = Plan(("P", "P"), lessons=2, begun=True, seconds=_FOURTEEN_MINUTES_LEFT)

_SAME: Mapping[Plan, str] = {
    _COMPLETE: "0150 0120 0141 0103 0121 0128 0131 0152 0163 0182 0191 0127",
    Plan(("P", "P", "P"), begun=True): "0136 0164 0193",
    Plan(("P", "P")): "0101 0102 0104 0110 0111 0124 0132 0151 0155 0165 0181",
    Plan(("P", "P"), lessons=2, begun=True): "0105 0113 0162",
    Plan(("P",), lessons=1, begun=True): "0112 0125 0184",
    Plan(("P",)): "0123 D-201 R-301",
    Plan(lessons=2, begun=True): "0114 0153 0183",
    Plan(): "0148 0166 0174 0178 D-203 D-204 R-302",
    Plan(on_leave=True): "0173 0192",
    Plan(("P",), excused=1): "0133 0177",
    _WAITING: "0149 0154",
}

_OWN: Mapping[str, Plan] = {
    people.NEARLY_DONE: _NEARLY,
    people.DISPATCHER: Plan(("", "", "", "", "P")),
    "0134": Plan(("P", "FP", "P", "P")),
    "0161": Plan(("P", "P", "P", "FP")),
    "0171": Plan(("FFTP", "P", "P", "P")),
    "0122": Plan(("P", "P", "FP"), begun=True),
    "0135": Plan(("FP", "P")),
    "0167": Plan(("P", "FP")),
    "0172": Plan(("P", "FFTP")),
    "0175": Plan(("FFTP", "P"), lessons=2, begun=True),
    "0137": Plan(("FP",), lessons=1, begun=True),
    "0168": Plan(("P", "FF")),
    "0176": Plan(("P",), on_leave=True),
    "0126": Plan(("P",), lessons=1, on_leave=True),
    "0138": Plan(("", "P"), excused=0),
}

_SMALL: Mapping[str, Plan] = {
    people.NEARLY_DONE: _NEARLY,
    people.FAILED_TWICE: _WAITING,
    people.COMPLETE: _COMPLETE,
}


def plans(*, small: bool) -> Mapping[str, Plan]:
    """Everybody's plan by badge; of the small department only of those who have begun."""
    if small:
        return _SMALL
    same = {badge: plan for plan, badges in _SAME.items() for badge in badges.split()}
    return {**same, **_OWN}
