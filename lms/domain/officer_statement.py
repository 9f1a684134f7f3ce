"""What an officer says to an entry of their own record: kept beside it, changed by nobody."""

from __future__ import annotations

from lms.domain.errors import ConflictError, InvalidError

LONGEST_WORDS = 4_000
MOST_ABOUT_ONE = 20
"""Statements that one entry takes; each says its day, and a later one adds to the earlier."""


def fitting(words: str) -> str:
    """The words as they are kept.

    Raises:
        InvalidError: there are none, or too many.
    """
    said = words.strip()
    if not said:
        raise InvalidError(field="words", reason="Write what you want to say.")
    if len(said) > LONGEST_WORDS:
        raise InvalidError(field="words", reason=f"Keep it under {LONGEST_WORDS:,} characters.")
    return said


def check_room(written: int) -> None:
    """Refuse one more where an entry has as many as it takes.

    Raises:
        ConflictError: with how many there are.
    """
    if written >= MOST_ABOUT_ONE:
        raise ConflictError(statements=written, reason="no more are taken")
