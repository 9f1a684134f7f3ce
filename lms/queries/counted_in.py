"""Which entries of the ledger count in a period."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, or_

from lms.domain.late_year import LATE_YEARS
from lms.domain.requirement import Period
from lms.models import CreditEntry


def counted_in(period: Period) -> ColumnElement[bool]:
    """Restrict ``CreditEntry`` to what counts in a period: worked in it, or late for it.

    The days bound what an index has to be searched for; a period across New Year asks only
    when time was worked. It is ``Posting.counts_in`` in SQL.
    """
    if not period.is_calendar_year:
        return CreditEntry.earned_on.between(period.starts_on, period.ends_on)
    until = period.ends_on.replace(year=period.ends_on.year + LATE_YEARS)
    return and_(
        CreditEntry.earned_on.between(period.starts_on, until),
        or_(
            and_(CreditEntry.late_for.is_(None), CreditEntry.earned_on <= period.ends_on),
            CreditEntry.late_for == period.starts_on,
        ),
    )
