"""When an attempt may be started: lessons first, one at a time, a talk after failures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

AT_ONCE = timedelta(minutes=2)
"""Answers to one attempt by two sign-ins within this time are noted, and refused by nobody."""


class Opening(StrEnum):
    """Whether the next attempt is open, and what stands before it where not."""

    OPEN = "open"
    LESSONS_FIRST = "lessons-first"
    ALREADY_OPEN = "already-open"
    PASSED = "passed"
    TALK_FIRST = "talk-first"
    STATE_DUTY = "state-duty"
    OFF_DUTY = "off-duty"


@dataclass(frozen=True, slots=True)
class Tried:
    """One attempt of a sitting: its result where it has one, and whether a talk followed."""

    passed: bool | None
    talked: bool


def opening(
    tried: Sequence[Tried],
    *,
    lessons_open: int,
    attempts_before_talk: int,
    on_own_time: bool,
    duty_out_of_date: bool = False,
) -> Opening:
    """Judge whether the next attempt of a sitting may be started.

    From the ``attempts_before_talk``-th failure on, each failed attempt needs a recorded talk
    before the next. A member who is off duty on their own may read; graded work waits, and
    it waits until the duty status was stated within the hours for which it holds.
    """
    if any(attempt.passed for attempt in tried):
        return Opening.PASSED
    if tried and tried[-1].passed is None:
        return Opening.ALREADY_OPEN
    if lessons_open:
        return Opening.LESSONS_FIRST
    if len(tried) >= attempts_before_talk and not tried[-1].talked:
        return Opening.TALK_FIRST
    if duty_out_of_date:
        return Opening.STATE_DUTY
    return Opening.OFF_DUTY if on_own_time else Opening.OPEN
