"""Withdrawing an assignment for everybody, with the reason."""

from __future__ import annotations

from functools import partial

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission
from lms.domain.assignment import Progress
from lms.domain.errors import ConflictError
from lms.queries.assignments import assignment_row
from lms.queries.completion import completion, count
from lms.queries.content_list import module_titles
from lms.services.withdraw_assignment import withdraw_assignment
from lms.web.access import current, requires
from lms.web.local_day import today
from lms.web.plant import reading, writing
from lms.web.training_unit.blueprint import blueprint
from lms.web.training_unit.forms import WithdrawForm
from lms.web.training_unit.words import audience_words


@blueprint.get("/desk/assignments/<int:assignment_id>/withdrawal")
@requires(Permission.ASSIGNMENT_MANAGE)
def withdrawal(assignment_id: int) -> ResponseReturnValue:
    """Ask why an assignment ends, and say for how many."""
    return _page(assignment_id, WithdrawForm())


@blueprint.post("/desk/assignments/<int:assignment_id>/withdrawal")
@requires(Permission.ASSIGNMENT_MANAGE)
def withdraw(assignment_id: int) -> ResponseReturnValue:
    """End it for everybody it still stands for; work that was done stays."""
    form = WithdrawForm()
    if not form.validate_on_submit():
        return _page(assignment_id, form), 422
    work = partial(
        withdraw_assignment,
        assignment_id=assignment_id,
        reason=str(form.reason.data),
        by=current().actor,
    )
    try:
        members = writing(work)
        who = "1 person" if members == 1 else f"{members:,} people"
        flash(f"Withdrawn from {who}. What they did stays in their record.", "good")
    except ConflictError:
        flash("Nothing was changed: it was withdrawn already.", "info")
    return redirect(url_for("training_unit.assignment", assignment_id=assignment_id), code=303)


def _page(assignment_id: int, form: WithdrawForm) -> str:
    with reading() as session:
        found = assignment_row(session, assignment_id)
        counts = count(completion(session, found, day=today()))
        titles = module_titles(session)
    return render_template(
        "training_unit/withdraw.html",
        row=found,
        title=titles.get(found.content_id, found.module),
        audience=audience_words(found.audience),
        total=sum(counts.values()),
        done=counts[Progress.DONE],
        form=form,
    )
