"""Notices to an officer of what entered their record, as the department's counsel decided.

M.G.L. c. 149 s. 52C speaks of ten days; whether and for which entries the department sends a
notice is a dated decision of its counsel, and nothing here says what the law asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum

from lms.domain.attempt_rules import Tried
from lms.domain.errors import InvalidError

LAW = "M.G.L. c. 149 s. 52C"
DAYS = 10
"""Days from the entry to the last day of its notice (M.G.L. c. 149 s. 52C)."""


class Matter(StrEnum):
    """What a notice or an officer's statement is about, by its stored name."""

    FAILURE = "failure"
    REVIEW = "review"
    REVOCATION = "revocation"


MATTERS = {
    Matter.FAILURE: "a failed try after a talk with an instructor",
    Matter.REVIEW: "a review of pace that ended in \u201cdo again\u201d",
    Matter.REVOCATION: "a certificate that was revoked",
}
"""The entries that a decision can name, in words."""

OFF = "off"


def read_matters(text: str) -> frozenset[Matter]:
    """Read counsel's decision: ``off``, or the entries it names (``failure, review``).

    Raises:
        InvalidError: with what it may be.
    """
    words = [each.strip().casefold() for each in text.split(",")]
    if words == [OFF]:
        return frozenset()
    if not set(words) <= set(Matter) or len(set(words)) != len(words):
        raise InvalidError(
            reason="off, or one or more of failure, review, revocation with commas between"
        )
    return frozenset(Matter(each) for each in words)


def matters_in_words(text: str) -> str:
    """Counsel's decision as a page says it."""
    found = read_matters(text)
    if not found:
        return "Off: no notice is sent"
    return "On: " + "; ".join(words for matter, words in MATTERS.items() if matter in found)


def last_day(placed_on: date) -> date:
    """The last day of the notice for what entered the record on a day."""
    return placed_on + timedelta(days=DAYS)


def is_after_remediation(before: Sequence[Tried]) -> bool:
    """Whether a failure is one after remediation: a talk stands beside an earlier failure."""
    return any(each.passed is False and each.talked for each in before)


def tries_before_talk(tried: Sequence[Tried], attempts_before_talk: int) -> int:
    """How many more tries are open before the next one takes a talk; the next one included.

    From the ``attempts_before_talk``-th failure on a talk opens one try each.
    """
    if tried and tried[-1].talked:
        return 1
    return max(0, attempts_before_talk - len(tried))


class Standing(StrEnum):
    """How a notice stands on a day."""

    GIVEN = "given"
    WAITING = "waiting"
    LATE = "late"


def standing(*, given: bool, last: date, day: date) -> Standing:
    """Whether somebody still has to see to it; ``given``: read by its officer, or handed over."""
    if given:
        return Standing.GIVEN
    return Standing.LATE if day > last else Standing.WAITING
