"""The close of a year, and the files that are made of it."""

from __future__ import annotations

from dataclasses import dataclass

from lms.domain.events.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class YearClosed(Event):
    """Somebody signed what every sworn member's year came to.

    ``outcomes_digest`` is over member, outcome and seconds of everybody, in the order of members.
    """

    kind = "year-closed"
    words = (
        "The year of {requirement} from {period_start} was closed on {signed_on}: "
        "{complete} complete, {excused} excused, {late} late."
    )
    requirement: str
    period_start: str
    signed_on: str
    complete: int
    excused: int
    late: int
    outcomes_digest: str
    statement_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletionColumnsSet(Event):
    """The columns of the completion file were written anew."""

    kind = "completion-columns-set"
    words = "The completion file has {columns} columns from now on."
    columns: int
    text_digest: str
