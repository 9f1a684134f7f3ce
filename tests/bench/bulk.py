"""Rows in bulk: COPY on PostgreSQL, one prepared statement on SQLite, a few rows at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from sqlalchemy import Connection, insert, inspect

_AT_ONCE = 10_000


def insert_in_bulk(
    connection: Connection, table: type[Any], rows: Iterable[Mapping[str, Any]]
) -> None:
    """Insert rows that name the same columns, in the transaction of the connection."""
    left = iter(rows)
    while held := list(islice(left, _AT_ONCE)):
        if connection.dialect.name == "postgresql":
            _copied(connection, table, held)
        else:
            connection.execute(insert(table), held)


def _copied(connection: Connection, table: type[Any], rows: Sequence[Mapping[str, Any]]) -> None:
    mapper = inspect(table)
    names = list(rows[0])
    columns = [mapper.columns[name] for name in names]
    bound = [_bound(column, connection) for column in columns]
    listed = ", ".join(f'"{column.name}"' for column in columns)
    cursor = connection.connection.cursor()
    with cursor.copy(f'COPY "{mapper.local_table.name}" ({listed}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row([_value(row[name], of) for name, of in zip(names, bound, strict=True)])


def _bound(column: Any, connection: Connection) -> Callable[[Any], Any]:  # noqa: ANN401
    """What turns a column's value into the driver's."""
    made = column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    return made or (lambda value: value)


def _value(value: Any, of: Callable[[Any], Any]) -> Any:  # noqa: ANN401
    return None if value is None else of(value)


@contextmanager
def leaping_head(connection: Connection) -> Iterator[None]:
    """Let the journal's head leap to where the rows of a bench end; it never does in use."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("ALTER TABLE journal_head DISABLE TRIGGER USER")
        yield
        connection.exec_driver_sql("ALTER TABLE journal_head ENABLE TRIGGER USER")
        return
    name = "journal_head_grows"
    asked = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = ?"
    made = connection.exec_driver_sql(asked, (name,)).scalar_one()
    connection.exec_driver_sql(f"DROP TRIGGER {name}")
    yield
    connection.exec_driver_sql(made)
