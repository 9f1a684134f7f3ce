"""What a department decides about a revision: in force, adopted, or why it carries no date."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial, update_wrapper
from typing import Any

import click

from lms.cli import parameters
from lms.cli.answer import CannotRunError, answer, as_json, in_the_name_of
from lms.cli.context import CommandContext
from lms.cli.known_policy import known_policy
from lms.domain.access import Permission
from lms.models import RevisionDecisionKind
from lms.queries.local_day import local_day
from lms.services.decide_revision import decide_revision


@dataclass(frozen=True, slots=True)
class _Decider:
    """What every decision takes: about which revision, by whom, in whose name."""

    sequence: int | None
    decided_by: str
    login: str | None
    as_json: bool


def _decision(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of every decision, as one ``decider``."""

    @parameters.revision
    @parameters.decided_by
    @in_the_name_of
    @as_json
    @click.pass_obj
    def inner(
        context: CommandContext,
        /,
        *,
        sequence: int | None,
        decided_by: str,
        login: str | None,
        as_json: bool,
        **options: Any,  # noqa: ANN401 - the command's own
    ) -> None:
        command(context, decider=_Decider(sequence, decided_by, login, as_json), **options)

    return update_wrapper(inner, command)


@click.command("put-in-force")
@click.argument("slug")
@click.option("--from", "day", type=parameters.DAY, required=True, help="The first day.")
@_decision
def put_in_force(context: CommandContext, *, slug: str, day: date, decider: _Decider) -> None:
    """Record from which day a revision of the policy SLUG is in force."""
    _record(context, slug, decider, RevisionDecisionKind.IN_FORCE, day)


@click.command("adopt")
@click.argument("slug")
@click.option("--number", required=True, help="The number that the department gave the policy.")
@click.option("--on", "day", type=parameters.DAY, required=True, help="The day of adoption.")
@_decision
def adopt(context: CommandContext, *, slug: str, number: str, day: date, decider: _Decider) -> None:
    """Record the adoption of the policy SLUG: its date and its number.

    Certificates wait for this, or for a memo.
    """
    _record(context, slug, decider, RevisionDecisionKind.ADOPTED, day, policy_number=number)


@click.command("memo")
@click.argument("slug")
@click.option("--reason", required=True, help="Why the copy carries no date and no number.")
@click.option("--on", "day", type=parameters.DAY, required=True, help="The day of signing.")
@_decision
def memo(context: CommandContext, *, slug: str, reason: str, day: date, decider: _Decider) -> None:
    """Record a signed memo that says why the policy SLUG carries no date.

    Certificates are issued under it and print that the copy is undated.
    """
    _record(context, slug, decider, RevisionDecisionKind.UNDATED_MEMO, day, reason=reason)


DECISIONS = (put_in_force, adopt, memo)


def _record(
    context: CommandContext,
    slug: str,
    decider: _Decider,
    kind: RevisionDecisionKind,
    day: date,
    *,
    policy_number: str | None = None,
    reason: str = "",
) -> None:
    by = context.author(decider.login, Permission.POLICY_DECIDE)
    database = context.database
    with database.reading() as session:
        card = known_policy(session, slug=slug, day=local_day(session, database.clock()))
    if card.newest is None:
        raise CannotRunError(f"No document of {slug} was imported yet.")
    sequence = decider.sequence or card.newest.sequence
    database.writing(
        partial(
            decide_revision,
            policy=slug,
            sequence=sequence,
            kind=kind,
            effective_on=day,
            decided_by=decider.decided_by,
            by=by,
            policy_number=policy_number,
            reason=reason,
        )
    )
    document = {
        "slug": slug,
        "revision": sequence,
        "decision": kind.value,
        "effective_on": day.isoformat(),
        "decided_by": decider.decided_by,
    }
    lines = [f"{slug}, revision {sequence}: {kind.value}, {day}, by {decider.decided_by}."]
    answer(document, lines, json_wanted=decider.as_json)
