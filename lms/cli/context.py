"""What every command works with: the database and the files, opened when first asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Protocol

from sqlalchemy.engine import make_url

from lms.cli.answer import CannotRunError
from lms.config import Config
from lms.domain.access import SYSTEM, Actor, Permission, reach
from lms.queries.accounts import account_named
from lms.queries.recovery import open_recovery
from lms.storage.database import Database, T, Work, system_clock
from lms.storage.engine import make_engine
from lms.storage.files import FileStore
from lms.storage.schema import misfit

_UNDER_RECOVERY = (
    "The record is under recovery: everything can be read, and nothing can be entered until "
    "flask backup end-recovery. Nothing was changed."
)
SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"


class Works(Protocol):
    """What a command asks of a worker; ``lms.jobs.worker.Worker`` is one."""

    def turn(self) -> int:
        """Do everything that is due now; returns how much was done."""
        ...

    def run(self, *, stop: Callable[[], bool]) -> None:
        """Work until ``stop`` says so."""
        ...


WorkerMaker = Callable[[Database, FileStore], Works]


class _ReadInRecovery(Database):
    """A database into which commands enter nothing while the record is under recovery."""

    def writing(self, work: Work[T]) -> T:
        """Run ``work`` as ever where no recovery goes on.

        Raises:
            CannotRunError: one does.
        """
        with self.reading() as session:
            if open_recovery(session) is not None:
                raise CannotRunError(_UNDER_RECOVERY)
        return super().writing(work)


@dataclass(frozen=True)
class CommandContext:
    """Handed to every command as click's object.

    Attributes:
        make_worker: given by the application, so that commands know no jobs.
    """

    config: Config
    make_worker: WorkerMaker
    clock: Callable[[], datetime] = system_clock

    @cached_property
    def bare_database(self) -> Database:
        """The database, whatever state its tables are in."""
        url = make_url(self.config.database_url)
        if url.get_backend_name() == "sqlite" and url.database:
            Path(url.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return Database(make_engine(self.config.database_url), self.clock)

    @cached_property
    def open_database(self) -> Database:
        """The database also while the record is under recovery, for what keeps or ends one.

        Raises:
            CannotRunError: it is empty, or older or newer than this version.
        """
        wrong = misfit(self.bare_database.engine)
        if wrong:
            raise CannotRunError(wrong)
        return self.bare_database

    @cached_property
    def database(self) -> Database:
        """The database with the tables this version was written for; enters nothing in a recovery.

        Raises:
            CannotRunError: it is empty, or older or newer than this version.
        """
        return _ReadInRecovery(self.open_database.engine, self.clock)

    @cached_property
    def files(self) -> FileStore:
        """The files beside the database."""
        return FileStore(self.config.data_dir / "files")

    def close(self) -> None:
        """Close what a command opened; the next one opens it again."""
        if "bare_database" in self.__dict__:
            self.bare_database.dispose()

    def actor(self, login: str, permission: Permission) -> Actor:
        """The account in whose name a command acts.

        Raises:
            CannotRunError: there is no such account, or its roles do not allow it.
        """
        database = self.database
        with database.reading() as session:
            found = account_named(session, login=login, now=database.clock())
        if found is None:
            raise CannotRunError(f"There is no open account with the login or badge {login!r}.")
        if reach(found.actor.roles, permission) is None:
            raise CannotRunError(f"The roles of {found.display_name} do not allow this.")
        return found.actor

    def author(self, login: str | None, permission: Permission) -> Actor:
        """The account named, or the system where none is."""
        return SYSTEM if login is None else self.actor(login, permission)
