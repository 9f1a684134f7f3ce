"""``flask account``: opening accounts and handing out one-time links."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import TypeVar

import click
from sqlalchemy.orm import Session

from lms.cli import parameters
from lms.cli.answer import CannotRunError, CommandGroup, answer, as_json
from lms.cli.context import CommandContext
from lms.domain.access import SYSTEM, Role
from lms.domain.mail import is_address
from lms.domain.two_people import UndatedGrantError, acts_without_two, lone_roles
from lms.queries.accounts import account_named
from lms.queries.local_day import end_of_local_day, local_day
from lms.queries.role_holders import role_holders
from lms.queries.roster import roster
from lms.queries.second_person import outside_second_person
from lms.services.break_glass import break_glass as open_by_force
from lms.services.import_roster import open_member_accounts
from lms.services.open_account import (
    FIRST_LINK,
    RESET_LINK,
    grant_role,
    make_sign_in_link,
    open_account,
)
from lms.storage.database import Work

T = TypeVar("T")
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
_until = click.option(
    "--until",
    type=parameters.DAY,
    help="The last day of these roles; people from outside and a chief's delegate need one.",
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
@click.option("--email", help="Where letters to this person go, such as a link to a new password.")
@_roles
@_until
@as_json
@click.pass_obj
def create(
    context: CommandContext,
    *,
    name: str,
    login: str,
    email: str | None,
    roles: tuple[str, ...],
    until: date | None,
    as_json: bool,
) -> None:
    """Open an account outside the roster and print its one-time link, good for seven days.

    This is how a new installation gets its first administrator and its first second person.
    People on the roster get theirs with: flask account open-roster.
    """
    if email is not None and not is_address(email):
        raise CannotRunError(f"{email!r} is no e-mail address such as name@example.gov.")
    work = partial(
        _create, name=name, login=login.strip().lower(), email=email, roles=roles, until=until
    )
    opened = _dated(context, work)
    _show(context, [opened], FIRST_LINK, json_wanted=as_json)


def _dated(context: CommandContext, work: Work[T]) -> T:
    """Run what grants roles; a grant that has to name its end and does not is explained."""
    try:
        return context.database.writing(work)
    except UndatedGrantError as error:
        raise CannotRunError(
            f"The role {error.facts['role']} is given for a time; say its last day with --until."
        ) from error


def _create(
    session: Session,
    *,
    name: str,
    login: str,
    email: str | None,
    roles: tuple[str, ...],
    until: date | None,
    now: datetime,
) -> _Opened:
    account_id = open_account(
        session, display_name=name, login_name=login, email=email, by=SYSTEM, now=now
    )
    ends_at = _end_of(session, until, now)
    return _handed(session, account_id, login, name, roles, now, until=ends_at)


def _end_of(session: Session, day: date | None, now: datetime) -> datetime | None:
    return end_of_local_day(session, day, now) if day else None


def _handed(
    session: Session,
    account_id: int,
    login: str,
    name: str,
    roles: tuple[str, ...],
    now: datetime,
    *,
    until: datetime | None = None,
) -> _Opened:
    for role in roles:
        grant_role(session, account_id=account_id, role=Role(role), until=until, by=SYSTEM, now=now)
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
@_until
@as_json
@click.pass_obj
def grant(
    context: CommandContext,
    *,
    login: str,
    roles: tuple[str, ...],
    until: date | None,
    as_json: bool,
) -> None:
    """Give the account of LOGIN, a login name or badge number, further roles."""
    added = _dated(context, partial(_grant, login=login, roles=roles, until=until))
    lines = [f"{login}: {', '.join(added) or 'held all of them already'}."]
    answer({"login": login, "granted": added}, lines, json_wanted=as_json)


def _grant(
    session: Session, *, login: str, roles: tuple[str, ...], until: date | None, now: datetime
) -> list[str]:
    found = account_named(session, login=login, now=now)
    if found is None or found.actor.account_id is None:
        raise _unknown(login)
    added = [role for role in roles if Role(role) not in found.actor.roles]
    for role in added:
        grant_role(
            session,
            account_id=found.actor.account_id,
            role=Role(role),
            until=_end_of(session, until, now),
            by=SYSTEM,
            now=now,
        )
    return added


@group.command("check")
@as_json
@click.pass_obj
def check(context: CommandContext, *, as_json: bool) -> None:
    """Say where one person stands alone: roles with fewer than two, acts that nobody can decide."""
    database = context.database
    now = database.clock()
    with database.reading() as session:
        holders = role_holders(session, now=now)
        outside = outside_second_person(session, now)
    lone = {role.value: count for role, count in lone_roles(holders)}
    stuck = [act.value for act in acts_without_two(holders, outside=outside)]
    lines = [f"Only {count} account(s) hold the role {role}." for role, count in lone.items()]
    if stuck:
        lines.append(f"No two accounts can bring about: {', '.join(stuck)}.")
    document = {"lone_roles": lone, "acts_without_two": stuck}
    answer(document, lines or ["Nobody stands alone."], json_wanted=as_json)


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


@group.command("break-glass")
@click.argument("login")
@click.option("--reason", required=True, help="Why no administrator can do it, for the record.")
@as_json
@click.pass_obj
def break_glass(context: CommandContext, *, login: str, reason: str, as_json: bool) -> None:
    """Let LOGIN back in as administrator when no administrator can: a one-time link.

    It is written into the journal before anything is done, which nothing can suppress, and
    is shown on the first pages of administration and accreditation.
    """
    opened = context.open_database.writing(partial(_break_glass, login=login, reason=reason))
    _show(context, [opened], RESET_LINK, json_wanted=as_json)


def _break_glass(session: Session, *, login: str, reason: str, now: datetime) -> _Opened:
    found = account_named(session, login=login, now=now)
    if found is None or found.actor.account_id is None:
        raise _unknown(login)
    token = open_by_force(session, account_id=found.actor.account_id, reason=reason, now=now)
    return _Opened(login, found.display_name, (Role.ADMINISTRATOR.value,), token)


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
