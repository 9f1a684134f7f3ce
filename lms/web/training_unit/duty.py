"""Payroll's list: who trained when, in which duty status, and what counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission
from lms.domain.credit import minutes
from lms.domain.duty import DUTY_WORDS, Duty
from lms.queries.roster import Person, roster
from lms.queries.visits import VisitRow, visits_between
from lms.rendering.csv_lines import csv_lines
from lms.web.access import recently_confirmed, requires
from lms.web.access_log import note_export, note_view
from lms.web.department import settings
from lms.web.filters import plural
from lms.web.listing import Column, Listing, arranged, chosen
from lms.web.local_day import today
from lms.web.plant import reading
from lms.web.training_unit.blueprint import blueprint

_PAY_PERIOD = timedelta(days=13)
_HEADER = (
    "Day",
    "Start",
    "Badge",
    "Family name",
    "Given name",
    "Duty status",
    "Training",
    "Minutes counted",
    "Seconds counted",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One visit with the person who made it and the department's day and time."""

    visit: VisitRow
    who: Person
    at: datetime


@dataclass(frozen=True, slots=True)
class Span:
    """The days a list covers, both included."""

    first: date
    last: date


@blueprint.get("/desk/duty")
@requires(Permission.DUTY_VIEW)
def duty() -> ResponseReturnValue:
    """List visits of some days with their duty status; two weeks, where none are named."""
    span = _span()
    lines = _lines(span)
    note_view("duty list")
    return render_template(
        "training_unit/duty.html",
        span=span,
        lines=_arranged(lines),
        sums=[(DUTY_WORDS[duty], plural(count, "minute")) for duty, count in _sums(lines).items()],
        words=DUTY_WORDS,
        choices=[(duty.value, words) for duty, words in DUTY_WORDS.items()],
        chosen_duty=_chosen(),
        csv_query=request.query_string.decode("ascii", "replace"),
    )


@blueprint.get("/desk/duty.csv")
@requires(Permission.DUTY_VIEW)
@recently_confirmed
def duty_csv() -> ResponseReturnValue:
    """The same list as a file for payroll."""
    span = _span()
    lines = _lines(span)
    note_view("duty list as CSV")
    note_export("duty list as CSV")
    name = f"duty-{span.first.isoformat()}-{span.last.isoformat()}.csv"
    return Response(
        csv_lines(_table(lines)),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _zone() -> ZoneInfo:
    found = settings()
    return found.zone if found else ZoneInfo("UTC")


def _span() -> Span:
    """What the address asks for; a day that is none counts as not named."""
    last = _day("to") or today()
    first = _day("from") or last - _PAY_PERIOD
    return Span(min(first, last), max(first, last))


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def _chosen() -> str:
    return chosen("duty", [each.value for each in Duty])


def _lines(span: Span) -> list[Line]:
    zone = _zone()
    first = datetime.combine(span.first, time.min, tzinfo=zone).astimezone(UTC)
    last = datetime.combine(span.last + timedelta(days=1), time.min, tzinfo=zone).astimezone(UTC)
    with reading() as session:
        visits = visits_between(session, first=first, last=last)
        people = roster(session, span.last, serving_only=False)
    who = {person.member_id: person for person in people}
    wanted = _chosen()
    return [
        Line(each, who[each.member_id], each.started_at.astimezone(zone))
        for each in visits
        if each.member_id in who and (not wanted or each.duty is Duty(wanted))
    ]


def _sums(lines: Iterable[Line]) -> Mapping[Duty, int]:
    """Minutes by duty status, rounded down once on the sum."""
    seconds: Counter[Duty] = Counter()
    for line in lines:
        seconds[line.visit.duty] += line.visit.seconds
    return {duty: minutes(seconds[duty]) for duty in Duty if seconds[duty]}


def _arranged(lines: Iterable[Line]) -> Listing[Line]:
    return arranged(
        lines,
        (
            Column("when", "Day and start", lambda line: (line.at, line.visit.id)),
            Column("name", "Name", lambda line: (line.who.list_name, line.at, line.visit.id)),
            Column("badge", "Badge", lambda line: (line.who.badge_number, line.at, line.visit.id)),
            Column("duty", "Duty status", lambda line: (line.visit.duty, line.at, line.visit.id)),
            Column("training", "Training", lambda line: (line.visit.module, line.visit.id)),
            Column(
                "minutes",
                "Minutes",
                lambda line: (line.visit.seconds, line.visit.id),
                numeric=True,
            ),
        ),
    )


def _table(lines: Iterable[Line]) -> Iterator[Iterable[object]]:
    yield _HEADER
    for line in sorted(lines, key=lambda line: (line.at, line.visit.id)):
        yield (
            line.at.date().isoformat(),
            f"{line.at:%H:%M}",
            line.who.badge_number,
            line.who.family_name,
            line.who.given_name,
            DUTY_WORDS[line.visit.duty],
            line.visit.module,
            minutes(line.visit.seconds),
            line.visit.seconds,
        )
