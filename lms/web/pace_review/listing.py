"""Which visits the written rule names now, and which were put before their officers."""

from __future__ import annotations

from functools import partial

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission
from lms.domain.errors import ConflictError, ForbiddenError
from lms.domain.pace import ANSWER_WITHIN, RULE
from lms.queries.pace import named_visits, open_reviews, switched_on
from lms.queries.roster import roster
from lms.services.review_pace import put_before_officer
from lms.web.access import current, requires
from lms.web.access_log import note_view
from lms.web.errors import answer
from lms.web.local_day import today
from lms.web.pace_review.blueprint import blueprint
from lms.web.plant import now, reading, writing
from lms.web.second_person import OWN_RECORD


@blueprint.get("/desk/pace")
@requires(Permission.PACE_REVIEW)
def listed() -> ResponseReturnValue:
    """Show what the rule names and what is open; nothing where the review is switched off.

    The list is made anew each time and kept nowhere. It shows no figures: the officer is
    the first to see them.
    """
    with reading() as session:
        since = switched_on(session, today())
        named = named_visits(session, now())
        opened = open_reviews(session)
        who = {each.member_id: each for each in roster(session, today(), serving_only=False)}
    if since is not None or opened:
        note_view("list for the review of pace")
    return render_template(
        "pace_review/listed.html",
        since=since,
        rule=RULE,
        named=named,
        opened=[(each, who[each.member_id], each.may_be_decided(now())) for each in opened],
        within=ANSWER_WITHIN,
        own=current().member_id,
    )


@blueprint.post("/desk/pace/visits/<int:visit_id>")
@requires(Permission.PACE_REVIEW)
def put(visit_id: int) -> ResponseReturnValue:
    """Put the evidence of a visit before its officer."""
    try:
        writing(partial(put_before_officer, visit_id=visit_id, by=current().actor))
        flash("The officer sees the evidence first. You see it with the answer.", "good")
    except ForbiddenError:
        return answer(403, OWN_RECORD)
    except ConflictError:
        flash("Nothing was changed: the rule does not name this visit now.", "info")
    return redirect(url_for("pace_review.listed"), code=303)
