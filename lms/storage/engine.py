"""The database engine, the same for SQLite and PostgreSQL.

SQLite runs in WAL with ``synchronous=FULL`` (what is acknowledged survives a power cut),
foreign keys on, and triggers that also fire for ``INSERT OR REPLACE``. A writer begins
IMMEDIATE: a transaction that reads first and writes later would fail under load.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "recursive_triggers=ON",
    "busy_timeout=20000",
    "cache_size=-16000",
    "trusted_schema=OFF",
)
SQLITE_BEGIN = "sqlite_begin"
WAL_RESET_FIXED = (3, 51, 3)


def make_engine(url: str, *, pool_size: int = 8) -> Engine:
    """Open an engine for ``url`` (``sqlite:///...`` or ``postgresql+psycopg://...``)."""
    if url.startswith("sqlite"):
        engine = create_engine(url, pool_size=pool_size, max_overflow=pool_size)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(
        url,
        pool_pre_ping=True,
        pool_size=pool_size,
        max_overflow=pool_size,
        isolation_level="READ COMMITTED",
    )


def _prepare_sqlite(dbapi: sqlite3.Connection, _record: Any) -> None:  # noqa: ANN401 - SQLAlchemy's hook
    dbapi.isolation_level = None
    for pragma in _PRAGMAS:
        dbapi.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    mode = connection.get_execution_options().get(SQLITE_BEGIN, "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {mode}")


def warnings_of(engine: Engine) -> list[str]:
    """Sentences about the database library that an administrator should read at start."""
    if engine.dialect.name == "sqlite" and sqlite3.sqlite_version_info < WAL_RESET_FIXED:
        return [
            (
                f"SQLite {sqlite3.sqlite_version} is older than 3.51.3; keep checkpoints to one "
                "process, or use PostgreSQL for more than one writing process of size."
            )
        ]
    return []
