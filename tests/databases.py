"""Migrated databases for tests: made once for all workers of a run, copied for each test."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Engine, create_engine

from lms.storage.engine import make_engine
from lms.storage.schema import upgrade

_TEMPLATE = "lms_template"
_KNOWS_STRATEGY = 15
"""From this version on copying by the log is what happens; by file it takes a third of the time."""
_CALM = (
    "-c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off "
    "-c wal_level=minimal -c max_wal_senders=0 -c max_connections=60 -c autovacuum=off "
    "-c shared_buffers=64MB"
)


def newest_postgresql() -> Path | None:
    """Where the programs of the newest installed PostgreSQL server are."""
    servers = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(servers, key=lambda path: int(path.parent.name), default=None)


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Let one worker of the run at a time in."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def migrated_sqlite(folder: Path) -> Path:
    """The migrated SQLite file of this run, made by the first worker that asks."""
    template = folder / "template.db"
    with alone(folder / "sqlite.lock"):
        if not template.exists():
            draft = folder / "draft.db"
            engine = make_engine(f"sqlite:///{draft}")
            upgrade(engine)
            with engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            engine.dispose()
            draft.rename(template)
    return template


class PostgresCluster:
    """A private cluster that only this run sees: no network, no safety, one migrated template."""

    def __init__(self, folder: Path) -> None:
        programs = newest_postgresql()
        if programs is None:
            raise AssertionError
        self._programs = programs
        self._folder = folder / "postgres"
        major = int(programs.parent.name)
        self._strategy = " STRATEGY file_copy" if major >= _KNOWS_STRATEGY else ""

    def url(self, name: str) -> str:
        """The address of one database of the cluster."""
        return f"postgresql+psycopg://lms@/{name}?host={self._folder}"

    def start(self) -> None:
        """Start the cluster and migrate its template, unless another worker has."""
        with alone(self._folder.parent / "postgres.lock"):
            if (self._folder / "ready").exists():
                return
            self._folder.mkdir()
            if os.geteuid() == 0:
                shutil.chown(self._folder, "postgres")
            data = f"{self._folder}/data"
            how = ("-A", "trust", "-U", "lms", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8")
            self._run("initdb", "-D", data, *how)
            log = f"{self._folder}/log"
            self._run(
                "pg_ctl", "-D", data, "-w", "-l", log, "-o", f"-k {self._folder} {_CALM}", "start"
            )
            self._execute(f"CREATE DATABASE {_TEMPLATE}")
            engine = make_engine(self.url(_TEMPLATE))
            upgrade(engine)
            engine.dispose()
            (self._folder / "ready").touch()

    @contextmanager
    def database(self, *, migrated: bool = True, like: str = "") -> Iterator[str]:
        """The address of a database of one test, gone afterwards.

        Args:
            like: the name of a database of this cluster to copy; nobody may be connected to it.
        """
        name = f"test_{uuid4().hex}"
        template = like or (_TEMPLATE if migrated else "template0")
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template}{self._strategy}")
        try:
            yield self.url(name)
        finally:
            self._execute(f"DROP DATABASE {name} WITH (FORCE)")

    def prepared(self, name: str, fill: Callable[[str], None]) -> str:
        """The name of a migrated database to copy, filled by the first worker that asks for it.

        Args:
            fill: takes the address of the empty database, and leaves nobody connected to it.
        """
        done = self._folder / f"{name}.ready"
        with alone(self._folder.parent / f"{name}.lock"):
            if not done.exists():
                self._execute(f"DROP DATABASE IF EXISTS {name}")
                self._execute(f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE}{self._strategy}")
                fill(self.url(name))
                done.touch()
        return name

    def leave(self) -> None:
        """End this worker's own connection."""
        self._maintenance.dispose()

    def stop(self) -> None:
        """Stop the cluster where it runs."""
        if (self._folder / "data" / "postmaster.pid").exists():
            self._run("pg_ctl", "-D", f"{self._folder}/data", "-m", "immediate", "stop")

    @cached_property
    def _maintenance(self) -> Engine:
        return create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")

    def _execute(self, statement: str) -> None:
        with self._maintenance.connect() as connection:
            connection.exec_driver_sql(statement)

    def _run(self, program: str, *arguments: str) -> None:
        as_postgres = ("runuser", "-u", "postgres", "--") if os.geteuid() == 0 else ()
        subprocess.run(
            [*as_postgres, str(self._programs / program), *arguments],
            check=True,
            cwd="/",
            stdout=subprocess.DEVNULL,
        )
