"""The month's head as a page for a signature by hand."""

from __future__ import annotations

from datetime import date

from flask import Response, abort
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission
from lms.queries.head_report import head_of_month
from lms.services.head_paper import head_paper
from lms.web.access import requires
from lms.web.access_log import note_export
from lms.web.accreditation.blueprint import blueprint
from lms.web.local_day import today
from lms.web.plant import reading


@blueprint.get("/record/heads/<month>.pdf")
@requires(Permission.RECORD_AUDIT)
def head_report(month: str) -> ResponseReturnValue:
    """The newest signed head of a month that is over, on one page."""
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError:
        abort(404)
    with reading() as session:
        found = head_of_month(session, first, today=today()) or abort(404)
    note_export(f"head report of {month}")
    return Response(
        head_paper(found),
        mimetype="application/pdf",
        headers={"Content-Disposition": f'inline; filename="head-{month}.pdf"'},
    )
