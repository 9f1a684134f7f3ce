"""``flask demo``: a fictional department to try the product with."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import click

from lms.cli.answer import CannotRunError, CommandGroup, answer, as_json
from lms.cli.context import SCENARIOS, CommandContext
from lms.content.policy_folder import TEXT
from lms.demonstration.accounts import EVERYBODY_ELSE, DemoAccount
from lms.demonstration.accounts import accounts as demo_accounts
from lms.demonstration.loading import NotEmptyError, load_demonstration
from lms.domain.setting import SettingName
from lms.queries.settings import setting_values

group = CommandGroup("demo", help="Load a fictional department and list its sign-ins.")


@group.command("load")
@click.argument(
    "folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option("--if-empty", is_flag=True, help="Do nothing where the database holds anything.")
@as_json
@click.pass_obj
def load(context: CommandContext, *, folder: Path | None, if_empty: bool, as_json: bool) -> None:
    """Fill an empty database with a fictional department and three months of its training.

    FOLDER is the policy's; the only one under scenarios/ if left out. Everything is made
    through the services that real people use. Progress goes to standard error.
    """
    try:
        summary = load_demonstration(
            context.database,
            context.files,
            folder=folder or _only_folder(),
            base_url=context.config.base_url,
            say=partial(click.echo, err=True),
        )
    except NotEmptyError:
        if not if_empty:
            raise CannotRunError(
                "The database is not empty; a demonstration is loaded into an empty one only."
            ) from None
        answer({"loaded": False}, ["The database holds data already."], json_wanted=as_json)
        return
    answer({"loaded": True, **summary.document()}, summary.lines(), json_wanted=as_json)


def _only_folder() -> Path:
    found = [path.parent for path in SCENARIOS.glob(f"*/{TEXT}")]
    if len(found) != 1:
        raise CannotRunError(f"Say which folder under {SCENARIOS} is meant.")
    return found[0]


@group.command("accounts")
@as_json
@click.pass_obj
def accounts(context: CommandContext, *, as_json: bool) -> None:
    """List the sign-ins of the demonstration: role, badge number and password.

    Where the database holds a real department there are none.
    """
    database = context.database
    with database.reading() as session:
        values = setting_values(session, database.clock().date())
    is_demonstration = values.get(SettingName.DEMONSTRATION.value) is True
    found = demo_accounts() if is_demonstration else ()
    document = {
        "accounts": [_account_document(each) for each in found],
        "everybody_else": EVERYBODY_ELSE if is_demonstration else None,
    }
    answer(document, _lines(found), json_wanted=as_json)


def _account_document(account: DemoAccount) -> dict[str, object]:
    return {
        "role": account.role,
        "about": account.about,
        "login": account.login,
        "badge_number": account.badge_number,
        "name": account.name,
        "password": account.password,
        "roles": sorted(role.value for role in account.roles),
    }


def _lines(found: tuple[DemoAccount, ...]) -> Iterator[str]:
    if not found:
        yield "This is no demonstration; there are no demonstration accounts."
        return
    rows = [("Sign in with", "Password", "Who"), *(_row(each) for each in found)]
    first, second = (max(len(row[at]) for row in rows) for at in (0, 1))
    for login, password, who in rows:
        yield f"{login:<{first}}  {password:<{second}}  {who}"
    yield f"Everybody else on the roster: badge number, {EVERYBODY_ELSE}"


def _row(account: DemoAccount) -> tuple[str, str, str]:
    return account.login, account.password, f"{account.name}, {account.role}: {account.about}"
