"""Accounts as the administrator handles them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission, Role
from lms.domain.errors import ConflictError
from lms.domain.name_search import folded, matches
from lms.domain.two_people import acts_without_two, lone_roles
from lms.queries.account_list import (
    HeldRole,
    ListedAccount,
    account_list,
    held_roles,
    open_sign_ins,
)
from lms.queries.broken_glass import broken_glass
from lms.queries.role_holders import role_holders
from lms.queries.unsigned_certificates import unsigned_certificates
from lms.services.reset_access import end_everybody, make_link
from lms.services.reset_access import end_sign_ins as end_all
from lms.web.access import current, requires
from lms.web.access_log import note_view
from lms.web.act_words import ACTS, ROLES
from lms.web.administration.blueprint import blueprint
from lms.web.filters import plural
from lms.web.listing import Column, arranged, chosen, searched
from lms.web.local_day import today
from lms.web.plant import now, plant, reading, writing
from lms.web.second_person import outside

_SHOWN_ONCE = "one_time_link"


@dataclass(frozen=True, slots=True)
class Line:
    """An account in the list with the roles it holds."""

    account: ListedAccount
    roles: tuple[HeldRole, ...]


@blueprint.get("/accounts")
@requires(Permission.ACCOUNT_MANAGE)
def accounts() -> ResponseReturnValue:
    """Show every account with its roles and open sign-ins, and a link that was just made."""
    moment = now()
    with reading() as database:
        roles = held_roles(database, now=moment)
        lines = [
            Line(account, roles.get(account.id, ()))
            for account in account_list(database, day=today())
        ]
        listing = arranged(_wanted(lines), _COLUMNS)
        sign_ins = open_sign_ins(
            database, account_ids=[line.account.id for line in listing.rows], now=moment
        )
        holders = role_holders(database, now=moment)
        broken = broken_glass(database)
        unsigned = unsigned_certificates(database, now=moment)
    note_view("accounts")
    return render_template(
        "administration/accounts.html",
        broken=broken,
        unsigned=unsigned,
        listing=listing,
        sign_ins=sign_ins,
        made=_made(lines),
        roles=ROLES,
        moment=moment,
        chosen_role=chosen("role", list(Role)),
        own=current().account_id,
        lone=[(ROLES[role], count) for role, count in lone_roles(holders)],
        stuck=[ACTS[act] for act in acts_without_two(holders, outside=outside())],
    )


def _made(lines: Iterable[Line]) -> dict[str, Any] | None:
    """The link made by the request before this one; shown now and never again."""
    kept = session.pop(_SHOWN_ONCE, None)
    if kept is None:
        return None
    name = next((line.account.name for line in lines if line.account.id == kept["account"]), "")
    address = f"{plant().base_url}{url_for('account.first_sign_in', token=kept['token'])}"
    return {"name": name, "address": address, "until": datetime.fromisoformat(kept["until"])}


@blueprint.post("/accounts/<int:account_id>/end-sign-ins")
@requires(Permission.ACCOUNT_MANAGE)
def end_sign_ins(account_id: int) -> ResponseReturnValue:
    """End every sign-in of an account, from its next request on; the own device stays."""
    ended = writing(
        partial(
            end_all,
            account_id=account_id,
            keep=current().sign_in_id,
            by=current().actor,
            source=_source(),
        )
    )
    flash(f"{plural(ended, 'sign-in')} ended.", "good")
    return redirect(url_for("administration.accounts"), code=303)


@blueprint.post("/accounts/end-all-sign-ins")
@requires(Permission.ACCOUNT_MANAGE)
def end_everybodys_sign_ins() -> ResponseReturnValue:
    """End every sign-in of everybody, from each one's next request on; the own device stays."""
    someone = current()
    ended = writing(
        partial(end_everybody, keep=someone.sign_in_id, by=someone.actor, source=_source())
    )
    flash(f"{plural(ended, 'sign-in')} ended: all but this one.", "good")
    return redirect(url_for("administration.accounts"), code=303)


@blueprint.post("/accounts/<int:account_id>/link")
@requires(Permission.ACCOUNT_MANAGE)
def link(account_id: int) -> ResponseReturnValue:
    """Make a one-time link for its holder, shown once; the administrator picks no password."""
    try:
        made = writing(
            partial(make_link, account_id=account_id, by=current().actor, source=_source())
        )
    except ConflictError:
        flash("This account is closed; nothing was made.", "warn")
        return redirect(url_for("administration.accounts"), code=303)
    session[_SHOWN_ONCE] = {
        "account": account_id,
        "token": made.token,
        "until": made.expires_at.isoformat(),
    }
    return redirect(url_for("administration.accounts", _anchor="link"), code=303)


def _source() -> str:
    return request.remote_addr or "unknown"


def _wanted(lines: Iterable[Line]) -> list[Line]:
    role, query = chosen("role", list(Role)), searched()
    return [
        line
        for line in lines
        if (not role or any(held.role is Role(role) for held in line.roles))
        and matches(query, (line.account.name, line.account.login))
    ]


_COLUMNS: tuple[Column[Line], ...] = (
    Column("name", "Name", lambda line: (folded(line.account.name), line.account.id)),
    Column("login", "Signs in as", lambda line: (folded(line.account.login), line.account.id)),
)
