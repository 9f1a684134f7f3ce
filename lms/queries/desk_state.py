"""A desk as it stands at a moment: what lies open and its calendar of duties."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from lms.domain.handover import Desk, DeskState
from lms.queries.duty_dates import duty_calendar
from lms.queries.open_matters import open_desk
from lms.queries.owed import owed_on
from lms.queries.settings import settings_on


def desk_state(
    session: Session, desk: Desk, *, now: datetime, first: date | None = None
) -> DeskState:
    """A desk at ``now``, in a fixed number of statements.

    Args:
        first: a day of the month with which the calendar begins; this month, if left out.
    """
    settings = settings_on(session, now.date())
    day = now.astimezone(settings.zone).date()
    owed = owed_on(session, day)
    found = open_desk(session, desk, owed=owed, settings=settings, now=now)
    months = duty_calendar(session, found, owed=owed, settings=settings, now=now, first=first)
    return DeskState(desk, day, found.matters, months.of(desk))
