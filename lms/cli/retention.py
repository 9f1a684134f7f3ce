"""``flask retention``: legal holds, and whose raw records of time have outlived their retention."""

from __future__ import annotations

from datetime import datetime
from functools import partial

import click
from sqlalchemy.orm import Session

from lms.cli import parameters
from lms.cli.answer import CannotRunError, CommandGroup, answer, as_json, counted, in_the_name_of
from lms.cli.context import CommandContext
from lms.domain.access import Permission
from lms.queries.local_day import local_day
from lms.queries.retention import outlived, standing_holds
from lms.queries.roster import roster
from lms.services.legal_hold import end_hold, place_hold

group = CommandGroup("retention", help="Keep raw records of time from being removed.")

reason = click.option("--reason", required=True, help="Why, in a sentence.")


@group.command("hold")
@click.option("--badge", help="Whose records; everybody's, if left out.")
@reason
@click.option("--matter", default="", help="The matter, such as a docket number.")
@click.option("--from-year", type=int, help="The first year of the matter.")
@click.option("--to-year", type=int, help="The last year of the matter.")
@parameters.decided_by
@in_the_name_of
@as_json
@click.pass_obj
def hold(  # noqa: PLR0913 - a command has this many options
    context: CommandContext,
    *,
    badge: str | None,
    reason: str,
    matter: str,
    from_year: int | None,
    to_year: int | None,
    decided_by: str,
    login: str | None,
    as_json: bool,
) -> None:
    """Place a legal hold: nothing of the member, or of anybody, is removed until it ends."""
    by = context.author(login, Permission.HOLD_MANAGE)
    first, last = from_year or to_year, to_year or from_year
    with context.database.reading() as session:
        member_id = _member(session, badge, context.database.clock()) if badge else None
    hold_id = context.database.writing(
        partial(
            place_hold,
            member_id=member_id,
            reason=reason,
            decided_by=decided_by,
            matter=matter,
            years=(first, last) if first and last else None,
            by=by,
        )
    )
    answer({"hold": hold_id}, [f"Legal hold {hold_id} stands."], json_wanted=as_json)


@group.command("end")
@click.argument("hold_id", type=int)
@reason
@parameters.decided_by
@in_the_name_of
@as_json
@click.pass_obj
def end(
    context: CommandContext,
    *,
    hold_id: int,
    reason: str,
    decided_by: str,
    login: str | None,
    as_json: bool,
) -> None:
    """End the legal hold HOLD_ID, as the operator at the server; a page takes two people."""
    by = context.author(login, Permission.HOLD_MANAGE)
    context.database.writing(
        partial(end_hold, hold_id=hold_id, reason=reason, decided_by=decided_by, by=by)
    )
    answer({"hold": hold_id}, [f"Legal hold {hold_id} has ended."], json_wanted=as_json)


@group.command("show")
@as_json
@click.pass_obj
def show(context: CommandContext, *, as_json: bool) -> None:
    """Show the holds that stand, and how many members' raw records go at night."""
    now = context.database.clock()
    with context.database.reading() as session:
        holds = standing_holds(session)
        due = outlived(session, now=now)
    lines = [
        *(f"Hold {each.id}, {_whose(each.member_id)}: {each.reason}" for each in holds),
        f"Raw records of {counted(len(due), 'member')} have outlived their retention.",
    ]
    document = {
        "holds": [{"id": each.id, "member": each.member_id} for each in holds],
        "outlived": [each.member_id for each in due],
    }
    answer(document, lines, json_wanted=as_json)


def _whose(member_id: int | None) -> str:
    return "everybody" if member_id is None else f"member {member_id}"


def _member(session: Session, badge: str, now: datetime) -> int:
    people = roster(session, local_day(session, now), serving_only=False)
    found = [each.member_id for each in people if each.badge_number == badge]
    if len(found) != 1:
        raise CannotRunError(f"There is nobody, or not one alone, with the badge {badge!r}.")
    return found[0]
