"""A year that was not complete on its last day: doing it late, and which year work counts for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from lms.domain.access import Permission
from lms.domain.credit import NotLateError
from lms.domain.errors import NotFoundError
from lms.domain.requirement import Period, PeriodKind, period_of
from lms.queries.late_years import LateYear, late_for, late_years
from lms.queries.ledger import seconds_elsewhere
from lms.queries.sittings import SittingRow
from lms.queries.training import module_cards
from lms.services.open_late_year import open_late_year
from lms.web.access import current, own_member_id, requires
from lms.web.learning.blueprint import blueprint
from lms.web.local_day import today
from lms.web.plant import reading, writing

CLOSED = "{year} is complete, or not yours to complete late. What you do now counts for {now}."


@dataclass(frozen=True, slots=True)
class CountsFor:
    """Which year work counts for that is done now.

    Attributes:
        year: of the module.
        now: the running year.
        late: whether the time counts for ``year``, else for ``now``.
    """

    year: int
    now: int
    late: bool


def counts_for(session: Session, sitting: SittingRow, policy: str) -> CountsFor | None:
    """What a page says of a module of an earlier year; None for one of this year."""
    day = today()
    if sitting.period_start.year == day.year:
        return None
    found = late_for(
        session,
        member_id=sitting.member_id,
        policy=policy,
        period_start=sitting.period_start,
        day=day,
    )
    return CountsFor(sitting.period_start.year, day.year, found is not None)


def own_late_years(session: Session) -> tuple[LateYear, ...]:
    """The years that the member who looks can complete late."""
    return late_years(session, member_id=own_member_id(), day=today())


def year_of(starts_on: date) -> int | None:
    """The year that an address names; none for the running one."""
    return None if starts_on.year == today().year else starts_on.year


def calendar_year(year: int) -> Period:
    """A year of the policy (IV.E).

    Raises:
        NotFoundError: it has not come, or is none.
    """
    if not date.min.year <= year <= today().year:
        raise NotFoundError(year=year)
    return period_of(PeriodKind.CALENDAR_YEAR, date(year, 1, 1))


@blueprint.get("/training/late/<int:year>")
@requires(Permission.TRAINING_TAKE)
def late_year(year: int) -> ResponseReturnValue:
    """Show what a past year lacks, and its modules once it is open."""
    period = calendar_year(year)
    with reading() as session:
        member_id = own_member_id()
        late = _of(own_late_years(session), year)
        cards = (
            module_cards(session, member_id=member_id, period=period)
            if late is not None and late.opened_on is not None
            else ()
        )
        this_year = calendar_year(today().year)
        moved = seconds_elsewhere(session, member_id=member_id, period=this_year)
    return render_template(
        "learning/late_year.html",
        year=year,
        late=late,
        waiting=[each for each in cards if each.is_for_the_member and each.passed_on is None],
        counted=moved.get(period.starts_on, 0),
    )


@blueprint.post("/training/late/<int:year>")
@requires(Permission.TRAINING_TAKE)
def open_own_late_year(year: int) -> ResponseReturnValue:
    """Open a past year once more, by the member who is late for it."""
    period = calendar_year(year)
    work = partial(
        open_late_year,
        member_id=own_member_id(),
        period_start=period.starts_on,
        by=current().actor,
    )
    try:
        writing(work)
        flash(f"{year} is open: what you do in its modules counts for {year}, late.", "good")
    except NotLateError:
        flash(CLOSED.format(year=year, now=today().year), "info")
        return redirect(url_for("learning.home"), code=303)
    return redirect(url_for("learning.late_year", year=year), code=303)


def _of(years: tuple[LateYear, ...], year: int) -> LateYear | None:
    return next((each for each in years if each.owed.period.starts_on.year == year), None)
