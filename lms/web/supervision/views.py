"""My people and how their year stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission, Reach, reach
from lms.domain.assignment import Progress
from lms.domain.compliance import YearState, short_minutes
from lms.queries.completion import member_counts
from lms.queries.standing import owed_on
from lms.queries.standings import MemberYear, everybody, year_counts
from lms.web.access import current, current_reach, requires
from lms.web.access_log import note_view
from lms.web.listing import address, arranged, chosen, options, searched
from lms.web.local_day import today
from lms.web.plant import reading
from lms.web.year_words import (
    STATES,
    found_by,
    people_columns,
    year_bar,
    year_words,
)

blueprint = Blueprint("supervision", __name__)
_NOBODY = 0


@dataclass(frozen=True, slots=True)
class Modules:
    """A member's assigned modules in numbers."""

    done: int
    overdue: int
    assigned: int


@blueprint.get("/people")
@requires(Permission.STANDING_VIEW)
def people() -> ResponseReturnValue:
    """Show status and minutes of one's own people, or of everybody where the role reaches."""
    day = today()
    own_only = current_reach() is not Reach.ALL
    with reading() as session:
        duties = owed_on(session, day)
        if not duties:
            return render_template("supervision/nobody.html", own_only=own_only)
        owed = duties[0]
        supervisor = (current().member_id or _NOBODY) if own_only else None
        years = everybody(session, owed, day=day, supervisor_id=supervisor)
        shown = arranged(_wanted(years), people_columns())
        ids = [year.person.member_id for year in shown.rows]
        counts = member_counts(session, member_ids=ids, period=owed.period, day=day)
    note_view("people")
    if not years:
        return render_template("supervision/nobody.html", own_only=own_only)
    states = year_counts(years)
    return render_template(
        "supervision/people.html",
        own_only=own_only,
        owed=owed,
        owing=sum(states.values()),
        complete=states[YearState.COMPLETE],
        parts=year_bar(states, lambda state: address(state=state, page="")),
        people=shown,
        modules={member_id: _modules(found) for member_id, found in counts.items()},
        states=STATES,
        words=year_words,
        short_minutes=short_minutes,
        choices={
            "shift": options(year.person.shift for year in years),
            "state": [("", "All"), *((state.value, words[0]) for state, words in STATES.items())],
        },
        may_open=reach(current().roles, Permission.COMPLETION_VIEW) is not None,
    )


def _modules(counts: Mapping[Progress, int]) -> Modules:
    return Modules(
        done=counts[Progress.DONE],
        overdue=counts[Progress.OVERDUE],
        assigned=sum(counts.values()),
    )


def _wanted(years: Iterable[MemberYear]) -> list[MemberYear]:
    state, shift = chosen("state", [each.value for each in YearState]), request.args.get("shift")
    return [
        year
        for year in years
        if (not state or year.state is YearState(state))
        and (not shift or year.person.shift == shift)
        and found_by(searched(), year.person)
    ]
