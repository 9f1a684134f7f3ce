"""Where a person is signed in."""

from __future__ import annotations

from functools import partial

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission
from lms.domain.errors import NotFoundError
from lms.queries.signed_in import devices
from lms.services.sign_in import end_other_sign_ins, end_sign_in
from lms.web.access import current, requires
from lms.web.account.blueprint import blueprint
from lms.web.plant import now, reading, writing


@blueprint.get("/devices")
@requires(Permission.ACCOUNT_OWN)
def devices_page() -> ResponseReturnValue:
    """Show where this person is signed in."""
    someone = current()
    with reading() as session:
        rows = devices(session, account_id=someone.account_id, now=now())
    return render_template("account/devices.html", devices=rows, here=someone.sign_in_id)


@blueprint.post("/devices/<int:sign_in_id>/end")
@requires(Permission.ACCOUNT_OWN)
def end_device(sign_in_id: int) -> ResponseReturnValue:
    """End one sign-in of one's own."""
    ended = writing(partial(end_sign_in, account_id=current().account_id, sign_in_id=sign_in_id))
    if not ended:
        raise NotFoundError(sign_in=sign_in_id)
    flash("That device is signed out.", "good")
    return redirect(url_for("account.devices_page"), code=303)


@blueprint.post("/devices/end-others")
@requires(Permission.ACCOUNT_OWN)
def end_other_devices() -> ResponseReturnValue:
    """End every sign-in but this one."""
    someone = current()
    count = writing(
        partial(end_other_sign_ins, account_id=someone.account_id, keep=someone.sign_in_id)
    )
    flash(f"Other devices signed out: {count}.", "good")
    return redirect(url_for("account.devices_page"), code=303)
