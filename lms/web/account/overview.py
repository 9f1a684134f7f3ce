"""How a person signs in: what there is, what changed, and where to change it."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission, needs_second_factor
from lms.queries.second_factor import factors, notices
from lms.web.access import current, requires
from lms.web.account.blueprint import blueprint
from lms.web.plant import reading


@blueprint.get("/account")
@requires(Permission.ACCOUNT_OWN)
def overview() -> ResponseReturnValue:
    """Show passkeys, authenticator app, recovery codes, password, and what changed of late."""
    someone = current()
    with reading() as session:
        held = factors(session, someone.account_id)
        changes = notices(session, someone.account_id, most=8)
    return render_template(
        "account/overview.html",
        held=held,
        changes=changes,
        needs_second=needs_second_factor(someone.roles),
    )
