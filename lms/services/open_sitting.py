"""Beginning a module, and beginning a visit to it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.credit import NotLateError
from lms.domain.duty import Duty
from lms.domain.events import SittingOpened, VisitBegun
from lms.domain.requirement import PeriodKind, period_of
from lms.models import Sitting, Visit
from lms.queries.content import approved_module
from lms.queries.late_years import late_years
from lms.queries.local_day import local_day
from lms.queries.provisions import refuse_rescinded
from lms.queries.settings import settings_on
from lms.queries.sittings import sittings_of
from lms.services.allot_id import allot_id
from lms.services.journal import record
from lms.services.lock_member import lock_member


def open_sitting(  # noqa: PLR0913 - a visit has this many parts
    session: Session,
    *,
    member_id: int,
    policy: str,
    module: str,
    duty: Duty,
    device: str,
    late_for: date | None = None,
    by: Actor,
    now: datetime,
) -> int:
    """Begin or continue a member's module in this period; returns the sitting.

    A sitting goes on with the module version it began with; a newer one is for those who
    have not begun.

    Args:
        late_for: the first day of a past year that was opened once more for the member.

    Raises:
        NotFoundError: there is no such approved module.
        NotLateError: that year is not open for them.
        RescindedError: the policy it trains is no rule any more.
    """
    lock_member(session, member_id)
    period_start = period_start_on(session, now)
    if late_for is not None and late_for != period_start:
        _check_open_late(session, member_id, policy, late_for, now)
        period_start = late_for
    refuse_rescinded(session, policy=policy, day=local_day(session, now))
    version = approved_module(session, policy=policy, slug=module)
    begun = sittings_of(session, member_id=member_id, period_start=period_start)
    found = begun.get(version.content_id)
    if found is None:
        event = SittingOpened(
            sitting_id=allot_id(session, Sitting),
            member_id=member_id,
            module=module,
            module_digest=version.digest,
            period_start=period_start.isoformat(),
            duty=duty.value,
        )
        seq = record(session, event, by=by, now=now)
        session.connection().execute(
            insert(Sitting),
            {
                "id": event.sitting_id,
                "member_id": member_id,
                "module_version_id": version.id,
                "period_start": period_start,
                "opened_at": now,
                "event_seq": seq,
            },
        )
        sitting_id = event.sitting_id
    else:
        sitting_id = found.id
    _begin_visit(session, sitting_id, member_id, duty, device, by=by, now=now)
    return sitting_id


def _check_open_late(
    session: Session, member_id: int, policy: str, period_start: date, now: datetime
) -> None:
    years = late_years(session, member_id=member_id, day=local_day(session, now))
    for year in years:
        asked = (year.owed.policy, year.owed.period.starts_on) == (policy, period_start)
        if asked and year.opened_on is not None:
            return
    raise NotLateError(member=member_id, year=period_start.year)


def _begin_visit(
    session: Session,
    sitting_id: int,
    member_id: int,
    duty: Duty,
    device: str,
    *,
    by: Actor,
    now: datetime,
) -> None:
    """Note the visit; what an officer says of the duty status is an act like any other."""
    event = VisitBegun(
        visit_id=allot_id(session, Visit),
        sitting_id=sitting_id,
        member_id=member_id,
        duty=duty.value,
    )
    record(session, event, by=by, now=now)
    session.connection().execute(
        insert(Visit),
        {
            "id": event.visit_id,
            "sitting_id": sitting_id,
            "started_at": now,
            "duty": duty,
            "device": device[:120],
        },
    )


def period_start_on(session: Session, now: datetime) -> date:
    """The first day of the duty year that holds ``now``; IV.E counts by calendar year."""
    today = now.astimezone(settings_on(session, now.date()).zone).date()
    return period_of(PeriodKind.CALENDAR_YEAR, today).starts_on
