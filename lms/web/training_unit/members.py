"""Everybody's year: minutes, what is short, standing."""

from __future__ import annotations

from collections.abc import Iterable

from flask import render_template, request
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission
from lms.domain.compliance import YearState, short_minutes
from lms.queries.standing import owed_on
from lms.queries.standings import MemberYear, everybody, last_days, year_counts
from lms.web.access import requires
from lms.web.access_log import note_view
from lms.web.listing import address, arranged, chosen, options, searched
from lms.web.local_day import today
from lms.web.plant import reading
from lms.web.training_unit.blueprint import blueprint
from lms.web.year_words import STATES, found_by, people_columns, year_bar, year_words


@blueprint.get("/desk/members")
@requires(Permission.COMPLETION_VIEW)
def members() -> ResponseReturnValue:
    """Show everybody who serves, as the address filters, orders and pages them."""
    day = today()
    with reading() as session:
        duties = owed_on(session, day)
        if not duties:
            return render_template("training_unit/nothing_owed.html")
        owed = duties[0]
        years = everybody(session, owed, day=day)
        people = arranged(_wanted(years), people_columns())
        last = last_days(
            session,
            period=owed.period,
            member_ids=[year.person.member_id for year in people.rows],
        )
    note_view("members")
    counts = year_counts(years)
    return render_template(
        "training_unit/members.html",
        owed=owed,
        owing=sum(counts.values()),
        parts=year_bar(counts, lambda state: address(state=state, page="") + "#people"),
        people=people,
        last=last,
        words=year_words,
        short_minutes=short_minutes,
        states=STATES,
        choices=_choices(years),
    )


def _wanted(years: Iterable[MemberYear]) -> list[MemberYear]:
    found = list(years)
    state, query = chosen("state", [each.value for each in YearState]), searched()
    for name in ("shift", "unit"):
        value = request.args.get(name)
        if value:
            found = [year for year in found if getattr(year.person, name) == value]
    if state:
        found = [year for year in found if year.state is YearState(state)]
    return [year for year in found if found_by(query, year.person)] if query else found


def _choices(years: Iterable[MemberYear]) -> dict[str, list[tuple[str, str]]]:
    people = [year.person for year in years]
    return {
        "shift": options(person.shift for person in people),
        "unit": options(person.unit for person in people),
        "state": [("", "All"), *((state.value, words) for state, (words, _) in STATES.items())],
    }
