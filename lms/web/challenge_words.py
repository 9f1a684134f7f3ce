"""Challenges and their answers in plain words, for the officer and the policy owner alike."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from lms.domain.challenge import ANSWER_DAYS, ChallengeOutcome, answer_by, is_late
from lms.queries.challenges import ChallengeRow
from lms.web.filters import plural
from lms.web.local_day import local_date

OUTCOMES: Mapping[ChallengeOutcome, tuple[str, str]] = {
    ChallengeOutcome.STANDS: ("The answer stands", "info"),
    ChallengeOutcome.REWORDED: ("The words are mended", "done"),
    ChallengeOutcome.KEY_WRONG: ("You were right", "done"),
}


def state(row: ChallengeRow, today: date) -> tuple[str, str]:
    """A word for where a challenge stands, and the kind of its tag."""
    if row.outcome is not None:
        return OUTCOMES[row.outcome]
    late = is_late(local_date(row.raised_at), today)
    return ("Late", "overdue") if late else ("Waits for an answer", "waiting")


def age(row: ChallengeRow, today: date) -> str:
    """How long it has waited of the days there are."""
    days = (today - local_date(row.raised_at)).days
    return f"{plural(days, 'day')} of {ANSWER_DAYS}"


def due(row: ChallengeRow) -> date:
    """The last day for an answer."""
    return answer_by(local_date(row.raised_at))
