"""An id for a row before the row exists, so that its event can name it."""

from __future__ import annotations

from sqlalchemy import Table, func, select, text
from sqlalchemy.orm import Session


def allot_id(session: Session, table: object) -> int:
    """The next id of a table with an ``id`` column; never given twice.

    PostgreSQL takes it from the table's own sequence; SQLite's one writer counts on.
    """
    columns: Table = table.__table__  # type: ignore[attr-defined]
    if session.get_bind().dialect.name == "postgresql":
        name = text("SELECT nextval(pg_get_serial_sequence(:name, 'id'))")
        return int(session.execute(name, {"name": columns.name}).scalar_one())
    newest = session.execute(select(func.max(columns.c.id))).scalar()
    return (newest or 0) + 1
