"""Everybody's year: minutes, what is short, standing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from lms.domain.access import Permission
from lms.domain.compliance import YearState, short_minutes
from lms.queries.as_of import as_of, last_place_on
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
    day, on = today(), _asked_day()
    with reading() as session, _known(session, on):
        duties = owed_on(session, on or day)
        if not duties:
            return render_template("training_unit/nothing_owed.html")
        owed = duties[0]
        years = everybody(session, owed, day=on or day)
        people = arranged(_wanted(years), people_columns())
        last = last_days(
            session,
            period=owed.period,
            member_ids=[year.person.member_id for year in people.rows],
        )
    note_view("members" if on is None else f"members as of {on.isoformat()}")
    counts = year_counts(years)
    return render_template(
        "training_unit/members.html",
        owed=owed,
        on=on,
        day=day,
        owing=sum(counts.values()),
        parts=year_bar(counts, lambda state: address(state=state, page="") + "#people"),
        people=people,
        last=last,
        words=year_words,
        short_minutes=short_minutes,
        states=STATES,
        choices=_choices(years),
    )


def _asked_day() -> date | None:
    """The past day that the address asks about; None for the present, and for what is no day."""
    try:
        asked = date.fromisoformat(request.args.get("on", ""))
    except ValueError:
        return None
    return asked if asked < today() else None


@contextmanager
def _known(session: Session, on: date | None) -> Iterator[None]:
    """Let a page see what was recorded by the end of a day; everything where none is asked."""
    if on is None:
        yield
        return
    with as_of(session, last_place_on(session, on)):
        yield


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
