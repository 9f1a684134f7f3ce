"""``flask account``: opening accounts and handing out one-time links."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import partial

import click
from sqlalchemy.orm import Session

from lms.cli.answer import CannotRunError, CommandGroup, answer, as_json
from lms.cli.context import CommandContext
from lms.domain.access import SYSTEM, Role
from lms.queries.accounts import account_named
from lms.queries.local_day import local_day
from lms.queries.roster import roster
from lms.services.import_roster import open_member_accounts
from lms.services.open_account import (
    FIRST_LINK,
    RESET_LINK,
    grant_role,
    make_sign_in_link,
    open_account,
)

group = CommandGroup("account", help="Open accounts and hand out one-time sign-in links.")
_LINK = "/first-sign-in/"

_roles = click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    type=click.Choice([role.value for role in Role]),
    help="A role it holds; may be given several times.",
)


@dataclass(frozen=True, slots=True)
class _Opened:
    """An account and the link with which its person sets a password."""

    login: str
    name: str
    roles: tuple[str, ...]
    token: str


@group.command("create")
@click.option("--name", required=True, help="The person's name.")
@click.option("--login", required=True, metavar="LOGIN", help="The name to sign in with.")
@_roles
@as_json
@click.pass_obj
def create(
    context: CommandContext, *, name: str, login: str, roles: tuple[str, ...], as_json: bool
) -> None:
    """Open an account outside the roster and print its one-time link, good for seven days.

    This is how a new installation gets its first administrator and its first second person.
    People on the roster get theirs with: flask account open-roster.
    """
    work = partial(_create, name=name, login=login.strip().lower(), roles=roles)
    opened = context.database.writing(work)
    _show(context, [opened], FIRST_LINK, json_wanted=as_json)


def _create(
    session: Session, *, name: str, login: str, roles: tuple[str, ...], now: datetime
) -> _Opened:
    account_id = open_account(session, display_name=name, login_name=login, by=SYSTEM, now=now)
    return _handed(session, account_id, login, name, roles, now)


def _handed(
    session: Session,
    account_id: int,
    login: str,
    name: str,
    roles: tuple[str, ...],
    now: datetime,
) -> _Opened:
    for role in roles:
        grant_role(session, account_id=account_id, role=Role(role), by=SYSTEM, now=now)
    token = make_sign_in_link(
        session, account_id=account_id, lifetime=FIRST_LINK, by=SYSTEM, now=now
    )
    return _Opened(login, name, roles, token)


@group.command("open-roster")
@as_json
@click.pass_obj
def open_roster(context: CommandContext, *, as_json: bool) -> None:
    """Open an account, as officer, for everybody on the roster who has none, with a link each."""
    opened = context.database.writing(_open_roster)
    _show(context, opened, FIRST_LINK, json_wanted=as_json)


def _open_roster(session: Session, *, now: datetime) -> list[_Opened]:
    day = local_day(session, now)
    names = {person.member_id: person.full_name for person in roster(session, day)}
    return [
        _handed(
            session,
            each.account_id,
            each.badge_number,
            names[each.member_id],
            (Role.OFFICER.value,),
            now,
        )
        for each in open_member_accounts(session, day=day, by=SYSTEM, now=now)
    ]


@group.command("grant")
@click.argument("login")
@_roles
@as_json
@click.pass_obj
def grant(context: CommandContext, *, login: str, roles: tuple[str, ...], as_json: bool) -> None:
    """Give the account of LOGIN, a login name or badge number, further roles."""
    added = context.database.writing(partial(_grant, login=login, roles=roles))
    lines = [f"{login}: {', '.join(added) or 'held all of them already'}."]
    answer({"login": login, "granted": added}, lines, json_wanted=as_json)


def _grant(session: Session, *, login: str, roles: tuple[str, ...], now: datetime) -> list[str]:
    found = account_named(session, login=login, now=now)
    if found is None or found.actor.account_id is None:
        raise _unknown(login)
    added = [role for role in roles if Role(role) not in found.actor.roles]
    for role in added:
        grant_role(session, account_id=found.actor.account_id, role=Role(role), by=SYSTEM, now=now)
    return added


@group.command("reset")
@click.argument("login")
@as_json
@click.pass_obj
def reset(context: CommandContext, *, login: str, as_json: bool) -> None:
    """Print a one-time link for LOGIN, a login name or badge number; good for thirty minutes.

    Earlier links are void. The password stays until a new one is set with the link.
    """
    opened = context.database.writing(partial(_reset, login=login))
    _show(context, [opened], RESET_LINK, json_wanted=as_json)


def _reset(session: Session, *, login: str, now: datetime) -> _Opened:
    found = account_named(session, login=login, now=now)
    if found is None or found.actor.account_id is None:
        raise _unknown(login)
    token = make_sign_in_link(
        session, account_id=found.actor.account_id, lifetime=RESET_LINK, by=SYSTEM, now=now
    )
    roles = tuple(sorted(role.value for role in found.actor.roles))
    return _Opened(login, found.display_name, roles, token)


def _unknown(login: str) -> CannotRunError:
    return CannotRunError(f"There is no open account with the login or badge {login!r}.")


def _show(
    context: CommandContext,
    opened: Iterable[_Opened],
    lifetime: timedelta,
    *,
    json_wanted: bool,
) -> None:
    minutes = lifetime // timedelta(minutes=1)
    rows = []
    for each in opened:
        row = asdict(each)
        row["link"] = f"{context.config.base_url}{_LINK}{row.pop('token')}"
        rows.append(row)
    lines = [f"{row['login']} ({row['name']}): {row['link']}" for row in rows]
    if not rows:
        lines = ["Everybody on the roster has an account."]
    document = {"accounts": rows, "minutes": minutes}
    answer(document, lines, json_wanted=json_wanted)
