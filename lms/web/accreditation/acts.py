"""Everything that one person alone did in the last thirty days, for review."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission
from lms.domain.events import by_one_person
from lms.queries.recent_acts import PAGE, recent_acts
from lms.web.access import requires
from lms.web.access_log import note_view
from lms.web.accreditation.blueprint import blueprint
from lms.web.listing import address, chosen
from lms.web.plant import now, reading


@blueprint.get("/record/acts")
@requires(Permission.ACTS_REVIEW)
def acts() -> ResponseReturnValue:
    """Show acts that no second person approved, the latest first."""
    kind = chosen("kind", by_one_person())
    page = min(max(1, request.args.get("page", 1, type=int)), 10_000)
    with reading() as session:
        found = recent_acts(session, now=now(), kind=kind, page=page)
    note_view("acts")
    pages = max(1, -(-found.total // PAGE))
    return render_template(
        "accreditation/acts.html",
        acts=found.rows,
        total=found.total,
        page=page,
        pages=pages,
        previous_url=address(page=str(page - 1)) if page > 1 else "",
        next_url=address(page=str(page + 1)) if page < pages else "",
        kinds=sorted(by_one_person()),
        kind=kind,
    )
