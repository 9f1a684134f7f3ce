"""Starts the product: database, demonstration, then web and worker, which end together.

One process reads the code once and becomes the others by forking; starting each on its own
would read it three times, which is most of what a start costs.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
import time
from collections.abc import Callable

import click
from flask.cli import ScriptInfo
from gunicorn.app.wsgiapp import WSGIApplication

from lms.storage.schema import current, misfit
from wsgi import app

DEMONSTRATION = os.environ.get("DEMO", "1") != "0"
PORT = int(os.environ["PORT"])
ADDRESS = os.environ.get("LMS_BASE_URL", f"http://127.0.0.1:{PORT}")
PATIENCE = 20.0


def command(*words: str) -> int:
    """Run a command of ``flask``; returns its exit status."""
    found = ScriptInfo(create_app=lambda: app)
    try:
        status = app.cli.main(words, prog_name="flask", obj=found, standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except SystemExit as end:
        status = end.code
    return status if isinstance(status, int) else 0


def prepare() -> int:
    """Bring the database up to date and load the demonstration where there is nothing yet.

    The tables of a real installation change only when somebody says so, after a backup.
    """
    engine = app.extensions["lms"].database.engine
    if not DEMONSTRATION and current(engine) is not None:
        wrong = misfit(engine)
        if wrong:
            sys.stderr.write(f"Cannot start: {wrong}\n")
            return 2
    status = command("database", "upgrade")
    if DEMONSTRATION:
        status = status or command("demo", "load", "--if-empty") or command("demo", "accounts")
    status = status or command("keys", "create")
    if os.environ.get("LMS_ANCHOR_FILE"):
        command("backup", "compare")
    app.extensions["lms"].database.dispose()
    return status


def web() -> int:
    """Serve pages until told to stop."""
    host = os.environ["LMS_HOST"]
    sys.argv = ["gunicorn", "--config", "deploy/gunicorn_config.py", "--bind", f"{host}:{PORT}"]
    WSGIApplication("%(prog)s [OPTIONS]").run()
    return 0


def worker() -> int:
    """Do what is due until told to stop."""
    return command("worker", "run")


def fork(work: Callable[[], int]) -> int:
    """Do ``work`` in a process of its own; returns its id."""
    sys.stdout.flush()
    process = os.fork()
    if process:
        return process
    try:
        status = work()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    except BaseException:  # noqa: BLE001 - the last word of a process, whatever it was
        sys.excepthook(*sys.exc_info())
        status = 1
    sys.stdout.flush()
    os._exit(status)


def answers() -> bool:
    """Whether the port can be reached."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", PORT), timeout=1):
        return True
    return False


def answered() -> bool:
    """Wait for the first answer; False where a process ended before, or nothing came."""
    since = time.monotonic()
    how = os.WEXITED | os.WNOHANG | os.WNOWAIT
    while time.monotonic() - since < PATIENCE and os.waitid(os.P_ALL, 0, how) is None:
        if answers():
            return True
        time.sleep(0.05)
    return False


def watch(processes: set[int]) -> int:
    """Wait until one of the processes ends, end the others, and return the first status."""

    def stop(_number: int, _frame: object) -> None:
        for process in processes:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGTERM)

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, stop)
    if answered():
        sys.stdout.write(f"Ready at {ADDRESS} (stop with Ctrl+C)\n")
        sys.stdout.flush()
    ended, status = os.wait()
    processes.discard(ended)
    stop(signal.SIGTERM, None)
    while processes:
        processes.discard(os.wait()[0])
    return os.waitstatus_to_exitcode(status)


def main() -> int:
    """Start everything; returns the exit status."""
    if answers():
        sys.stderr.write(f"Port {PORT} is taken; choose another one: make run PORT=8080\n")
        return 2
    status = prepare()
    if status:
        return status
    if not DEMONSTRATION:
        sys.stdout.write("A real installation: the README says how it gets its first people.\n")
    return watch({fork(web), fork(worker)})


if __name__ == "__main__":
    sys.exit(main())
