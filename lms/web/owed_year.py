"""What is owed in the year that an address asks for."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from lms.domain.errors import NotFoundError
from lms.queries.standing import Owed, owed_on
from lms.web.local_day import today


def owed_in(session: Session, year: int | None) -> Owed:
    """The requirement as it holds at the end of ``year``, or today where that is this year.

    Raises:
        NotFoundError: nothing is owed then, or the year has not come.
    """
    day = today()
    if year is not None and not date.min.year <= year <= day.year:
        raise NotFoundError(year=year)
    duties = owed_on(session, day if year in {None, day.year} else date(year or 0, 12, 31))
    if not duties:
        raise NotFoundError(year=year)
    return duties[0]
