"""Training in a room: talks and classes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lms.domain.events.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkRecorded(Event):
    """An instructor recorded a talk with a member after failed attempts."""

    kind = "talk-recorded"
    words = "A talk with member {member_id} after attempt {attempt_id} was recorded."
    member_id: int
    attempt_id: int
    note_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassRecorded(Event):
    """A class or roll call was recorded with who attended.

    ``attendees`` lists ``[member, minutes late, minutes left early]``; ``explained`` maps the
    members whose attendance needed an explanation to its digest.
    """

    kind = "class-recorded"
    words = "A {class_kind} on lesson {lesson} was recorded as class {class_id}."
    class_id: int
    class_kind: str
    lesson: str
    lesson_digest: str
    limb: str
    starts_at: str
    ends_at: str
    break_minutes: int
    hour_minutes: int
    instructor_id: int | None
    instructor_digest: str
    sheet_sha256: str | None
    attendees: tuple[tuple[int, int, int], ...]
    explained: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassAnswered(Event):
    """An attendee was asked and said whether they were there."""

    kind = "class-answered"
    words = "Member {member_id} said of class {class_id}: was there, {was_there}."
    class_id: int
    member_id: int
    was_there: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassDecided(Event):
    """A second person approved or declined the roster of a class."""

    kind = "class-decided"
    words = "The roster of class {class_id} was {outcome}."
    class_id: int
    outcome: str
    reason_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassCredited(Event):
    """An attendance that was confirmed and approved was entered in the ledger.

    ``online`` lists ``[from, seconds]`` of time counted online during the class (milliseconds
    since 1970); ``time`` lists ``[local day, limb, seconds]``.
    """

    kind = "class-credited"
    words = "Member {member_id} was credited for class {class_id}."
    class_id: int
    member_id: int
    zone: str
    online: tuple[tuple[int, int], ...]
    time: tuple[tuple[str, str, int], ...]
