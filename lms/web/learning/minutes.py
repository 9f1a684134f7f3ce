"""My minutes: every minute of the year and where it came from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from lms.domain.access import Permission
from lms.domain.duty import DUTY_WORDS
from lms.domain.errors import NotFoundError
from lms.domain.outside_training import MARK as OUTSIDE_MARK
from lms.domain.outside_training import outside_unit
from lms.domain.paper_line import MARK
from lms.domain.seat_clock import EXPLANATIONS
from lms.queries.ledger import EntryRow, entries, seconds_elsewhere
from lms.queries.outside_training import outside_of
from lms.queries.pace import reviews_of
from lms.queries.papers import paper_scan, papers_of
from lms.queries.sittings import own_sitting
from lms.queries.standing import Owed, member_standing, owed_on
from lms.queries.units import unit_names
from lms.queries.visits import pages_of_unit, visits_of
from lms.web.access import own_member_id, requires
from lms.web.learning.blueprint import blueprint
from lms.web.local_day import today
from lms.web.owed_year import owed_in
from lms.web.plant import reading
from lms.web.uploads import sent_back

_UNTIMED: Mapping[str, str] = {
    "class": "Class or roll call",
    "correction": "Correction by two people",
}
"""What entries without a lesson or attempt come from."""


@blueprint.get("/minutes")
@requires(Permission.MINUTES_VIEW)
def minutes_page() -> ResponseReturnValue:
    """Show a year day by day, each entry with what it came from."""
    member_id = own_member_id()
    with reading() as session:
        if not owed_on(session, today()):
            return render_template("learning/nothing_owed.html")
        owed = _asked(session)
        standing = member_standing(session, member_id=member_id, owed=owed)
        rows = entries(session, member_id=member_id, period=owed.period)
        names = unit_names(session, {(row.sitting_id, row.unit) for row in rows if row.sitting_id})
        papers = papers_of(session, member_id=member_id, period=owed.period)
        outside = outside_of(session, member_id=member_id, period=owed.period)
        visits = visits_of(session, member_id=member_id, period=owed.period)
        reviews = reviews_of(session, member_id=member_id)
        elsewhere = seconds_elsewhere(session, member_id=member_id, period=owed.period)
    return render_template(
        "learning/minutes.html",
        owed=owed,
        standing=standing,
        rows=rows,
        elsewhere={starts_on.year: seconds for starts_on, seconds in elsewhere.items()},
        names=names,
        papers={f"paper:{each.id}": each for each in papers},
        mark=MARK,
        outside={outside_unit(each.id): each for each in outside if each.counts},
        outside_mark=OUTSIDE_MARK,
        others=_UNTIMED,
        visits=tuple(reversed(visits)),
        duties=DUTY_WORDS,
        reviews={each.visit_id: each for each in reviews},
        strip=_strip(rows, owed.period.starts_on, owed.period.ends_on),
        limbs={limb.slug: limb.title for limb in owed.requirement.limbs},
    )


def _asked(session: Session) -> Owed:
    """The year in the address; this one, where it names none."""
    text = request.args.get("year", "")
    if not text:
        return owed_in(session, None)
    return owed_in(session, int(text) if text.isascii() and text.isdigit() else -1)


@blueprint.get("/minutes/papers/<int:completion_id>")
@requires(Permission.MINUTES_VIEW)
def own_scan(completion_id: int) -> ResponseReturnValue:
    """Send back the scan behind one's own completion from paper."""
    with reading() as session:
        found = paper_scan(session, completion_id)
        if found is None or found[0] != own_member_id():
            raise NotFoundError(completion=completion_id)
    return sent_back(found[1])


def _strip(rows: tuple[EntryRow, ...], first: date, last: date) -> list[dict[str, object]]:
    seconds: Counter[date] = Counter()
    for row in rows:
        seconds[row.earned_on] += row.seconds
    days = []
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        tick = f"{day:%b}" if day.day == 1 and day.month % 2 == 1 else ""
        days.append({"label": f"{day:%B} {day.day}", "minutes": seconds[day] // 60, "tick": tick})
    return days


@blueprint.get("/minutes/<int:sitting_id>/<unit>")
@requires(Permission.MINUTES_VIEW)
def minutes_of_unit(sitting_id: int, unit: str) -> ResponseReturnValue:
    """Show the pages of a lesson or attempt: counted, expected, and why not more."""
    with reading() as session:
        sitting = own_sitting(session, sitting_id=sitting_id, member_id=own_member_id())
        pages = pages_of_unit(session, sitting_id=sitting_id, unit=unit) if sitting else ()
        if not pages:
            raise NotFoundError(sitting=sitting_id, unit=unit)
        names = unit_names(session, {(sitting_id, unit)})
    return render_template(
        "learning/minutes_of_unit.html",
        name=names[sitting_id, unit],
        pages=pages,
        explanations=EXPLANATIONS,
    )
