"""Choosing another password."""

from __future__ import annotations

from functools import partial

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission
from lms.queries.second_factor import has_second_factor
from lms.queries.sign_in_link import words_of
from lms.services.open_account import set_password
from lms.storage.secret import hash_password, is_short
from lms.web.access import changes_credentials, current, requires
from lms.web.account.blueprint import blueprint
from lms.web.account.forms import NewPasswordForm
from lms.web.account.password_rule import PasswordRule
from lms.web.plant import now, reading, writing


@blueprint.get("/account/password")
@requires(Permission.ACCOUNT_OWN)
@changes_credentials
def password() -> ResponseReturnValue:
    """Ask for a new password, and say first what it has to be."""
    return render_template("account/password.html", form=NewPasswordForm(), rule=_rule())


@blueprint.post("/account/password")
@requires(Permission.ACCOUNT_OWN)
@changes_credentials
def change_password() -> ResponseReturnValue:
    """Set the password its holder chose; every other device is signed out."""
    form, rule, someone = NewPasswordForm(), _rule(), current()
    if not (form.validate_on_submit() and rule.allows(form)):
        return render_template("account/password.html", form=form, rule=rule), 422
    chosen = str(form.password.data)
    hashed = hash_password(chosen)
    writing(
        partial(
            set_password,
            account_id=someone.account_id,
            password_hash=hashed,
            short=is_short(chosen),
            how="changed",
            keep=someone.sign_in_id,
            by=someone.actor,
        )
    )
    flash("Your password is changed. Other devices are signed out.", "good")
    return redirect(url_for("account.overview"), code=303)


def _rule() -> PasswordRule:
    with reading() as session:
        words = words_of(session, current().account_id, now().date())
        second = has_second_factor(session, current().account_id)
    return PasswordRule(words, second_factor=second)
