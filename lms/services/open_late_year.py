"""Opening a past year once more for whoever is late for it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.credit import NotLateError
from lms.domain.events import LateYearOpened
from lms.models import LateOpening, RequirementInstance
from lms.queries.late_years import late_years, to_open
from lms.queries.local_day import local_day
from lms.queries.owed import Owed
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
        _open(session, each.owed, {each.instance_id: member_id}, by=by, now=now)
    return bool(new)


def open_late_years(
    session: Session, *, owed: Owed, member_ids: Collection[int], by: Actor, now: datetime
) -> int:
    """Do so for some members at once; returns for how many it was not open before.

    Whoever is no longer late, serves no more or is on leave is passed over, so a second click
    opens nothing. Members are locked first, in order, and the journal last, as everywhere.
    """
    for member_id in sorted(member_ids):
        lock_member(session, member_id)
    late = to_open(session, owed, day=local_day(session, now)).waiting & frozenset(member_ids)
    rows = session.execute(
        select(RequirementInstance.id, RequirementInstance.member_id)
        .where(
            RequirementInstance.requirement_id == owed.requirement_id,
            RequirementInstance.period_start == owed.period.starts_on,
        )
        .order_by(RequirementInstance.member_id)
    )
    instances = {row.id: row.member_id for row in rows if row.member_id in late}
    _open(session, owed, instances, by=by, now=now)
    return len(instances)


def _open(
    session: Session, owed: Owed, instances: Mapping[int, int], *, by: Actor, now: datetime
) -> None:
    """Record each opening, and insert them together; ``instances`` maps each to its member."""
    day = local_day(session, now)
    rows = []
    for instance_id, member_id in instances.items():
        event = LateYearOpened(
            member_id=member_id,
            requirement=owed.requirement.slug,
            period_start=owed.period.starts_on.isoformat(),
            opened_on=day.isoformat(),
        )
        seq = record(session, event, by=by, now=now)
        rows.append(
            {"instance_id": instance_id, "opened_on": day, "opened_at": now, "event_seq": seq}
        )
    if rows:
        session.execute(insert(LateOpening), rows)
