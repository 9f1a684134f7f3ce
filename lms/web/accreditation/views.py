"""The record at a glance, and any member's record on one screen."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission
from lms.domain.errors import NotFoundError
from lms.domain.name_search import folded
from lms.queries.certificates import certificates_of
from lms.queries.content_list import listed_modules, module_titles
from lms.queries.member_file import attempts_in
from lms.queries.provisions import revision_in_force
from lms.queries.record import journal_head, last_check, record_counts
from lms.queries.roster import Person, person, roster
from lms.queries.standing import assigned_modules, member_standing, owed_on, passed_on
from lms.queries.standings import everybody, year_counts
from lms.web.access import requires
from lms.web.access_log import note_view
from lms.web.listing import searched
from lms.web.local_day import today
from lms.web.plant import reading
from lms.web.year_words import STATES, found_by

blueprint = Blueprint("accreditation", __name__)
_MOST_HITS = 20


@blueprint.get("/record")
@requires(Permission.RECORD_AUDIT)
def record() -> ResponseReturnValue:
    """Show the year, the journal and its last check, the policy, the modules, and a search."""
    day = today()
    query = searched()
    with reading() as session:
        duties = owed_on(session, day)
        years = everybody(session, duties[0], day=day) if duties else ()
        revision = revision_in_force(session, policy=duties[0].policy, day=day) if duties else None
        page = {
            "head": journal_head(session),
            "check": last_check(session),
            "totals": record_counts(session),
            "modules": listed_modules(session),
            "hits": _hits(roster(session, day, serving_only=False), query) if query else [],
        }
    note_view("record")
    return render_template(
        "accreditation/record.html",
        owed=duties[0] if duties else None,
        counts=year_counts(years),
        states=STATES,
        revision=revision,
        query=query,
        **page,
    )


def _hits(people: tuple[Person, ...], query: str) -> list[Person]:
    wanted = folded(query)
    return [each for each in people if wanted and found_by(query, each)][:_MOST_HITS]


@blueprint.get("/record/members/<int:member_id>")
@requires(Permission.RECORD_AUDIT)
def member_record(member_id: int) -> ResponseReturnValue:
    """Show one member's record: minutes, modules passed, certificates; no answers, no points."""
    day = today()
    with reading() as session:
        somebody = person(session, member_id, day)
        duties = owed_on(session, day)
        if somebody is None or not duties:
            raise NotFoundError(member=member_id)
        owed = duties[0]
        page = {
            "standing": member_standing(session, member_id=member_id, owed=owed),
            "assigned": assigned_modules(session, member_id=member_id, period=owed.period),
            "passed": passed_on(session, member_id=member_id, period=owed.period),
            "attempts": attempts_in(session, member_id=member_id, period=owed.period),
            "titles": module_titles(session),
            "certificates": certificates_of(session, member_id=member_id),
        }
    note_view("member record", member_id=member_id)
    return render_template("accreditation/member.html", person=somebody, owed=owed, **page)
