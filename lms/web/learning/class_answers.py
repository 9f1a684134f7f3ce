"""What an attendee says when asked "were you there?"."""

from __future__ import annotations

from functools import partial

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission
from lms.domain.errors import ConflictError
from lms.services.credit_class import answer_class
from lms.web.access import current, own_member_id, requires
from lms.web.learning.blueprint import blueprint
from lms.web.plant import writing

_ANSWERS = {"yes": True, "no": False}


@blueprint.post("/training/classes/<int:class_id>")
@requires(Permission.TRAINING_TAKE)
def say_of_class(class_id: int) -> ResponseReturnValue:
    """Keep the attendee's own word about a class; it is said once."""
    member_id = own_member_id()
    was_there = _ANSWERS.get(request.form.get("there", ""))
    if was_there is None:
        abort(400)
    try:
        writing(
            partial(
                answer_class,
                class_id=class_id,
                member_id=member_id,
                was_there=was_there,
                by=current().actor,
            )
        )
        flash("Thank you. That is recorded.", "good")
    except ConflictError:
        flash("Nothing was changed: it was answered or decided before.", "info")
    return redirect(url_for("learning.home"), code=303)
