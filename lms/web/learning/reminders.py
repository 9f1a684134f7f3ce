"""What I was reminded of, and an address for my calendar."""

from __future__ import annotations

from functools import partial

from flask import Response, abort, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission
from lms.queries.calendar_feed import calendar_made_at, calendar_owner
from lms.queries.open_work import open_work
from lms.queries.reminders import written_reminders
from lms.rendering.calendar import calendar
from lms.services.calendar_feed import close_calendar, open_calendar
from lms.web.access import current, own_member_id, public, requires
from lms.web.department import settings
from lms.web.learning.blueprint import blueprint
from lms.web.local_day import today
from lms.web.plant import now, plant, reading, writing
from lms.web.reminder_words import LETTERS, REASONS

_MOST = 100
_SHOWN_ONCE = "calendar_token"


@blueprint.get("/training/reminders")
@requires(Permission.MINUTES_VIEW)
def my_reminders() -> ResponseReturnValue:
    """Show what is open, what this member was told and when, and the calendar's address."""
    member_id, found = own_member_id(), settings()
    with reading() as database:
        opens = (
            open_work(database, day=today(), zone=found.zone, member_ids=(member_id,))
            if found
            else {}
        )
        told = written_reminders(database, day=today(), most=_MOST, member_ids=(member_id,))
        made_at = calendar_made_at(database, member_id=member_id)
    token = session.pop(_SHOWN_ONCE, None)
    return render_template(
        "learning/reminders.html",
        opens=opens.get(member_id, ()),
        told=told,
        most=_MOST,
        made_at=made_at,
        address=_address(token) if token and made_at else "",
        reasons=REASONS,
        letters=LETTERS,
    )


@blueprint.post("/training/calendar")
@requires(Permission.MINUTES_VIEW)
def make_calendar() -> ResponseReturnValue:
    """Make a new address; the one before ends. It is shown once, on the next page."""
    work = partial(open_calendar, member_id=own_member_id(), by=current().actor)
    session[_SHOWN_ONCE] = writing(work)
    return redirect(url_for("learning.my_reminders", _anchor="calendar"), code=303)


@blueprint.post("/training/calendar/end")
@requires(Permission.MINUTES_VIEW)
def end_calendar() -> ResponseReturnValue:
    """End the address; a program that still asks gets nothing."""
    work = partial(close_calendar, member_id=own_member_id(), by=current().actor)
    if not writing(work):
        abort(404)
    flash("The calendar\u2019s address has ended.", "good")
    return redirect(url_for("learning.my_reminders"), code=303)


@blueprint.get("/calendar/<token>.ics")
@public
def calendar_feed(token: str) -> ResponseReturnValue:
    """Answer a calendar program, which cannot sign in; unknown and ended addresses are alike."""
    found, day = settings(), today()
    with reading() as database:
        member_id = calendar_owner(database, token=token, day=day)
        if member_id is None or found is None:
            abort(404)
        opens = open_work(database, day=day, zone=found.zone, member_ids=(member_id,))
    made = calendar(
        opens.get(member_id, ()),
        department=found.department,
        address=plant().base_url,
        made_at=now(),
    )
    return Response(made, mimetype="text/calendar", headers={"Cache-Control": "private, no-store"})


def _address(token: str) -> str:
    return f"{plant().base_url}{url_for('learning.calendar_feed', token=token)}"
