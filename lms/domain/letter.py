"""Letters that the product sends: which there are, and until when each says something."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum


class LetterKind(StrEnum):
    """What a letter is about. Its facts are primitives; none of them is a secret."""

    PASSWORD_RESET = "password-reset"  # noqa: S105 - the name of a letter
    PASSWORD_CHANGED = "password-changed"  # noqa: S105 - the name of a letter
    SECOND_FACTOR_RESET = "second-factor-reset"
    MAIL_CHANGED = "mail-changed"
    TEST = "test"
    REMINDER = "reminder"
    DIGEST = "digest"
    HEAD_REPORT = "head-report"
    CHALLENGE_ANSWERED = "challenge-answered"
    POLICY_REFUSED = "policy-refused"
    OUTSIDE_DECIDED = "outside-decided"
    NOTICE = "notice"
    INVITATION = "invitation"


GOOD_FOR: Mapping[LetterKind, timedelta] = {
    LetterKind.PASSWORD_RESET: timedelta(minutes=30),
    LetterKind.PASSWORD_CHANGED: timedelta(days=3),
    LetterKind.SECOND_FACTOR_RESET: timedelta(days=3),
    LetterKind.MAIL_CHANGED: timedelta(days=3),
    LetterKind.TEST: timedelta(hours=2),
    LetterKind.REMINDER: timedelta(days=30),
    LetterKind.DIGEST: timedelta(days=6),
    LetterKind.HEAD_REPORT: timedelta(days=20),
    LetterKind.CHALLENGE_ANSWERED: timedelta(days=30),
    LetterKind.POLICY_REFUSED: timedelta(days=14),
    LetterKind.OUTSIDE_DECIDED: timedelta(days=30),
    LetterKind.NOTICE: timedelta(days=30),
    LetterKind.INVITATION: timedelta(days=14),
}
"""How long after its reason a letter is still sent; a later one would only puzzle."""

RESETS_AN_HOUR = 3
"""Reset letters that one account gets within an hour, whoever asks for them."""
