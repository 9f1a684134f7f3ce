"""One assignment: who is done, in progress, not started, overdue, excused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission, reach
from lms.domain.assignment import Progress
from lms.domain.credit import minutes
from lms.domain.name_search import folded, matches
from lms.queries.assignments import assignment_row
from lms.queries.completion import BAR, Work, completion, count
from lms.queries.content_list import module_titles
from lms.queries.standings import last_days, seconds_by_member
from lms.rendering.csv_lines import csv_lines
from lms.web.access import current, recently_confirmed, requires
from lms.web.access_log import note_export, note_view
from lms.web.listing import Column, address, arranged, chosen, options, searched, sorted_by
from lms.web.local_day import today
from lms.web.plant import reading
from lms.web.training_unit.blueprint import blueprint
from lms.web.training_unit.words import PROGRESS, audience_words, groups, progress_bar

_FIRST = "name"
_BY_MINUTES = "minutes"
_PLACE = {state: place for place, state in enumerate(Progress)}
_HEADER = (
    "Family name",
    "Given name",
    "Badge",
    "Rank",
    "Unit",
    "Shift",
    "Status",
    "Due",
    "Passed on",
    "Minutes this year",
)


@blueprint.get("/desk/assignments/<int:assignment_id>")
@requires(Permission.COMPLETION_VIEW)
def assignment(assignment_id: int) -> ResponseReturnValue:
    """Show everybody's progress: as a bar, by shift and unit, and person by person."""
    with reading() as session:
        found = assignment_row(session, assignment_id)
        titles = module_titles(session)
        everybody = completion(session, found, day=today())
        columns = _columns({})
        by_time = sorted_by(columns).removeprefix("-") == _BY_MINUTES
        seconds = seconds_by_member(session, period=found.period) if by_time else {}
        people = arranged(_wanted(everybody), _columns(seconds))
        shown = [work.member_id for work in people.rows]
        if not by_time:
            seconds = seconds_by_member(session, period=found.period, member_ids=shown)
        last = last_days(session, period=found.period, member_ids=shown)
    note_view(f"assignment {assignment_id}")
    counts = count(everybody)
    return render_template(
        "training_unit/assignment.html",
        row=found,
        title=titles.get(found.content_id, found.module),
        audience=audience_words(found.audience),
        total=len(everybody),
        done=counts[Progress.DONE],
        parts=progress_bar(counts, lambda state: address(status=state.value, page="") + "#people"),
        shifts=groups(everybody, lambda work: work.shift),
        units=groups(everybody, lambda work: work.unit),
        people=people,
        seconds=seconds,
        last=last,
        words=PROGRESS,
        choices=_choices(everybody),
        may_assign=reach(current().roles, Permission.ASSIGNMENT_MANAGE) is not None,
        csv_query=request.query_string.decode("ascii", "replace"),
    )


@blueprint.get("/desk/assignments/<int:assignment_id>.csv")
@requires(Permission.COMPLETION_VIEW)
@recently_confirmed
def assignment_csv(assignment_id: int) -> ResponseReturnValue:
    """The people the same address shows as a page, as a file for a spreadsheet."""
    day = today()
    with reading() as session:
        found = assignment_row(session, assignment_id)
        everybody = completion(session, found, day=day)
        seconds = seconds_by_member(session, period=found.period)
    note_view(f"assignment {assignment_id} as CSV")
    note_export(f"assignment {assignment_id} as CSV")
    people = sorted(_wanted(everybody), key=_name)
    name = f"assignment-{assignment_id}-{day.isoformat()}.csv"
    return Response(
        csv_lines(_table(people, seconds)),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _table(people: Iterable[Work], seconds: Mapping[int, int]) -> Iterator[Iterable[object]]:
    yield _HEADER
    for work in people:
        yield (
            work.family_name,
            work.given_name,
            work.badge_number,
            work.rank,
            work.unit,
            work.shift,
            PROGRESS[work.progress][0],
            work.due_on.isoformat(),
            work.passed_on.isoformat() if work.passed_on else None,
            minutes(seconds.get(work.member_id, 0)),
        )


def _wanted(everybody: Iterable[Work]) -> list[Work]:
    """The people that the address asks for."""
    found = list(everybody)
    shift, unit, query = request.args.get("shift"), request.args.get("unit"), searched()
    status = chosen("status", [state.value for state in Progress])
    if shift:
        found = [work for work in found if work.shift == shift]
    if unit:
        found = [work for work in found if work.unit == unit]
    if status:
        found = [work for work in found if work.progress is Progress(status)]
    if query:
        found = [
            work
            for work in found
            if matches(query, (work.given_name, work.family_name, work.badge_number))
        ]
    return found


def _choices(everybody: Iterable[Work]) -> dict[str, list[tuple[str, str]]]:
    """What the filters offer."""
    found = tuple(everybody)
    return {
        "shift": options(work.shift for work in found),
        "unit": options(work.unit for work in found),
        "status": [("", "All"), *((state.value, PROGRESS[state][0]) for state in BAR)],
    }


def _name(work: Work) -> tuple[str, str, int]:
    return folded(work.family_name), folded(work.given_name), work.member_id


def _columns(seconds: Mapping[int, int]) -> tuple[Column[Work], ...]:
    return (
        Column(_FIRST, "Name", _name),
        Column("badge", "Badge", lambda work: (work.badge_number, work.member_id)),
        Column("rank", "Rank", lambda work: (work.rank, *_name(work))),
        Column("unit", "Unit", lambda work: (work.unit, *_name(work))),
        Column("shift", "Shift", lambda work: (work.shift, *_name(work))),
        Column("status", "Status", lambda work: (_PLACE[work.progress], *_name(work))),
        Column("passed", "Passed on", lambda work: (work.passed_on or date.max, *_name(work))),
        Column(
            _BY_MINUTES,
            "Minutes",
            lambda work: (seconds.get(work.member_id, 0), *_name(work)),
            numeric=True,
        ),
    )
