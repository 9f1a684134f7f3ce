"""My people and how their year stands."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission, Reach
from lms.queries.standing import owed_on
from lms.queries.standings import everybody, year_counts
from lms.web.access import current, current_reach, requires
from lms.web.access_log import note_view
from lms.web.listing import arranged
from lms.web.local_day import today
from lms.web.plant import reading
from lms.web.year_words import STATES, people_columns, year_words

blueprint = Blueprint("supervision", __name__)
_NOBODY = 0


@blueprint.get("/people")
@requires(Permission.STANDING_VIEW)
def people() -> ResponseReturnValue:
    """Show status and minutes of one's own people, or of everybody where the role reaches."""
    day = today()
    own_only = current_reach() is not Reach.ALL
    with reading() as session:
        duties = owed_on(session, day)
        if not duties:
            return render_template("supervision/people.html", owed=None)
        years = everybody(
            session,
            duties[0],
            day=day,
            supervisor_id=(current().member_id or _NOBODY) if own_only else None,
        )
    note_view("people")
    return render_template(
        "supervision/people.html",
        owed=duties[0],
        people=arranged(years, people_columns()),
        counts=year_counts(years),
        states=STATES,
        words=year_words,
    )
