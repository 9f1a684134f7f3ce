"""The tick list of a class: who may be on it, and what a posted one says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from flask import request
from sqlalchemy.orm import Session

from lms.domain.access import Reach
from lms.domain.class_session import Attendance
from lms.domain.findings import Finding
from lms.queries.leave import members_on_leave
from lms.queries.roster import Person, roster
from lms.web.access import current, current_reach

_LONGEST_EXPLANATION = 500
_MOST_MINUTES = 1_440


@dataclass(frozen=True, slots=True)
class Line:
    """One person of the list as it is shown.

    Attributes:
        mistake: why this attendance cannot be recorded as it stands.
    """

    person: Person
    ticked: bool
    late: str = ""
    left: str = ""
    why: str = ""
    on_leave: bool = False
    mistake: str = ""


@dataclass(frozen=True, slots=True)
class Ticked:
    """What was ticked, and what could not be read."""

    attendances: tuple[Attendance, ...]
    findings: tuple[Finding, ...] = field(default_factory=tuple)


def attendable(session: Session, day: date) -> tuple[Person, ...]:
    """Whom this person may put on a roster: everybody, or one's own shift and people."""
    people = roster(session, day)
    if current_reach() is Reach.ALL:
        return people
    own = current().member_id
    shift = next((each.shift for each in people if each.member_id == own), None)
    return tuple(
        each for each in people if each.supervisor_id == own or (shift and each.shift == shift)
    )


def shifts(people: Iterable[Person]) -> list[str]:
    """The shifts of some people, in order."""
    return sorted({person.shift for person in people if person.shift})


def ticked(people: Iterable[Person]) -> Ticked:
    """Read the posted list; names that may not be on it are left out as if never sent."""
    attendances, findings = [], []
    wanted = set(request.form.getlist("there"))
    for person in people:
        key = str(person.member_id)
        if key not in wanted:
            continue
        late, left = _minutes(f"late-{key}"), _minutes(f"left-{key}")
        if late is None or left is None:
            reason = "has minutes that are not a whole number"
            findings.append(Finding(("members", person.member_id), reason))
        why = request.form.get(f"why-{key}", "").strip()[:_LONGEST_EXPLANATION]
        attendances.append(Attendance(person.member_id, late or 0, left or 0, why))
    return Ticked(tuple(attendances), tuple(findings))


def _minutes(name: str) -> int | None:
    text = request.form.get(name, "").strip()
    if not text:
        return 0
    if not (text.isascii() and text.isdigit()):
        return None
    return min(int(text[:6]), _MOST_MINUTES)


def lines(
    session: Session,
    people: Iterable[Person],
    *,
    day: date,
    everybody: bool,
    mistakes: Mapping[int, str],
) -> list[Line]:
    """The list to show: as it was posted, or fresh with everybody ticked who is not on leave.

    Args:
        everybody: whether a fresh list has everybody ticked.
    """
    on_leave = members_on_leave(session, day)
    posted = request.method == "POST"
    wanted = set(request.form.getlist("there")) if posted else set()
    found = []
    for person in people:
        key = str(person.member_id)
        away = person.member_id in on_leave
        found.append(
            Line(
                person=person,
                ticked=key in wanted if posted else everybody and not away,
                late=request.form.get(f"late-{key}", "")[:6],
                left=request.form.get(f"left-{key}", "")[:6],
                why=request.form.get(f"why-{key}", "")[:_LONGEST_EXPLANATION],
                on_leave=away,
                mistake=mistakes.get(person.member_id, ""),
            )
        )
    return found


def by_member(findings: Iterable[Finding]) -> dict[int, str]:
    """The mistakes of attendances, by member."""
    return {
        int(each.path[1]): each.message
        for each in findings
        if each.path[0] == "members" and len(each.path) > 1
    }
