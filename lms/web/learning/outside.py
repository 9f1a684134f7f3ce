"""Training taken elsewhere: sending it with its certificate, and reading what became of it."""

from __future__ import annotations

from functools import partial

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.content.upload import UnusableUploadError
from lms.domain.access import Permission
from lms.domain.errors import ConflictError
from lms.domain.outside_training import MARK
from lms.queries.outside_training import OutsideRow, open_first, outside_by_id, outside_of
from lms.services.submit_outside import (
    OutsideDraft,
    OutsideRefusedError,
    submit_outside,
    withdraw_outside,
)
from lms.web.access import current, own_member_id, requires
from lms.web.learning.blueprint import blueprint
from lms.web.limits import takes
from lms.web.local_day import today
from lms.web.outside_form import STATES, OutsideForm, Subject, subjects_on, with_minutes
from lms.web.plant import reading, writing
from lms.web.uploads import UPLOAD_BODY, sent_back


@blueprint.get("/outside")
@requires(Permission.OUTSIDE_SUBMIT)
def outside_list() -> ResponseReturnValue:
    """Show what was sent, what waits first."""
    with reading() as session:
        found = outside_of(session, member_id=own_member_id())
    return render_template(
        "learning/outside_list.html", found=open_first(found), states=STATES, mark=MARK
    )


@blueprint.get("/outside/new")
@requires(Permission.OUTSIDE_SUBMIT)
def new_outside() -> ResponseReturnValue:
    """Ask what was taken, where, when, and for the scan; filled in where one was declined."""
    form, subjects = _form()
    before = request.args.get("follows", type=int)
    if before is not None:
        row = _own(before)
        if not row.may_be_followed:
            abort(404)
        form.fill(row)
    return _form_page(form, subjects)


@blueprint.post("/outside")
@takes(body=UPLOAD_BODY)
@requires(Permission.OUTSIDE_SUBMIT)
def send_outside() -> ResponseReturnValue:
    """Put it before a second person."""
    form, subjects = _form()
    made = _sent(form) if form.validate_on_submit() else None
    if made is None:
        return _form_page(form, subjects), 422
    flash("It is with the training unit. You read here what they decide, and why.", "good")
    return redirect(url_for("learning.outside_page", outside_id=made), code=303)


def _sent(form: OutsideForm) -> int | None:
    """The number of the submission, or None with the form's mistakes named."""
    try:
        draft = OutsideDraft(own_member_id(), form.training(), form.scanned(), form.followed())
        return writing(partial(submit_outside, draft=draft, by=current().actor))
    except UnusableUploadError:
        return None
    except OutsideRefusedError as refused:
        form.name_mistakes(refused.findings)
        return None


@blueprint.get("/outside/<int:outside_id>")
@requires(Permission.OUTSIDE_SUBMIT)
def outside_page(outside_id: int) -> ResponseReturnValue:
    """Show one submission and what became of it."""
    row = _own(outside_id)
    with reading() as session:
        subjects = subjects_on(session, row.last_day)
    titles = {subject.slug: subject.title for subject in subjects}
    return render_template(
        "learning/outside.html", row=row, states=STATES, titles=titles, mark=MARK
    )


@blueprint.post("/outside/<int:outside_id>/withdrawal")
@requires(Permission.OUTSIDE_SUBMIT)
def withdraw_own_outside(outside_id: int) -> ResponseReturnValue:
    """Take it back while nobody has decided."""
    _own(outside_id)
    try:
        writing(partial(withdraw_outside, outside_id=outside_id, by=current().actor))
        flash("It is withdrawn. It stays in your record as that.", "good")
    except ConflictError:
        flash("Nothing was changed: it was decided or withdrawn before.", "info")
    return redirect(url_for("learning.outside_page", outside_id=outside_id), code=303)


@blueprint.get("/outside/<int:outside_id>/scan")
@requires(Permission.OUTSIDE_SUBMIT)
def own_outside_scan(outside_id: int) -> ResponseReturnValue:
    """Send back the scan of one's own submission."""
    return sent_back(_own(outside_id).scan_sha256)


def _own(outside_id: int) -> OutsideRow:
    with reading() as session:
        row = outside_by_id(session, outside_id)
    if row is None or row.member_id != own_member_id():
        abort(404)
    return row


def _form() -> tuple[OutsideForm, tuple[Subject, ...]]:
    with reading() as session:
        subjects = subjects_on(session, today())
    form = with_minutes(OutsideForm, subjects)
    assert isinstance(form, OutsideForm)  # noqa: S101 - says so to the type checker
    return form, subjects


def _form_page(form: OutsideForm, subjects: tuple[Subject, ...]) -> str:
    if not subjects:
        return render_template("learning/nothing_owed.html")
    return render_template("learning/outside_form.html", form=form, latest=today())
