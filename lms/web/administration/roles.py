"""One account: the roles it holds, ending one, and proposing another."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission, Role, TwoPersonAct
from lms.domain.errors import ConflictError
from lms.domain.two_people import UndatedGrantError
from lms.queries.account_list import ListedAccount, account_list, held_roles
from lms.queries.local_day import end_of_local_day
from lms.services.acts.role_grant import RoleGrantAsked
from lms.services.open_account import end_role
from lms.services.propose import propose
from lms.web.access import current, requires
from lms.web.access_log import note_view
from lms.web.act_words import ROLES
from lms.web.administration.blueprint import blueprint
from lms.web.administration.forms import RoleForm
from lms.web.errors import answer
from lms.web.local_day import today
from lms.web.plant import now, reading, writing
from lms.web.second_person import OWN_RECORD, offered

_REFUSED = "This cannot be proposed: the account holds the role already, or it is closed."
_UNDATED = "This role is given for a time. Choose its last day."


@blueprint.get("/accounts/<int:account_id>")
@requires(Permission.ACCOUNT_MANAGE)
def account(account_id: int) -> ResponseReturnValue:
    """Show an account with its roles, and ask for another one."""
    return _page(_account(account_id), RoleForm())


@blueprint.post("/accounts/<int:account_id>/roles")
@requires(Permission.ACCOUNT_MANAGE)
def propose_role(account_id: int) -> ResponseReturnValue:
    """Put a role before a second administrator."""
    found, form = _account(account_id), RoleForm()
    if account_id == current().account_id:
        return answer(403, OWN_RECORD)
    if form.validate_on_submit():
        try:
            number, problem = offered(partial(_offer, account_id, form), refused=_REFUSED)
        except UndatedGrantError:
            number, problem = None, _UNDATED
        if number is not None:
            return redirect(url_for("proposals.proposal", proposal_id=number), code=303)
        form.form_errors = [problem]
    return _page(found, form), 422


@blueprint.post("/accounts/<int:account_id>/roles/<int:grant_id>/end")
@requires(Permission.ACCOUNT_MANAGE)
def end_held_role(account_id: int, grant_id: int) -> ResponseReturnValue:
    """End a role from this moment on; it takes away and gives nothing, so one person does."""
    _account(account_id)
    with reading() as session:
        held = held_roles(session, now=now()).get(account_id, ())
    if grant_id not in {each.grant_id for each in held}:
        abort(404)
    try:
        writing(partial(end_role, grant_id=grant_id, by=current().actor))
        flash("The role has ended.", "good")
    except ConflictError:
        flash("Nothing was changed: the role had ended.", "info")
    return redirect(url_for("administration.account", account_id=account_id), code=303)


def _offer(account_id: int, form: RoleForm) -> int:
    asked = RoleGrantAsked(account_id, Role(form.role.data).value, _until(form))
    return writing(
        partial(
            propose,
            act=TwoPersonAct.ROLE_GRANT,
            payload=asked,
            reason=str(form.reason.data),
            by=current().actor,
        )
    )


def _until(form: RoleForm) -> str | None:
    """The moment at which the last day is over."""
    if form.until.data is None:
        return None
    with reading() as session:
        ends_at: datetime = end_of_local_day(session, form.until.data, now())
    return ends_at.isoformat()


def _account(account_id: int) -> ListedAccount:
    with reading() as session:
        found = account_list(session, day=today(), account_id=account_id)
    return found[0] if found else abort(404)


def _page(found: ListedAccount, form: RoleForm) -> str:
    with reading() as session:
        held = held_roles(session, now=now()).get(found.id, ())
    note_view(f"account {found.id}")
    return render_template(
        "administration/account.html",
        account_row=found,
        held=held,
        roles=ROLES,
        moment=now(),
        form=form,
        own=found.id == current().account_id,
    )
