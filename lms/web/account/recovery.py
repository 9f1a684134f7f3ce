"""Recovery codes: made on request, shown once, to be printed."""

from __future__ import annotations

from functools import partial

from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission
from lms.domain.errors import ConflictError
from lms.services.set_up_authenticator import make_recovery_codes
from lms.storage.seal import SealedElsewhereError
from lms.web.access import changes_credentials, current, requires
from lms.web.account.blueprint import blueprint
from lms.web.account.guess import way_back
from lms.web.plant import now, plant, writing

_KEPT = "recovery_codes"


@blueprint.post("/account/recovery-codes")
@requires(Permission.ACCOUNT_OWN)
@changes_credentials
def make_codes() -> ResponseReturnValue:
    """Make ten codes in place of all earlier ones."""
    try:
        keep_new_codes()
    except ConflictError:
        flash("Recovery codes stand in for a second factor; set one up first.", "warn")
        return redirect(url_for("account.overview"), code=303)
    return redirect(url_for("account.recovery_codes", next=way_back()), code=303)


def keep_new_codes() -> None:
    """Make codes and keep them for the next page of this browser alone, encrypted.

    Raises:
        ConflictError: the account has no second factor.
    """
    someone = current()
    codes = writing(partial(make_recovery_codes, account_id=someone.account_id, by=someone.actor))
    session[_KEPT] = plant().seal.close(" ".join(codes), bound_to=_bound_to())


def _bound_to() -> str:
    return f"shown-once:{current().account_id}"


@blueprint.get("/account/recovery-codes")
@requires(Permission.ACCOUNT_OWN)
@changes_credentials
def recovery_codes() -> ResponseReturnValue:
    """Show the codes that were just made, once."""
    kept = session.pop(_KEPT, None)
    if kept is None:
        return redirect(url_for("account.overview"))
    try:
        codes = plant().seal.open(kept, bound_to=_bound_to()).split()
    except SealedElsewhereError:
        return redirect(url_for("account.overview"))
    return render_template(
        "account/recovery_codes.html", codes=codes, moment=now(), back=way_back()
    )
