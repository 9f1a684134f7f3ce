"""An id for a row before the row exists, so that its event can name it."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Select, Table, func, select, text
from sqlalchemy.orm import Session

from lms.domain.journal_chain import RESTORED
from lms.models import Journal

_NEXT = text("SELECT nextval(pg_get_serial_sequence(:name, 'id'))")


def allot_id(session: Session, table: object) -> int:
    """The next id of a table with an ``id`` column; never given twice.

    PostgreSQL takes it from the table's own sequence; SQLite's one writer counts on. After a
    recovery both go on beyond the journal's numbers that were lost: each row has an entry of its
    own, so no id that was lost is larger.
    """
    columns: Table = table.__table__  # type: ignore[attr-defined]
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        return int(connection.execute(_NEXT, {"name": columns.name}).scalar_one())
    newest, beyond = connection.execute(_newest(columns)).one()
    return max(newest or 0, beyond or 0) + 1


@cache
def _newest(columns: Table) -> Select[int, int]:
    """The newest id of a table, and the newest entry that a recovery left numbers out for."""
    lost = select(func.max(Journal.seq)).where(Journal.kind == RESTORED).scalar_subquery()
    return select(func.max(columns.c.id), lost)
