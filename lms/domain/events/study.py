"""Training on the screen: visits, lessons, attempts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lms.domain.events.event import Doer, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class SittingOpened(Event):
    """A member began a module in a period."""

    kind = "sitting-opened"
    words = "Member {member_id} began module {module} (duty: {duty})."
    doer = Doer.MEMBER
    sitting_id: int
    member_id: int
    module: str
    module_digest: str
    period_start: str
    duty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitBegun(Event):
    """A member sat down with a module and stated the duty status."""

    kind = "visit-begun"
    words = "Member {member_id} began visit {visit_id} of sitting {sitting_id} (duty: {duty})."
    visit_id: int
    sitting_id: int
    member_id: int
    duty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonCompleted(Event):
    """A lesson was completed and its verified seconds posted.

    ``time`` lists ``[page, limb, local day, seconds]``; ``beats_digest`` covers the beats
    after ``beats_after`` up to ``beats_through`` from which the seconds were folded.
    ``counting`` is the chief's choice; ``nominal_seconds``, ``limb`` and ``completed_on``
    decide what a rated lesson is credited. What was worked after the year from ``late_for``
    counts for that year, late.
    """

    kind = "lesson-completed"
    words = "Member {member_id} completed lesson {lesson}."
    doer = Doer.MEMBER
    sitting_id: int
    member_id: int
    lesson: str
    lesson_digest: str
    completed_on: str
    limb: str
    counting: str
    nominal_seconds: int
    time: tuple[tuple[str, str, str, int], ...]
    beats_after: int
    beats_through: int
    beats_digest: str
    late_for: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptStarted(Event):
    """A graded attempt was drawn and opened."""

    kind = "attempt-started"
    words = "Member {member_id} started attempt {number} of module {module}."
    doer = Doer.MEMBER
    attempt_id: int
    sitting_id: int
    member_id: int
    module: str
    number: int
    draw_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptSubmitted(Event):
    """An attempt was submitted, graded, and its time posted; holds all that grading needs.

    ``accepted`` is what counted as right besides, where a key had been corrected while it was open.
    What was worked after the year from ``late_for`` counts for that year, late.
    """

    kind = "attempt-submitted"
    words = "Member {member_id} submitted attempt {attempt_id}: {points} of {maximum} points."
    doer = Doer.MEMBER
    attempt_id: int
    sitting_id: int
    member_id: int
    module: str
    module_digest: str
    draw: Mapping[str, object]
    answers: Mapping[str, object]
    unscored: tuple[str, ...]
    pass_mark: int
    attestation: str
    points: int
    maximum: int
    passed: bool
    time: tuple[tuple[str, str, str, int], ...]
    beats_after: int
    beats_through: int
    beats_digest: str
    accepted: Mapping[str, object] = field(default_factory=dict)
    late_for: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptOnTwoSignIns(Event):
    """An attempt was answered on two sign-ins at about the same time."""

    kind = "attempt-on-two-sign-ins"
    doer = Doer.ITSELF
    words = "Attempt {attempt_id} of member {member_id} was answered on two sign-ins at once."
    attempt_id: int
    member_id: int
    sign_in_id: int
    other_sign_in_id: int
    seconds_between: int
