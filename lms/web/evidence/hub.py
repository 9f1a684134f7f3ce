"""The first page of evidence: any member's training record as of a day."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission
from lms.web.access import requires
from lms.web.access_log import note_view
from lms.web.evidence.blueprint import blueprint
from lms.web.member_search import member_search
from lms.web.plant import reading


@blueprint.get("/evidence")
@requires(Permission.TRAINING_RECORD_VIEW)
def hub() -> ResponseReturnValue:
    """Find a member, those who have left included."""
    with reading() as session:
        found = member_search(session)
    if found.query:
        note_view("evidence: a search")
    return render_template("evidence/hub.html", found=found)
