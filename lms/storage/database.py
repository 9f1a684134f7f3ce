"""Sessions and transactions: one way to read, one way to write.

``writing`` takes a callable so that a deadlock or a lost race can run it again; it reads
the clock once, after the transaction has begun.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Protocol, TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from lms.storage.engine import SQLITE_BEGIN

_TRIES = 3
COMMITTED = "committed"
"""In ``Session.info`` of a reader: everything it sees was committed, so it may be kept."""
_RUN_AGAIN = {"40P01", "40001", "55P03"}

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")


class Work(Protocol[T_co]):
    """A use case: takes the session and the moment, and commits nothing itself."""

    def __call__(self, session: Session, *, now: datetime) -> T_co:
        """Do the work inside the transaction of ``session``."""


def system_clock() -> datetime:
    """The moment it is, in UTC."""
    return datetime.now(UTC)


class Database:
    """The sessions of one engine and one clock."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime] = system_clock) -> None:
        self.engine = engine
        self.clock = clock
        self._readers = sessionmaker(engine, expire_on_commit=False)
        self._writers = sessionmaker(
            engine, expire_on_commit=False, execution_options={SQLITE_BEGIN: "IMMEDIATE"}
        )

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that is only read from; it is rolled back at the end."""
        with self._readers() as session:
            session.info[COMMITTED] = True
            yield session
            session.rollback()

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """A reading session in which every statement sees the same moment.

        On SQLite each reader does; on PostgreSQL it takes REPEATABLE READ.
        """
        with self.reading() as session:
            if session.get_bind().dialect.name == "postgresql":
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            yield session

    def writing(self, work: Work[T]) -> T:
        """Run ``work`` in one transaction: all of it is stored, or none.

        Raises:
            Whatever ``work`` raises; the transaction is rolled back first.
        """
        for attempt in range(1, _TRIES + 1):
            try:
                with self._writers() as session, session.begin():
                    session.connection()
                    return work(session, now=self.clock())
            except OperationalError as error:
                if attempt == _TRIES or not _lost_a_race(error):
                    raise
        raise AssertionError  # the loop always returns or raises

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()


def _lost_a_race(error: OperationalError) -> bool:
    return getattr(error.orig, "sqlstate", None) in _RUN_AGAIN
