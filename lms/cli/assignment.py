"""``flask assignment``: modules for people, with a due date."""

from __future__ import annotations

from datetime import date
from functools import partial

import click

from lms.cli import parameters
from lms.cli.answer import CannotRunError, CommandGroup, answer, as_json, counted, in_the_name_of
from lms.cli.context import CommandContext
from lms.cli.known_policy import known_policy, only_policy
from lms.domain.access import Permission
from lms.domain.assignment import Audience, AudienceKind
from lms.queries.local_day import local_day
from lms.services.assign_module import assign_module, members_in
from lms.services.withdraw_assignment import withdraw_assignment

group = CommandGroup("assignment", help="Assign modules.")


@group.command("add")
@click.argument("module")
@click.option("--due", type=parameters.DAY, required=True, help="The last day.")
@click.option("--all-sworn", is_flag=True, help="For every sworn member.")
@click.option("--rank", help="For one rank, such as Sergeant.")
@click.option("--unit", help="For one unit.")
@click.option("--shift", help="For one shift.")
@click.option("--badge", help="For one person.")
@click.option("--policy", metavar="SLUG", help="May be left out where there is only one.")
@in_the_name_of
@as_json
@click.pass_obj
def add(
    context: CommandContext,
    /,
    *,
    module: str,
    due: date,
    all_sworn: bool,
    policy: str | None,
    login: str | None,
    as_json: bool,
    **named: str | None,
) -> None:
    """Assign MODULE, such as equal-service, to the people that one option names."""
    if login is None:
        raise CannotRunError("Say who assigns with --as LOGIN.")
    by = context.actor(login, Permission.ASSIGNMENT_MANAGE)
    audience = _audience(named, all_sworn=all_sworn)
    database = context.database
    with database.reading() as session:
        day = local_day(session, database.clock())
        card = (
            known_policy(session, slug=policy, day=day) if policy else only_policy(session, day=day)
        )
        members = len(members_in(session, audience, day))
    assignment_id = database.writing(
        partial(
            assign_module,
            policy=card.slug,
            module=module,
            audience=audience,
            due_on=due,
            by=by,
        )
    )
    document = {
        "assignment": assignment_id,
        "module": module,
        "audience": {"kind": audience.kind.value, "value": audience.value},
        "members": members,
        "due_on": due.isoformat(),
    }
    lines = [f"Assigned {module} to {counted(members, 'member')}, due {due}."]
    answer(document, lines, json_wanted=as_json)


@group.command("withdraw")
@click.argument("assignment", type=int)
@click.option("--reason", required=True, help="Why, in a sentence.")
@in_the_name_of
@as_json
@click.pass_obj
def withdraw(
    context: CommandContext, /, *, assignment: int, reason: str, login: str | None, as_json: bool
) -> None:
    """End ASSIGNMENT, by its number, for everybody; work that was done stays."""
    if login is None:
        raise CannotRunError("Say who withdraws it with --as LOGIN.")
    by = context.actor(login, Permission.ASSIGNMENT_MANAGE)
    members = context.database.writing(
        partial(withdraw_assignment, assignment_id=assignment, reason=reason, by=by)
    )
    document = {"assignment": assignment, "members": members}
    lines = [f"Withdrawn from {counted(members, 'member')}. Work that was done stays."]
    answer(document, lines, json_wanted=as_json)


def _audience(named: dict[str, str | None], *, all_sworn: bool) -> Audience:
    kinds = {
        "rank": AudienceKind.RANK,
        "unit": AudienceKind.UNIT,
        "shift": AudienceKind.SHIFT,
        "badge": AudienceKind.MEMBER,
    }
    chosen = [Audience(kinds[name], value) for name, value in named.items() if value]
    if all_sworn:
        chosen.append(Audience(AudienceKind.ALL_SWORN))
    if len(chosen) != 1:
        raise CannotRunError(
            "Say for whom with one of --all-sworn, --rank, --unit, --shift and --badge."
        )
    return chosen[0]
