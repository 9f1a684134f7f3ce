"""Resetting the second factor of somebody who lost theirs, for a reason."""

from __future__ import annotations

from functools import partial

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from lms.domain.access import Permission
from lms.domain.errors import ConflictError, ForbiddenError
from lms.queries.account_list import ListedAccount, account_list
from lms.services.reset_second_factor import LONGEST_REASON, reset_second_factor
from lms.web.access import current, recently_confirmed, requires
from lms.web.administration.blueprint import blueprint
from lms.web.local_day import today
from lms.web.plant import reading, writing


class ReasonForm(FlaskForm):
    """Why an account's second factor is reset; the person reads it."""

    reason = TextAreaField(
        "Reason",
        validators=[DataRequired("Give the reason."), Length(max=LONGEST_REASON)],
    )


@blueprint.get("/accounts/<int:account_id>/second-factor")
@requires(Permission.ACCOUNT_MANAGE)
@recently_confirmed
def second_factor(account_id: int) -> ResponseReturnValue:
    """Ask for the reason, and say what will happen."""
    return _page(ReasonForm(), _account(account_id)), 200


@blueprint.post("/accounts/<int:account_id>/second-factor")
@requires(Permission.ACCOUNT_MANAGE)
@recently_confirmed
def reset(account_id: int) -> ResponseReturnValue:
    """Take every second factor from the account and tell its person."""
    account, form = _account(account_id), ReasonForm()
    if not form.validate_on_submit():
        return _page(form, account), 422
    try:
        password_ended = writing(
            partial(
                reset_second_factor,
                account_id=account_id,
                reason=str(form.reason.data),
                by=current().actor,
                source=request.remote_addr or "unknown",
            )
        )
    except ConflictError:
        flash(f"{account.name} has no second factor; nothing was changed.", "warn")
        return redirect(url_for("administration.accounts"), code=303)
    except ForbiddenError:
        flash("Nobody resets their own second factor here; use “How I sign in”.", "warn")
        return redirect(url_for("administration.accounts"), code=303)
    words = f"The second factor of {account.name} is reset, and the person is told."
    if password_ended:
        words += " The password was too short to stand alone and ended: make a one-time link."
    flash(words, "good")
    return redirect(url_for("administration.accounts"), code=303)


def _account(account_id: int) -> ListedAccount:
    with reading() as database:
        found = account_list(database, day=today(), account_id=account_id)
    return found[0] if found else abort(404)


def _page(form: ReasonForm, account: ListedAccount) -> str:
    return render_template(
        "administration/second_factor.html",
        form=form,
        account_shown=account,
        own=account.id == current().account_id,
    )
