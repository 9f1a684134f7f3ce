"""For whoever cannot sign in: the same answer to everybody, and a letter to whom it belongs."""

from __future__ import annotations

from functools import partial

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.domain.sign_in import login_key
from lms.services.ask_for_reset import ask_for_reset
from lms.web.access import public
from lms.web.account.blueprint import blueprint
from lms.web.account.forms import ForgottenForm
from lms.web.account.guess import source
from lms.web.mail import sends_mail
from lms.web.plant import writing

_ON_ITS_WAY = (
    "If there is an account with this badge number and an e-mail address, a letter with a "
    "link is on its way. It works once, within 30 minutes."
)


@blueprint.get("/cannot-sign-in")
@public
def forgotten() -> ResponseReturnValue:
    """Offer a letter where the installation sends mail, and say whom to ask where not."""
    return render_template("account/forgotten.html", form=ForgottenForm(), mail=sends_mail())


@blueprint.post("/cannot-sign-in")
@public
def ask_for_link() -> ResponseReturnValue:
    """Note the request; whether there is such an account is found out later, by the worker."""
    form = ForgottenForm()
    if not sends_mail():
        return redirect(url_for("account.forgotten"), code=303)
    if not form.validate_on_submit():
        return render_template("account/forgotten.html", form=form, mail=True), 422
    key = login_key(str(form.login.data))
    writing(partial(ask_for_reset, login=key, source=source()))
    flash(_ON_ITS_WAY, "info")
    return redirect(url_for("account.sign_in"), code=303)
