"""Setting up an authenticator app: a QR code, and the first code typed."""

from __future__ import annotations

from functools import partial

from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission
from lms.domain.errors import ConflictError
from lms.queries.second_factor import factors
from lms.rendering.qr_picture import qr_picture
from lms.services.set_up_authenticator import (
    bound_to,
    remove_authenticator,
    set_up_authenticator,
)
from lms.storage.one_time_code import matching_step, new_secret, provisioning_uri
from lms.storage.seal import SealedElsewhereError
from lms.web.access import changes_credentials, current, requires
from lms.web.account.blueprint import blueprint
from lms.web.account.forms import CodeForm
from lms.web.account.guess import way_back
from lms.web.account.recovery import keep_new_codes
from lms.web.account.second_factor import accept
from lms.web.department import settings
from lms.web.plant import now, plant, reading, writing

_KEPT = "authenticator"


@blueprint.get("/account/authenticator")
@requires(Permission.ACCOUNT_OWN)
@changes_credentials
def authenticator() -> ResponseReturnValue:
    """Show a new secret as a QR code and as text; nothing is stored before its first code."""
    secret = new_secret()
    session[_KEPT] = plant().seal.close(secret, bound_to=_bound_to())
    return _page(CodeForm(), secret), 200


@blueprint.post("/account/authenticator")
@requires(Permission.ACCOUNT_OWN)
@changes_credentials
def keep_authenticator() -> ResponseReturnValue:
    """Keep the app once a code of it was typed; the first second factor brings its codes."""
    someone, form = current(), CodeForm()
    secret = _kept_secret()
    if secret is None:
        return redirect(url_for("account.authenticator", next=way_back()), code=303)
    step = matching_step(secret, str(form.code.data or ""), now=now())
    if not form.validate_on_submit() or step is None:
        if not form.errors:
            form.code.errors = ("This is not the code that the app shows now.",)
        return _page(form, secret), 422
    with reading() as database:
        codes = factors(database, someone.account_id).recovery_codes
    writing(
        partial(
            set_up_authenticator,
            account_id=someone.account_id,
            secret=secret,
            step=step,
            seal=plant().seal,
            by=someone.actor,
        )
    )
    session.pop(_KEPT, None)
    return redirect(after_set_up(codes=codes, words="Your authenticator app is set up."), code=303)


def after_set_up(*, codes: int, words: str) -> str:
    """Where to go after a second factor was set up; it counts as shown on this device.

    Args:
        codes: recovery codes that are left; where there are none, ten are made and shown.
    """
    accept()
    flash(words, "good")
    if codes:
        return way_back() or url_for("account.overview")
    keep_new_codes()
    return url_for("account.recovery_codes", next=way_back())


@blueprint.post("/account/authenticator/removal")
@requires(Permission.ACCOUNT_OWN)
@changes_credentials
def remove_app() -> ResponseReturnValue:
    """Take the app away, unless the password is too short to stand alone."""
    someone = current()
    try:
        writing(partial(remove_authenticator, account_id=someone.account_id, by=someone.actor))
        flash("The authenticator app is removed.", "good")
    except ConflictError:
        flash(STRANDED, "warn")
    return redirect(url_for("account.overview"), code=303)


STRANDED = (
    "Nothing was removed. Your password is shorter than 15 characters, so it needs a second "
    "factor beside it: change the password first."
)


def _bound_to() -> str:
    return f"being-set-up:{bound_to(current().account_id)}"


def _kept_secret() -> str | None:
    kept = session.get(_KEPT)
    try:
        return plant().seal.open(str(kept), bound_to=_bound_to()) if kept else None
    except SealedElsewhereError:
        return None


def _page(form: CodeForm, secret: str) -> str:
    someone, found = current(), settings()
    uri = provisioning_uri(
        secret,
        person=someone.badge_number or someone.display_name,
        issuer=found.department if found else "In-service training",
    )
    return render_template(
        "account/authenticator.html",
        form=form,
        picture=qr_picture(uri),
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        back=way_back(),
    )
