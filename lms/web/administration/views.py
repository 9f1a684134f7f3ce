"""Accounts as the administrator handles them."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission
from lms.domain.errors import NotFoundError
from lms.queries.account_list import account_list, held_roles, open_sign_ins
from lms.services.open_account import RESET_LINK, make_sign_in_link
from lms.services.sign_in import end_other_sign_ins
from lms.web.access import current, requires
from lms.web.access_log import note_view
from lms.web.local_day import today
from lms.web.plant import now, plant, reading, writing

blueprint = Blueprint("administration", __name__)
_NONE_KEPT = 0


@blueprint.get("/accounts")
@requires(Permission.ACCOUNT_MANAGE)
def accounts() -> ResponseReturnValue:
    """Show every account with its roles and open sign-ins."""
    with reading() as session:
        rows = account_list(session, day=today())
        page = {
            "roles": held_roles(session, now=now()),
            "sign_ins": open_sign_ins(session, account_ids=[row.id for row in rows], now=now()),
        }
    note_view("accounts")
    return render_template("administration/accounts.html", accounts=rows, **page)


def _known(account_id: int) -> None:
    with reading() as session:
        if not account_list(session, day=today(), account_id=account_id):
            raise NotFoundError(account=account_id)


@blueprint.post("/accounts/<int:account_id>/end-sign-ins")
@requires(Permission.ACCOUNT_MANAGE)
def end_sign_ins(account_id: int) -> ResponseReturnValue:
    """End every sign-in of an account, from its next request on."""
    _known(account_id)
    ended = writing(partial(end_other_sign_ins, account_id=account_id, keep=_NONE_KEPT))
    flash(f"Sign-ins ended: {ended}.", "good")
    return redirect(url_for("administration.accounts"), code=303)


@blueprint.post("/accounts/<int:account_id>/link")
@requires(Permission.ACCOUNT_MANAGE)
def link(account_id: int) -> ResponseReturnValue:
    """Make a one-time link for its holder, shown once; the administrator picks no password."""
    _known(account_id)
    token = writing(
        partial(
            make_sign_in_link,
            account_id=account_id,
            lifetime=RESET_LINK,
            by=current().actor,
        )
    )
    address = f"{plant().base_url}{url_for('account.first_sign_in', token=token)}"
    flash(f"One-time link, good for 30 minutes, shown once: {address}", "info")
    return redirect(url_for("administration.accounts"), code=303)
