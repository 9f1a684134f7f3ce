"""Excusing a member from an assignment, with the reason and who approved it."""

from __future__ import annotations

from functools import partial

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.content.upload import UnusableUploadError
from lms.domain.access import Permission
from lms.domain.errors import ConflictError, InvalidError
from lms.domain.name_search import folded
from lms.queries.assignments import assignment_row
from lms.queries.content_list import module_titles
from lms.queries.member_file import exemptions_of
from lms.queries.roster import person
from lms.services.assign_module import excuse_member
from lms.web.access import current, requires
from lms.web.access_log import note_view
from lms.web.errors import answer
from lms.web.limits import takes
from lms.web.local_day import today
from lms.web.plant import reading, writing
from lms.web.training_unit.blueprint import blueprint
from lms.web.training_unit.forms import ExcuseForm
from lms.web.training_unit.words import OWN_RECORD
from lms.web.uploads import sent_back, uploaded


@blueprint.get("/desk/members/<int:member_id>/exemptions")
@requires(Permission.ASSIGNMENT_MANAGE)
def exemption(member_id: int) -> ResponseReturnValue:
    """Ask why a member is excused from the assignment that the address names."""
    if member_id == current().member_id:
        return answer(403, OWN_RECORD)
    return _page(member_id, ExcuseForm(assignment=request.args.get("assignment", "")))


@blueprint.post("/desk/members/<int:member_id>/exemptions")
@requires(Permission.ASSIGNMENT_MANAGE)
@takes(body=12 * 1024 * 1024)
def excuse(member_id: int) -> ResponseReturnValue:
    """Record the exemption: a state of its own, never overdue."""
    if member_id == current().member_id:
        return answer(403, OWN_RECORD)
    form = ExcuseForm()
    if not form.validate_on_submit() or not _is_sound(form):
        return _page(member_id, form), 422
    try:
        document = uploaded(form.document)
        writing(
            partial(
                excuse_member,
                member_id=member_id,
                assignment_id=_number(form),
                reason=str(form.reason.data),
                approved_by=str(form.approved_by.data).strip(),
                valid_until=form.valid_until.data,
                extended_to=form.extended_to.data,
                document=document,
                by=current().actor,
            )
        )
        given = "new due date" if form.extended_to.data else "exemption"
        flash(f"The {given} is recorded.", "good")
    except UnusableUploadError:
        return _page(member_id, form), 422
    except InvalidError as error:
        form.extended_to.errors = [str(error.facts["reason"])]
        return _page(member_id, form), 422
    except ConflictError:
        flash("Nothing was changed: an exemption is recorded already.", "info")
    return redirect(url_for("training_unit.member", member_id=member_id), code=303)


@blueprint.get("/desk/members/<int:member_id>/exemptions/<int:exemption_id>/document")
@requires(Permission.ASSIGNMENT_MANAGE)
def exemption_document(member_id: int, exemption_id: int) -> ResponseReturnValue:
    """Send back the paper behind an exemption; nobody but the training unit sees it."""
    with reading() as session:
        found = exemptions_of(session, member_id=member_id)
        sha256 = next((row.document_sha256 for row in found if row.id == exemption_id), None)
    document = sent_back(sha256)
    note_view(f"document of exemption {exemption_id}", member_id=member_id)
    return document


def _is_sound(form: ExcuseForm) -> bool:
    """Whether somebody else approved it, and it ends no earlier than today."""
    if folded(current().display_name) in folded(str(form.approved_by.data)):
        form.approved_by.errors = ["Name somebody other than you."]
    if form.valid_until.data is not None and form.valid_until.data < today():
        form.valid_until.errors = ["Choose today or a later day, or leave it empty."]
    if form.valid_until.data is not None and form.extended_to.data is not None:
        form.extended_to.errors = ["Excuse them, or give them more time: choose one day."]
    return not form.errors


def _page(member_id: int, form: ExcuseForm) -> str:
    with reading() as session:
        who = person(session, member_id, today()) or abort(404)
        found = assignment_row(session, _number(form))
        titles = module_titles(session)
    note_view("exemption", member_id=member_id)
    return render_template(
        "training_unit/excuse.html",
        who=who,
        row=found,
        title=titles.get(found.content_id, found.module),
        form=form,
    )


def _number(form: ExcuseForm) -> int:
    text = str(form.assignment.data or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0  # noqa: PLR2004
