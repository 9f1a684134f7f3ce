"""One review: the evidence with the officer's answer, and how it ends."""

from __future__ import annotations

from functools import partial

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission
from lms.domain.errors import ConflictError, NotFoundError
from lms.domain.pace import ANSWER_WITHIN, PaceOutcomeKind
from lms.domain.statement import MEASURED
from lms.queries.pace import ReviewRow, open_review
from lms.rendering.statement import foot_lines
from lms.services.review_pace import decide_review
from lms.web.access import current, requires
from lms.web.access_log import note_view
from lms.web.errors import answer
from lms.web.pace_review.blueprint import blueprint
from lms.web.pace_review.forms import DecisionForm
from lms.web.plant import now, reading, writing
from lms.web.second_person import OWN_RECORD


@blueprint.get("/desk/pace/<int:review_id>")
@requires(Permission.PACE_REVIEW)
def review(review_id: int) -> ResponseReturnValue:
    """Show the evidence once the officer has seen it; until then, until when to wait."""
    found = _found(review_id)
    if found.member_id == current().member_id:
        return answer(403, OWN_RECORD)
    return _page(found, DecisionForm())


@blueprint.post("/desk/pace/<int:review_id>/decision")
@requires(Permission.PACE_REVIEW)
def decide(review_id: int) -> ResponseReturnValue:
    """End the review."""
    found = _found(review_id)
    if found.member_id == current().member_id:
        return answer(403, OWN_RECORD)
    form = DecisionForm()
    if not form.validate_on_submit():
        return _page(found, form), 422
    try:
        writing(
            partial(
                decide_review,
                review_id=review_id,
                outcome=PaceOutcomeKind(form.outcome.data),
                words=str(form.words.data),
                by=current().actor,
            )
        )
    except NotFoundError:
        flash("Nothing was changed: the review had ended.", "info")
        return redirect(url_for("pace_review.listed"), code=303)
    except ConflictError as error:
        reason = error.facts.get("reason", "")
        form.form_errors = [f"Nothing was changed: {reason}."]
        return _page(found, form), 422
    flash("The review has ended. The officer reads how, by whom and why.", "good")
    return redirect(url_for("pace_review.listed"), code=303)


def _found(review_id: int) -> ReviewRow:
    with reading() as session:
        return open_review(session, review_id) or abort(404)


def _page(found: ReviewRow, form: DecisionForm) -> str:
    ready = found.may_be_decided(now())
    note_view("review of pace", member_id=found.member_id)
    return render_template(
        "pace_review/review.html",
        review=found,
        ready=ready,
        until=found.opened_at + ANSWER_WITHIN,
        form=form,
        measured=MEASURED,
        foot=tuple(foot_lines(found.statement)),
    )
