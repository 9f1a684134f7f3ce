"""Reminders as pages say them."""

from __future__ import annotations

from collections.abc import Mapping

from lms.domain.reminder import Stage
from lms.queries.reminders import LetterState

REASONS: Mapping[Stage, str] = {
    Stage.FIRST: "First reminder: everything open",
    Stage.BACK: "First day back: everything open",
    Stage.ASSIGNED: "Assigned",
    Stage.DUE_30: "Due within 30 days",
    Stage.DUE_7: "Due within 7 days",
    Stage.DUE_1: "Due tomorrow",
    Stage.OVERDUE: "Overdue",
    Stage.DIGEST: "Weekly numbers for a supervisor",
}

LETTERS: Mapping[LetterState, tuple[str, str]] = {
    LetterState.PAGE_ONLY: ("On this page only", "info"),
    LetterState.WAITING: ("Letter waits", "waiting"),
    LetterState.SENT: ("Letter sent", "done"),
    LetterState.NOT_SENT: ("Letter not sent", "bad"),
}
"""What became of a letter, and the picture of its tag."""
