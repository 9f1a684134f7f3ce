"""Taught training: classes and roll calls, who attended, and what of it counts.

A class credits the time a member was there: from its start or their coming to its end or
their going, without the breaks and without online time already counted in the same span.
It is entered in the ledger when two things are there: the member says "I was there", and
somebody who neither recorded, taught nor attended the class approves its roster.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum

from lms.domain.credit import Posting, seconds_by_day
from lms.domain.findings import Finding
from lms.domain.seat_clock import Interval

LONGEST = timedelta(hours=12)
_MINUTE = timedelta(minutes=1)


class ClassKind(StrEnum):
    """How training was taught."""

    ROLL_CALL = "roll-call"
    CLASS = "class"


@dataclass(frozen=True, slots=True)
class ClassTimes:
    """When a class was held, in UTC, and how much of it was breaks.

    Attributes:
        hour_minutes: minutes that the department counts as an hour of class: 60, or 50
            where the chief follows the Municipal Police Training Committee.
    """

    starts_at: datetime
    ends_at: datetime
    break_minutes: int = 0
    hour_minutes: int = 60

    @property
    def minutes(self) -> int:
        """Whole minutes from start to end, breaks left out."""
        return (self.ends_at - self.starts_at) // _MINUTE - self.break_minutes


@dataclass(frozen=True, slots=True)
class Attendance:
    """One member's attendance.

    Attributes:
        explanation: why it counts although the record holds something else for that time.
    """

    member_id: int
    late_minutes: int = 0
    left_minutes: int = 0
    explanation: str = ""


class Doubt(StrEnum):
    """What the record holds that speaks against an attendance."""

    NOT_SERVING = "not-serving"
    OTHER_CLASS = "other-class"
    TAUGHT_IT = "taught-it"
    ON_LEAVE = "on-leave"
    ONLINE = "online"


REFUSED = frozenset({Doubt.NOT_SERVING, Doubt.OTHER_CLASS, Doubt.TAUGHT_IT})
"""Doubts that no explanation lifts; the others are explained in a line."""


@dataclass(frozen=True, slots=True)
class AlreadyThere:
    """What the record holds of one member for the span of a class.

    Attributes:
        serving: whether the member was employed on that day.
        taught: whether the member is its instructor.
        other_classes: of other classes that overlap, their ids.
        online_seconds: counted online within the span.
    """

    serving: bool = True
    taught: bool = False
    on_leave: bool = False
    other_classes: tuple[int, ...] = ()
    online_seconds: int = 0


def doubts(there: AlreadyThere) -> tuple[Doubt, ...]:
    """Everything that speaks against an attendance, the gravest first."""
    found = {
        Doubt.NOT_SERVING: not there.serving,
        Doubt.OTHER_CLASS: bool(there.other_classes),
        Doubt.TAUGHT_IT: there.taught,
        Doubt.ON_LEAVE: there.on_leave,
        Doubt.ONLINE: there.online_seconds > 0,
    }
    return tuple(doubt for doubt, holds in found.items() if holds)


def time_findings(times: ClassTimes, now: datetime) -> list[Finding]:
    """What is wrong with when a class was held; the path is the form's field."""
    if times.ends_at <= times.starts_at:
        return [Finding(("ends_at",), "The class ends before it starts.")]
    if times.ends_at - times.starts_at > LONGEST:
        hours = LONGEST // timedelta(hours=1)
        return [Finding(("ends_at",), f"A class lasts at most {hours} hours; enter two.")]
    if times.ends_at > now:
        return [Finding(("ends_at",), "The class has not ended yet.")]
    if times.break_minutes < 0:
        return [Finding(("break_minutes",), "Breaks are whole minutes, 0 or more.")]
    if times.minutes <= 0:
        return [Finding(("break_minutes",), "The breaks take up the whole class.")]
    return []


def attendance_findings(
    times: ClassTimes,
    attendances: Iterable[Attendance],
    there: Mapping[int, AlreadyThere],
) -> list[Finding]:
    """What is wrong with who attended; the path ends in the member's id.

    Args:
        there: what the record holds of each of them.
    """
    found = []
    seen: set[int] = set()
    for each in attendances:
        reason = _problem(times, each, there.get(each.member_id, AlreadyThere(serving=False)))
        if each.member_id in seen:
            reason = "is named twice"
        if reason:
            found.append(Finding(("members", each.member_id), reason))
        seen.add(each.member_id)
    return found or ([] if seen else [Finding(("members",), "Tick who was there.")])


_REASONS: Mapping[Doubt, str] = {
    Doubt.NOT_SERVING: "did not serve on that day",
    Doubt.OTHER_CLASS: "was at another class at that time",
    Doubt.TAUGHT_IT: "taught this class; nobody attends what they teach",
    Doubt.ON_LEAVE: "is on leave on that day; say why it counts",
    Doubt.ONLINE: "was training online at that time; say how both can be",
}


def _problem(times: ClassTimes, attendance: Attendance, there: AlreadyThere) -> str:
    if attendance.late_minutes < 0 or attendance.left_minutes < 0:
        return "has minutes below zero"
    if attendance.late_minutes + attendance.left_minutes >= times.minutes:
        return "was away for the whole class; leave them out instead"
    for doubt in doubts(there):
        if doubt in REFUSED or not attendance.explanation.strip():
            return _REASONS[doubt]
    return ""


def span(times: ClassTimes, attendance: Attendance) -> tuple[datetime, datetime]:
    """From when to when a member was in the room."""
    return (
        times.starts_at + attendance.late_minutes * _MINUTE,
        times.ends_at - attendance.left_minutes * _MINUTE,
    )


def class_postings(
    times: ClassTimes,
    attendance: Attendance,
    *,
    limb: str,
    online: Iterable[Interval],
    zone: tzinfo,
) -> tuple[Posting, ...]:
    """What one attendance enters in the ledger, by local day.

    Lengths are differences of UTC. Breaks, whose place nobody notes, are taken from the day
    with the most time. Of a 50-minute hour each minute counts 60/50 of itself, rounded down
    once a day.

    Args:
        limb: slug of the subject of the lesson that was taught.
        online: the member's counted online intervals; what lies in the span is left out.
        zone: of the department, by whose midnight days part.
    """
    starts_at, ends_at = span(times, attendance)
    days = dict(seconds_by_day([_interval(starts_at, ends_at)], zone))
    for day, seconds in seconds_by_day(_within(online, starts_at, ends_at), zone).items():
        days[day] = max(0, days.get(day, 0) - seconds)
    rest = times.break_minutes * 60
    for day in sorted(days, key=lambda each: (-days[each], each)):
        taken = min(rest, days[day])
        days[day] -= taken
        rest -= taken
    counted = {day: seconds * 60 // times.hour_minutes for day, seconds in days.items()}
    return tuple(Posting(day, limb, seconds) for day, seconds in sorted(counted.items()) if seconds)


def online_seconds(
    online: Iterable[Interval], times: ClassTimes, attendance: Attendance | None = None
) -> int:
    """Seconds counted online while somebody was in the room, or while the class lasted."""
    starts_at, ends_at = span(times, attendance) if attendance else (times.starts_at, times.ends_at)
    return sum(part.seconds for part in _within(online, starts_at, ends_at))


def milliseconds(moment: datetime) -> int:
    """Milliseconds since 1970 in UTC, as intervals count."""
    return round(moment.timestamp() * 1000)


def _interval(starts_at: datetime, ends_at: datetime) -> Interval:
    return Interval(milliseconds(starts_at), (ends_at - starts_at) // timedelta(seconds=1))


def _within(online: Iterable[Interval], starts_at: datetime, ends_at: datetime) -> list[Interval]:
    """The whole seconds of intervals that lie between two moments."""
    first, last = milliseconds(starts_at), milliseconds(ends_at)
    cut = []
    for part in online:
        begin, end = max(part.from_ms, first), min(part.until_ms, last)
        if end - begin >= 1000:  # noqa: PLR2004 - a second in milliseconds
            cut.append(Interval(begin, (end - begin) // 1000))
    return cut


@dataclass(frozen=True, slots=True)
class Roster:
    """Who had a part in a class, for asking who may approve it.

    Attributes:
        recorded_by: account that recorded it.
        instructor_id: member who taught it, where one did.
    """

    recorded_by: int | None
    instructor_id: int | None
    attended_by: Collection[int]


def may_decide(roster: Roster, *, account_id: int | None, member_id: int | None) -> bool:
    """Whether this person is a second one: did not record, teach or attend it."""
    if account_id is None or account_id == roster.recorded_by:
        return False
    return member_id is None or (
        member_id != roster.instructor_id and member_id not in roster.attended_by
    )


def week_of(day: date) -> tuple[date, date]:
    """Monday and Sunday of the week that holds ``day``."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)
