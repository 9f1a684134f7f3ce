"""A notice of what entered one's record: opening it is an act, reading it again is none."""

from __future__ import annotations

from functools import partial

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission
from lms.domain.adverse_notice import LAW
from lms.domain.errors import NotFoundError
from lms.queries.adverse_notices import counsel_said, own_notice
from lms.queries.officer_statements import statements_about
from lms.services.give_notice import open_notice
from lms.web.access import current, own_member_id, requires
from lms.web.learning.blueprint import blueprint
from lms.web.plant import reading, writing


@blueprint.get("/training/notices/<int:notice_id>")
@requires(Permission.MINUTES_VIEW)
def notice(notice_id: int) -> ResponseReturnValue:
    """Show the notice once it was opened; until then, what opening it records."""
    with reading() as session:
        found = own_notice(session, notice_id=notice_id, member_id=own_member_id())
        if found is None:
            raise NotFoundError(notice=notice_id)
        said = statements_about(session, matter=found.matter, subject_id=found.subject_id)
        decision = counsel_said(session, found.placed_on)
    return render_template(
        "learning/notice.html", notice=found, said=said, decision=decision, law=LAW
    )


@blueprint.post("/training/notices/<int:notice_id>/opening")
@requires(Permission.MINUTES_VIEW)
def open_own_notice(notice_id: int) -> ResponseReturnValue:
    """Record that the officer opened it."""
    writing(
        partial(open_notice, notice_id=notice_id, member_id=own_member_id(), by=current().actor)
    )
    return redirect(url_for("learning.notice", notice_id=notice_id), code=303)
