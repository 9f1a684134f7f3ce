"""What publishing a coming revision does, and what people say of each of its changes."""

from __future__ import annotations

from functools import partial

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission, reach
from lms.domain.change_nature import Nature
from lms.queries.policies import policy_card
from lms.queries.revision_impact import impact, revisions_at
from lms.services.mark_changes import Mark, mark_changes
from lms.web.access import current, requires
from lms.web.directives.blueprint import blueprint
from lms.web.directives.impact_words import ImpactPage, impact_page
from lms.web.limits import takes
from lms.web.local_day import today
from lms.web.plant import reading, writing

_FIELDS = 4_000


@blueprint.get("/policies/<slug>/revisions/<int:sequence>/impact")
@requires(Permission.POLICY_DECIDE)
def revision_impact(slug: str, sequence: int) -> ResponseReturnValue:
    """Show what a coming revision changes, whom that concerns and what it costs."""
    page = _page(slug, sequence)
    return _shown(page) if page else abort(404)


@blueprint.post("/policies/<slug>/revisions/<int:sequence>/impact")
@requires(Permission.DOCUMENT_IMPORT)
@takes(body=2 * 1024 * 1024, fields=_FIELDS)
def mark(slug: str, sequence: int) -> ResponseReturnValue:
    """Keep what is said of each change: editorial or substantive, and why."""
    page = _page(slug, sequence)
    if page is None or not page.may_mark:
        abort(404)
    if not page.form.validate_on_submit():
        return _shown(page), 422
    marks = {
        row.key: Mark(Nature(row.nature.data), str(row.reason.data))
        for row in page.rows
        if row.nature is not None and row.nature.data
    }
    count = writing(
        partial(
            mark_changes,
            policy=slug,
            before=page.before.sequence,
            after=sequence,
            marks=marks,
            by=current().actor,
        )
    )
    flash("Nothing new was said." if not count else "Kept. The figures follow the marks.", "good")
    return redirect(url_for("directives.revision_impact", slug=slug, sequence=sequence), code=303)


def _page(slug: str, sequence: int) -> ImpactPage | None:
    """The page; None for a revision that replaces none."""
    day = today()
    with reading() as session:
        card = policy_card(session, slug=slug, day=day)
        at = revisions_at(session, policy=slug, sequence=sequence, day=day)
        if at.before is None or card is None:
            return None
        found = impact(session, before_id=at.before.id, after_id=at.after.id, day=day)
    may_mark = reach(current().roles, Permission.DOCUMENT_IMPORT) is not None and at.after.is_draft
    return impact_page(card=card, before=at.before, after=at.after, found=found, may_mark=may_mark)


def _shown(page: ImpactPage) -> str:
    may_train = reach(current().roles, Permission.CONTENT_APPROVE) is not None
    return render_template("directives/impact.html", page=page, may_train=may_train)
