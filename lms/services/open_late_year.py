"""Opening a past year once more for whoever is late for it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.credit import NotLateError
from lms.domain.events import LateYearOpened
from lms.models import LateOpening
from lms.queries.late_years import late_years
from lms.queries.local_day import local_day
from lms.services.journal import record
from lms.services.lock_member import lock_member


def open_late_year(
    session: Session, *, member_id: int, period_start: date, by: Actor, now: datetime
) -> bool:
    """Let a member complete a past year late; False where it was open for them already.

    Raises:
        NotLateError: it is not a year of theirs that can be completed late.
    """
    lock_member(session, member_id)
    day = local_day(session, now)
    found = [
        each
        for each in late_years(session, member_id=member_id, day=day)
        if each.owed.period.starts_on == period_start
    ]
    if not found:
        raise NotLateError(member=member_id, year=period_start.year)
    new = [each for each in found if each.opened_on is None]
    for each in new:
        event = LateYearOpened(
            member_id=member_id,
            requirement=each.owed.requirement.slug,
            period_start=period_start.isoformat(),
            opened_on=day.isoformat(),
        )
        seq = record(session, event, by=by, now=now)
        session.execute(
            insert(LateOpening).values(
                instance_id=each.instance_id, opened_on=day, opened_at=now, event_seq=seq
            )
        )
    return bool(new)


def open_late_years(
    session: Session,
    *,
    member_ids: Collection[int],
    period_start: date,
    by: Actor,
    now: datetime,
) -> int:
    """Do so for some members, in their order; returns for how many it was not open before.

    Whoever is no longer late is passed over, so a second click opens nothing.
    """
    opened = 0
    for member_id in sorted(member_ids):
        try:
            opened += open_late_year(
                session, member_id=member_id, period_start=period_start, by=by, now=now
            )
        except NotLateError:
            continue
    return opened
