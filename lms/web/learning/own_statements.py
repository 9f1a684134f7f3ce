"""What an officer says to an entry of their own record."""

from __future__ import annotations

from functools import partial

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission
from lms.domain.adverse_notice import Matter
from lms.domain.errors import ConflictError
from lms.domain.officer_statement import MOST_ABOUT_ONE
from lms.queries.officer_statements import OwnEntry, own_entry, statements_about
from lms.services.write_statement import write_statement
from lms.web.access import current, own_member_id, requires
from lms.web.learning.blueprint import blueprint
from lms.web.learning.forms import OwnStatementForm
from lms.web.plant import reading, writing


@blueprint.get("/training/entries/<matter>/<int:subject_id>/statements")
@requires(Permission.MINUTES_VIEW)
def own_statements(matter: str, subject_id: int) -> ResponseReturnValue:
    """Show what was said to an entry, and take one more statement."""
    return _page(_found(matter, subject_id), OwnStatementForm())


@blueprint.post("/training/entries/<matter>/<int:subject_id>/statements")
@requires(Permission.MINUTES_VIEW)
def add_own_statement(matter: str, subject_id: int) -> ResponseReturnValue:
    """Keep the officer's words beside the entry."""
    found, form = _found(matter, subject_id), OwnStatementForm()
    if not form.validate_on_submit():
        return _page(found, form), 422
    try:
        writing(
            partial(
                write_statement,
                matter=found.matter,
                subject_id=subject_id,
                member_id=own_member_id(),
                words=str(form.words.data),
                by=current().actor,
            )
        )
    except ConflictError:
        form.form_errors = [
            f"This entry has {MOST_ABOUT_ONE} statements, which is as many as it takes."
        ]
        return _page(found, form), 422
    flash("Your statement is kept beside the entry. Nobody can change it.", "good")
    return redirect(
        url_for("learning.own_statements", matter=matter, subject_id=subject_id), code=303
    )


def _found(matter: str, subject_id: int) -> OwnEntry:
    if matter not in set(Matter):
        abort(404)
    with reading() as session:
        found = own_entry(
            session, matter=Matter(matter), subject_id=subject_id, member_id=own_member_id()
        )
    return found or abort(404)


def _page(found: OwnEntry, form: OwnStatementForm) -> str:
    with reading() as session:
        said = statements_about(session, matter=found.matter, subject_id=found.subject_id)
    return render_template(
        "learning/own_statements.html",
        entry=found,
        said=said,
        form=form,
        room=len(said) < MOST_ABOUT_ONE,
    )
