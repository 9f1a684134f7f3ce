"""What pages and papers of a handover have to say alike."""

from __future__ import annotations

from collections.abc import Mapping

from lms.domain.duty_calendar import DutyState
from lms.domain.handover import DESKS, Desk, HandoverOutcome, ShownDuty, ShownMatter
from lms.queries.handovers import HandoverRow
from lms.web.filters import day as written
from lms.web.filters import plural

NO_RIGHTS = (
    "A handover changes no role. Roles are given and ended under Accounts, and giving one takes "
    "two administrators."
)
OUTCOMES: Mapping[HandoverOutcome, tuple[str, str]] = {
    HandoverOutcome.ACCEPTED: ("Accepted", "done"),
    HandoverOutcome.RETURNED: ("Returned", "bad"),
    HandoverOutcome.WITHDRAWN: ("Withdrawn", "excused"),
}


def desk_name(desk: Desk) -> str:
    """``training unit``."""
    return DESKS[desk].title.lower()


def outcome_words(row: HandoverRow) -> tuple[str, str]:
    """How a handover stands, with its picture."""
    return OUTCOMES[row.outcome] if row.outcome else ("Waits for its successor", "waiting")


def since_words(matter: ShownMatter) -> str:
    """For how long the oldest has waited."""
    if matter.days is None:
        return ""
    if not matter.days:
        return "since today"
    which = "" if matter.count == 1 else "oldest "
    return f"{which}{plural(matter.days, 'day')}"


def beside(matter: ShownMatter) -> str:
    """Who sees to a matter, and which they are."""
    names = f" · {', '.join(matter.named)}" if matter.named else ""
    return f"For {matter.who}{names}"


def duty_beside(duty: ShownDuty) -> str:
    """When, by what rule and by whom a duty is done."""
    on = f"{written(duty.on)} · " if duty.on else ""
    return f"{on}{duty.why} · {duty.who}"


def left(duties: tuple[ShownDuty, ...]) -> str:
    """How much of a month is left, in words."""
    open_ones = sum(each.state not in {DutyState.DONE, DutyState.PAST} for each in duties)
    late = sum(each.state is DutyState.LATE for each in duties)
    if not open_ones:
        return "Done"
    return f"{open_ones} to do" + (f", {late} late" if late else "")
