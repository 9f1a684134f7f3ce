"""More time for a year: until when somebody may still do what was due on its last day.

The policy asks the hours in each calendar year (IV.E), and nobody in the department can move
that day. So more time forgives nothing: whoever has not completed the year by its last day is
late for it, with more time or without. It says until when the department waits, who said so and
why, and reminders ask for that day instead of the one that is past.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from lms.domain.errors import InvalidError
from lms.domain.local_time import in_words
from lms.domain.requirement import Period


@dataclass(frozen=True, slots=True)
class YearExtension:
    """Until when somebody has time for a year, who gave it and why.

    Attributes:
        exemption_id: the record that says so.
        on: a day of the year that it is about.
    """

    until: date
    approved_by: str
    reason: str
    exemption_id: int
    has_document: bool
    on: date

    def words(self, period: Period) -> str:
        """The same in a sentence that leaves no doubt about being late."""
        return (
            f"Extended to {in_words(self.until)} by {self.approved_by}; late after "
            f"{in_words(period.ends_on)} all the same."
        )


def check_year_extension(until: date, period: Period, today: date) -> None:
    """Refuse a day until which nobody is late, one that is past, and one beyond the next year.

    Raises:
        InvalidError: at ``extended_to``, with the reason.
    """
    reason = ""
    if until <= period.ends_on:
        reason = f"Choose a day after {in_words(period.ends_on)}: until then nobody is late."
    elif until < today:
        reason = "Choose today or a later day."
    elif until > latest_extension(period):
        reason = f"Choose {in_words(latest_extension(period))} or an earlier day."
    if reason:
        raise InvalidError(field="extended_to", reason=reason)


def latest_extension(period: Period) -> date:
    """The last day to which a year can be extended: the end of the one after it."""
    after = period.ends_on + timedelta(days=1)
    return after.replace(year=after.year + 1) - timedelta(days=1)
