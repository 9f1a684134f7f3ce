"""The lock of a station, and confirming that it is still the same person."""

from __future__ import annotations

from functools import partial

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission
from lms.queries.signed_in import password_of
from lms.services.sign_in import confirm_sign_in, lock_sign_in
from lms.storage.secret import password_matches
from lms.web.access import current, local_path, locked_url, requires
from lms.web.account.blueprint import blueprint
from lms.web.account.forms import ConfirmForm
from lms.web.account.guess import go_on, may_guess, note, own_key, source, way_back
from lms.web.plant import reading, writing


@blueprint.post("/lock")
@requires(Permission.ACCOUNT_OWN)
def lock() -> ResponseReturnValue:
    """Lock this station at once; nothing is lost and nobody else goes on."""
    writing(partial(lock_sign_in, sign_in_id=current().sign_in_id))
    return redirect(locked_url(local_path(request.form.get("back"))), code=303)


@blueprint.get("/locked")
@requires(Permission.ACCOUNT_OWN)
def locked() -> ResponseReturnValue:
    """Say whose sign-in is locked and ask that person to confirm."""
    if not current().locked:
        return redirect(way_back() or url_for("account.home"))
    return render_template("account/locked.html", form=ConfirmForm(), whose=current())


@blueprint.post("/locked")
@requires(Permission.ACCOUNT_OWN)
def unlock() -> ResponseReturnValue:
    """Unlock for the person who is signed in, and for nobody else."""
    return _take_password("account/locked.html")


@blueprint.get("/confirm")
@requires(Permission.ACCOUNT_OWN)
def confirm() -> ResponseReturnValue:
    """Ask the person signed in to prove it once more, before an act that weighs much."""
    return render_template("account/confirm.html", form=ConfirmForm(), whose=current())


@blueprint.post("/confirm")
@requires(Permission.ACCOUNT_OWN)
def confirmed() -> ResponseReturnValue:
    """Take the password, and return to where the person came from."""
    return _take_password("account/confirm.html")


def _take_password(template: str) -> ResponseReturnValue:
    """Check the password of whoever is signed in here, once."""
    someone, form = current(), ConfirmForm()
    if not form.validate_on_submit():
        return render_template(template, form=form, whose=someone), 422
    if not may_guess(own_key(), form.password, what="confirm"):
        return render_template(template, form=form, whose=someone), 429
    with reading() as session:
        stored = password_of(session, someone.account_id)
    if not password_matches(stored, str(form.password.data)):
        note("confirm-refused", own_key(), account_id=someone.account_id)
        form.password.errors = ("This is not the password of the person signed in here.",)
        return render_template(template, form=form, whose=someone), 422
    writing(
        partial(confirm_sign_in, sign_in_id=someone.sign_in_id, login=own_key(), source=source())
    )
    return go_on()
