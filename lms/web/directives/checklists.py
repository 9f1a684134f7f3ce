"""Checklists for the moment itself, each at an address that does not change."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission
from lms.domain.errors import NotFoundError
from lms.queries.checklists import checklists
from lms.web.access import requires
from lms.web.directives.blueprint import blueprint
from lms.web.local_day import today
from lms.web.plant import reading
from lms.web.quotations import quotations


@blueprint.get("/checklists")
@requires(Permission.POLICY_READ)
def checklist_list() -> ResponseReturnValue:
    """List every approved checklist, with those that are withdrawn."""
    with reading() as session:
        rows = checklists(session, day=today())
    return render_template("directives/checklists.html", found=rows)


@blueprint.get("/checklists/<policy>/<slug>")
@requires(Permission.POLICY_READ)
def checklist(policy: str, slug: str) -> ResponseReturnValue:
    """Show one checklist; where a section it rests on has changed, say so and show nothing."""
    with reading() as session:
        rows = checklists(session, day=today(), policy=policy, slug=slug)
        if not rows:
            raise NotFoundError(policy=policy, checklist=slug)
        words = quotations(session, rows[0].checklist.provisions)
    return render_template(
        "directives/checklist.html",
        row=rows[0],
        labels={each.code: each.label for each in words},
        urls={each.code: each.url for each in words},
    )
