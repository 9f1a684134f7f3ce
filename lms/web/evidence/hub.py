"""The first page of evidence: any member's training record as of a day."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission
from lms.queries.roster import roster
from lms.web.access import requires
from lms.web.access_log import note_view
from lms.web.evidence.blueprint import blueprint
from lms.web.listing import searched
from lms.web.local_day import today
from lms.web.plant import reading
from lms.web.year_words import by_name, found_by

_MOST_HITS = 20


@blueprint.get("/evidence")
@requires(Permission.TRAINING_RECORD_VIEW)
def hub() -> ResponseReturnValue:
    """Find a member, those who have left included."""
    query = searched()
    with reading() as session:
        people = roster(session, today(), serving_only=False) if query else ()
    hits = sorted((each for each in people if found_by(query, each)), key=by_name)
    if query:
        note_view("evidence: a search")
    return render_template(
        "evidence/hub.html",
        query=query,
        hits=hits[:_MOST_HITS],
        more=max(0, len(hits) - _MOST_HITS),
    )
