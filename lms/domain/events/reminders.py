"""What members were told by themselves: reminders and calendars."""

from __future__ import annotations

from dataclasses import dataclass

from lms.domain.events.event import Doer, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberReminded(Event):
    """A reminder was written for a member; ``keys`` names what it tells, as the table does."""

    kind = "member-reminded"
    words = "Member {member_id} was reminded ({keys}; letter: {letter})."
    doer = Doer.ITSELF
    member_id: int
    keys: tuple[str, ...]
    letter: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarOpened(Event):
    """A member made an address for a calendar; the ones before it ended."""

    kind = "calendar-opened"
    words = "Member {member_id} made a new address for a calendar."
    doer = Doer.MEMBER
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarClosed(Event):
    """A member ended the address for a calendar."""

    kind = "calendar-closed"
    words = "Member {member_id} ended the address for a calendar."
    doer = Doer.MEMBER
    member_id: int
