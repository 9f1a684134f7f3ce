"""A review of one's own pace: the evidence, one's own words to it, and how it ended."""

from __future__ import annotations

from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission
from lms.domain.adverse_notice import Matter
from lms.domain.errors import ConflictError, NotFoundError
from lms.domain.pace import ANSWER_WITHIN
from lms.domain.statement import MEASURED
from lms.queries.officer_statements import statements_about
from lms.queries.pace import ReviewRow, reviews_of, to_do_again
from lms.rendering.statement import foot_lines
from lms.services.review_pace import answer_review
from lms.web.access import current, own_member_id, requires
from lms.web.learning.blueprint import blueprint
from lms.web.learning.forms import PaceAnswerForm
from lms.web.plant import reading, writing


@blueprint.get("/minutes/pace/<int:review_id>")
@requires(Permission.MINUTES_VIEW)
def pace_review(review_id: int) -> ResponseReturnValue:
    """Show what was put before the officer, and ask for a word; they are the first to see it."""
    return _page(review_id, PaceAnswerForm())


@blueprint.post("/minutes/pace/<int:review_id>")
@requires(Permission.MINUTES_VIEW)
def answer_pace(review_id: int) -> ResponseReturnValue:
    """Keep the officer's words; none at all mean that there is nothing to add."""
    form = PaceAnswerForm()
    nothing = request.form.get("nothing") == "yes"
    if not nothing and not form.validate_on_submit():
        return _page(review_id, form), 422
    try:
        writing(
            partial(
                answer_review,
                review_id=review_id,
                member_id=own_member_id(),
                words="" if nothing else str(form.words.data or ""),
                by=current().actor,
            )
        )
        flash("Your answer is recorded. Whoever ends the review reads it first.", "good")
    except ConflictError:
        flash("Nothing was changed: it was answered before, or the review has ended.", "info")
    return redirect(url_for("learning.pace_review", review_id=review_id), code=303)


def _page(review_id: int, form: PaceAnswerForm) -> str:
    with reading() as session:
        found = _own(reviews_of(session, member_id=own_member_id(), review_id=review_id))
        again = to_do_again(session, (found,))
        said = statements_about(session, matter=Matter.REVIEW, subject_id=review_id)
    return render_template(
        "learning/pace.html",
        review=found,
        again=again,
        said=said,
        until=found.opened_at + ANSWER_WITHIN,
        form=form,
        measured=MEASURED,
        foot=tuple(foot_lines(found.statement)),
    )


def _own(found: tuple[ReviewRow, ...]) -> ReviewRow:
    if not found:
        raise NotFoundError(reason="no such review of this member")
    return found[0]
