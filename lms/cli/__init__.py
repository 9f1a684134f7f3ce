"""Commands of ``flask``, one group a noun; each has ``--json`` and explains itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Protocol

import click

from lms.cli.account import group as account
from lms.cli.assignment import group as assignment
from lms.cli.backup import group as backup
from lms.cli.certificate import group as certificate
from lms.cli.content import group as content
from lms.cli.context import CommandContext, WorkerMaker
from lms.cli.database import group as database
from lms.cli.demo import group as demo
from lms.cli.department import group as department
from lms.cli.evidence import group as evidence
from lms.cli.journal import group as journal
from lms.cli.keys import group as keys
from lms.cli.mail import group as mail
from lms.cli.policy import group as policy
from lms.cli.retention import group as retention
from lms.cli.roster import group as roster
from lms.cli.worker import group as worker
from lms.config import Config
from lms.storage.database import system_clock

GROUPS = (
    account,
    assignment,
    backup,
    certificate,
    content,
    database,
    demo,
    department,
    evidence,
    journal,
    keys,
    mail,
    policy,
    retention,
    roster,
    worker,
)


class HasCommands(Protocol):
    """An application that commands are added to."""

    @property
    def cli(self) -> click.Group:
        """Its commands."""
        ...


def install(
    app: HasCommands,
    config: Config,
    *,
    make_worker: WorkerMaker,
    clock: Callable[[], datetime] = system_clock,
) -> None:
    """Add every group, each handing the application's own context to its commands."""
    context = CommandContext(config, make_worker, clock)
    for group in GROUPS:
        app.cli.add_command(_within(group, context))


def _within(group: click.Group, context: CommandContext) -> click.Group:
    """The same group for one application; the modules' own groups stay untouched."""
    return type(group)(
        group.name,
        commands=group.commands,
        help=group.help,
        callback=partial(_enter, context),
    )


def _enter(context: CommandContext) -> None:
    here = click.get_current_context()
    here.obj = context
    here.call_on_close(context.close)
