"""Acts that take two people, in plain words, and how old a proposal is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from lms.domain.two_people import ProposalOutcome, is_expired
from lms.queries.proposals import ProposalRow
from lms.services.acts.executor import Change
from lms.services.acts.registry import executors
from lms.web.act_words import ACTS
from lms.web.filters import plural

OUTCOMES: Mapping[ProposalOutcome, tuple[str, str]] = {
    ProposalOutcome.APPROVED: ("Approved", "done"),
    ProposalOutcome.DECLINED: ("Declined", "bad"),
    ProposalOutcome.WITHDRAWN: ("Withdrawn", "excused"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A proposal as a page shows it."""

    row: ProposalRow
    kind: str
    change: Change
    age: str
    state: tuple[str, str]
    expired: bool


def shown(row: ProposalRow, now: datetime) -> Shown:
    """A proposal in words, with its age and its state."""
    executor = executors().get(row.act)
    change = executor.described(row.payload) if executor else Change(ACTS[row.act])
    expired = row.outcome is None and is_expired(row.proposed_at, now)
    state = ("Too old", "excused") if expired else ("Waiting", "waiting")
    return Shown(
        row=row,
        kind=ACTS[row.act],
        change=change,
        age=_age(row.proposed_at, now),
        state=OUTCOMES[row.outcome] if row.outcome else state,
        expired=expired,
    )


def _age(since: datetime, now: datetime) -> str:
    """How long it has waited, in the largest whole unit."""
    minutes = int((now - since).total_seconds() // 60)
    if minutes < 1:
        return "just now"
    if minutes < 60:  # noqa: PLR2004 - minutes of an hour
        return plural(minutes, "minute")
    if minutes < 60 * 24:
        return plural(minutes // 60, "hour")
    return plural(minutes // (60 * 24), "day")
