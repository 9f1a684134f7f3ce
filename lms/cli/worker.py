"""``flask worker``: what is done for later, done."""

from __future__ import annotations

import signal
from types import FrameType

import click

from lms.cli.answer import CommandGroup, answer, as_json, counted
from lms.cli.context import CommandContext

group = CommandGroup("worker", help="Do what is due: render certificates, check the record.")


@group.command("run")
@click.option("--once", is_flag=True, help="Do what is due now and end.")
@as_json
@click.pass_obj
def run(context: CommandContext, *, once: bool, as_json: bool) -> None:
    """Work until SIGTERM or Ctrl+C; any number of workers share what is due."""
    worker = context.make_worker(context.open_database, context.files)
    if once:
        done = worker.turn()
        answer({"done": done}, [f"{counted(done, 'job')} done."], json_wanted=as_json)
        return
    stopping = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    worker.run(stop=lambda: stopping)
    answer({"stopped": True}, ["The worker has stopped."], json_wanted=as_json)
