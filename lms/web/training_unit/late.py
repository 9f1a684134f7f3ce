"""Letting those who are late for a year complete it on the screen."""

from __future__ import annotations

from functools import partial

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission
from lms.queries.late_years import to_open
from lms.services.open_late_year import open_late_years
from lms.web.access import current, requires
from lms.web.filters import plural
from lms.web.local_day import today
from lms.web.owed_year import owed_in
from lms.web.plant import reading, writing
from lms.web.training_unit.blueprint import blueprint


@blueprint.post("/desk/year/<int:year>/late")
@requires(Permission.ASSIGNMENT_MANAGE)
def open_late(year: int) -> ResponseReturnValue:
    """Open a past year once more for everybody who is late for it, serves, and is not on leave."""
    with reading() as session:
        owed = owed_in(session, year)
        people = to_open(session, owed, day=today())
    count = writing(
        partial(
            open_late_years,
            owed=owed,
            member_ids=people.waiting,
            by=current().actor,
        )
    )
    if count:
        who = plural(count, "person", "people")
        flash(f"{year} is open once more for {who}; each finds it on My training.", "good")
    else:
        flash(f"Nobody waits for {year} to be opened once more.", "info")
    return redirect(url_for("training_unit.year", year=year), code=303)
