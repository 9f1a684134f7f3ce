"""A one-time link: its holder chooses the password, and nobody else does."""

from __future__ import annotations

from functools import partial

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.domain.errors import NotFoundError
from lms.queries.second_factor import has_second_factor
from lms.queries.sign_in_link import LinkedAccount, linked_account
from lms.services.open_account import use_sign_in_link
from lms.storage.secret import hash_password, is_short
from lms.web.access import public
from lms.web.account.blueprint import blueprint
from lms.web.account.forms import NewPasswordForm
from lms.web.account.password_rule import PasswordRule
from lms.web.plant import now, reading, writing


@blueprint.get("/first-sign-in/<token>")
@public
def first_sign_in(token: str) -> ResponseReturnValue:
    """Let the holder of a one-time link choose a password."""
    _, rule = _opened(token)
    return render_template("account/first_sign_in.html", form=NewPasswordForm(), rule=rule)


@blueprint.post("/first-sign-in/<token>")
@public
def choose_password(token: str) -> ResponseReturnValue:
    """Set the password the holder chose, spend the link and end every sign-in."""
    _, rule = _opened(token)
    form = NewPasswordForm()
    if not (form.validate_on_submit() and rule.allows(form)):
        return render_template("account/first_sign_in.html", form=form, rule=rule), 422
    chosen = str(form.password.data)
    hashed = hash_password(chosen)
    writing(partial(use_sign_in_link, token=token, password_hash=hashed, short=is_short(chosen)))
    flash("Your password is set. Sign in with it.", "good")
    return redirect(url_for("account.sign_in"), code=303)


def _opened(token: str) -> tuple[LinkedAccount, PasswordRule]:
    """Whose link it is and what their password has to be.

    Raises:
        NotFoundError: unknown, used, expired or void; all alike.
    """
    with reading() as session:
        account = linked_account(session, token=token, now=now())
        if account is None:
            raise NotFoundError(link=True)
        second = has_second_factor(session, account.account_id)
    return account, PasswordRule(account.words, second_factor=second)
