"""The way in and out."""

from __future__ import annotations

from functools import partial

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission, reach
from lms.domain.sign_in import login_key
from lms.queries.signed_in import credentials
from lms.services.sign_in import end_sign_in
from lms.storage.secret import password_matches
from lms.web import session as web_session
from lms.web.access import current, public, requires
from lms.web.account.blueprint import blueprint
from lms.web.account.forms import SignInForm
from lms.web.account.guess import device, go_on, may_guess, note, source
from lms.web.plant import now, reading, writing

_FIRST_PAGES: tuple[tuple[Permission, str], ...] = (
    (Permission.ASSIGNMENT_MANAGE, "training_unit.desk"),
    (Permission.TRAINING_TAKE, "learning.home"),
    (Permission.COMPLETION_VIEW, "training_unit.desk"),
    (Permission.RECORD_AUDIT, "accreditation.record"),
    (Permission.ACCOUNT_MANAGE, "administration.accounts"),
    (Permission.ROOM_VISIT, "room.first"),
    (Permission.COUNSEL_VISIT, "counsel.first"),
)
_REFUSED = "The badge number or the password is not right."


@blueprint.get("/")
@public
def home() -> ResponseReturnValue:
    """Lead everybody to the page they came for."""
    someone = web_session.person()
    if someone is None:
        return redirect(url_for("account.sign_in"))
    for permission, endpoint in _FIRST_PAGES:
        if reach(someone.roles, permission) is not None:
            return redirect(url_for(endpoint))
    return redirect(url_for("directives.index"))


@blueprint.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """Ask for a passkey, or badge number and password."""
    if web_session.person() is not None:
        return redirect(url_for("account.home"))
    return render_template("account/sign_in.html", form=SignInForm())


@blueprint.post("/sign-in")
@public
def enter() -> ResponseReturnValue:
    """Check a password once, on every path, and start a sign-in."""
    form = SignInForm()
    if not form.validate_on_submit():
        return render_template("account/sign_in.html", form=form), 422
    key = login_key(str(form.login.data))
    if not may_guess(key, form.login, what="sign-in"):
        return render_template("account/sign_in.html", form=form), 429
    with reading() as session:
        found = credentials(session, login=key.upper(), day=now().date())
    matches = password_matches(found.password_hash if found else None, str(form.password.data))
    if found is None or not matches:
        note("sign-in-refused", key)
        form.login.errors = (_REFUSED,)
        return render_template("account/sign_in.html", form=form), 422
    web_session.begin(account_id=found.account_id, login=key, source=source(), device=device())
    return go_on()


@blueprint.post("/sign-out")
@requires(Permission.ACCOUNT_OWN)
def sign_out() -> ResponseReturnValue:
    """End this device's sign-in and leave nothing behind on a shared station."""
    someone = current()
    writing(partial(end_sign_in, account_id=someone.account_id, sign_in_id=someone.sign_in_id))
    web_session.end()
    flash("You are signed out.", "good")
    response = redirect(url_for("account.sign_in"), code=303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
