"""``flask journal``: the record checked against itself."""

from __future__ import annotations

import click

from lms.cli.answer import CommandGroup, answer, as_json
from lms.cli.context import CommandContext
from lms.services.verify_journal import verify_journal

group = CommandGroup("journal", help="Check the record against itself.")


@group.command("verify")
@as_json
@click.pass_obj
def verify(context: CommandContext, *, as_json: bool) -> None:
    """Walk the journal and rebuild results, credit and certificates from it.

    Ends with 1 where the tables say anything that the journal does not.
    """
    found = verify_journal(context.database)
    document = {"findings": list(found.findings), **found.summary}
    lines = [*found.findings, *(f"{name}: {value}" for name, value in found.summary.items())]
    answer(document, lines, json_wanted=as_json, findings=len(found.findings))
