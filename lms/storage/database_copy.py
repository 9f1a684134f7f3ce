"""A consistent copy of the database while people work, and putting one back.

SQLite is copied by its online backup, PostgreSQL by ``pg_dump`` over an exported snapshot,
so that nobody who writes is held up.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, inspect

SQLITE_NAME = "database.sqlite"
DUMP_NAME = "database.dump"
_SERVERS = Path("/usr/lib/postgresql")


class CopyFailedError(Exception):
    """A copy could not be made or put back; the text says why."""


def copy_sqlite(engine: Engine, target: Path) -> None:
    """Copy an SQLite database in one read transaction; writers go on."""
    with (
        closing(sqlite3.connect(str(engine.url.database))) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    target.chmod(0o600)
    _sync(target)


def dump_postgresql(engine: Engine, target: Path, look: Callable[[Connection], None]) -> None:
    """Dump a PostgreSQL database as one snapshot sees it.

    Args:
        look: called with a connection that sees the same snapshot, before the dump.

    Raises:
        CopyFailedError: ``pg_dump`` is missing or failed.
    """
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        snapshot = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
        look(connection)
        _run(
            "pg_dump",
            engine.url,
            *("--format=custom", "--no-owner", "--no-acl"),
            *(f"--snapshot={snapshot}", f"--file={target}"),
        )
    target.chmod(0o600)
    _sync(target)


def restore_postgresql(engine: Engine, dump: Path) -> None:
    """Put a dump into an empty database, all of it or nothing.

    Raises:
        CopyFailedError: ``pg_restore`` is missing or failed.
    """
    url = engine.url
    _run(
        "pg_restore",
        url,
        *("--no-owner", "--no-acl", "--single-transaction", "--exit-on-error"),
        f"--dbname={_without_password(url)}",
        str(dump),
        names_database=False,
    )


def is_bare(engine: Engine) -> bool:
    """Whether a database holds no table at all."""
    return not inspect(engine).get_table_names()


def _run(program: str, url: URL, *arguments: str, names_database: bool = True) -> None:
    last = [f"--dbname={_without_password(url)}"] if names_database else []
    result = subprocess.run(  # noqa: S603 - the database's own program, words of ours
        [_path_of(program), *arguments, *last],
        env={"PATH": os.defpath, "LC_ALL": "C", **_password(url)},
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        raise CopyFailedError(f"{program} failed: {result.stderr.strip()[:500]}")


def _path_of(program: str) -> str:
    servers = sorted(_SERVERS.glob(f"*/bin/{program}"), key=lambda path: int(path.parts[-3]))
    found = str(servers[-1]) if servers else shutil.which(program)
    if found is None:
        raise CopyFailedError(
            f"{program} is not installed. Install PostgreSQL's client programs of the server's "
            "version."
        )
    return found


def _without_password(url: URL) -> str:
    bare = url.set(drivername="postgresql", password=None)
    return bare.render_as_string(hide_password=False)


def _password(url: URL) -> Mapping[str, str]:
    return {"PGPASSWORD": str(url.password)} if url.password else {}


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
