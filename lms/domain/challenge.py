"""Challenges: a member says that an item is wrong, and the policy owner answers."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from lms.domain.errors import ForbiddenError, InvalidError

ANSWER_DAYS = 14
LONGEST_WORDS = 2_000


class ChallengeOutcome(StrEnum):
    """What the policy owner says of a challenged item."""

    STANDS = "stands"
    REWORDED = "reworded"
    KEY_WRONG = "key-wrong"


class OwnChallengeError(ForbiddenError):
    """Whoever raised a challenge would answer it."""


def answer_by(raised_on: date) -> date:
    """The last day on which an answer is in time."""
    return raised_on + timedelta(days=ANSWER_DAYS)


def is_late(raised_on: date, today: date) -> bool:
    """Whether an answer is due since yesterday or longer."""
    return today > answer_by(raised_on)


def checked_challenge(text: str) -> str:
    """The words of a challenge or of its answer, without blanks at their ends.

    Raises:
        InvalidError: there are none, or too many.
    """
    words = text.strip()
    if not words:
        raise InvalidError(field="words", reason="say what is wrong")
    if len(words) > LONGEST_WORDS:
        raise InvalidError(field="words", reason=f"at most {LONGEST_WORDS} characters")
    return words


def check_answerer(*, raised_by: int, member_id: int | None) -> None:
    """Refuse an answer to one's own challenge.

    Raises:
        OwnChallengeError: the one who answers raised it.
    """
    if member_id == raised_by:
        raise OwnChallengeError(member=raised_by)
