"""Rows of the record are added and never changed, whoever asks and however they ask."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Table, func, inspect, select, text
from sqlalchemy.exc import IntegrityError

from lms.models import APPEND_ONLY, MUTABLE
from lms.storage.database import Database
from tests.house.rows import Rows, tables

_PLACED = {"response_while_open", "journal_head_grows", "journal_head_stays"}


_ATTACKS = (
    "UPDATE {table} SET {column} = {column}",
    "DELETE FROM {table}",
    (
        "INSERT INTO {table} SELECT * FROM {table} WHERE true "
        "ON CONFLICT ({keys}) DO UPDATE SET {column} = excluded.{column}"
    ),
)
_ATTACKS_ON = {
    "sqlite": (
        "INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
        "REPLACE INTO {table} SELECT * FROM {table}",
        "UPDATE OR IGNORE {table} SET {column} = {column}",
    ),
    "postgresql": ("TRUNCATE {table} CASCADE",),
}
"""Statements that change or remove the only row of a table."""


def _attacks(connection: Connection, table: Table) -> Iterator[str]:
    for attack in (*_ATTACKS, *_ATTACKS_ON[connection.dialect.name]):
        yield attack.format(
            table=table.name,
            column=next(iter(table.columns)).name,
            keys=", ".join(key.name for key in table.primary_key),
        )


def _survives(connection: Connection, table: Table, attack: str) -> str | None:
    """Why the row did not survive the attack; None where it did."""
    before = connection.execute(select(table)).all()
    try:
        with connection.begin_nested():
            connection.execute(text(attack))
    except IntegrityError as error:
        if f"{table.name} is append-only" not in str(error) and "TRUNCATE" not in attack:
            return f"{attack}: {error.orig}"
    else:
        return f"{attack}: nobody objected"
    return None if connection.execute(select(table)).all() == before else f"{attack}: rows changed"


def test_hr_08_a_row_resists_update_delete_replace_and_truncate(database: Database) -> None:
    with database.engine.connect() as connection, connection.begin() as transaction:
        faults = []
        for name in APPEND_ONLY:
            table = tables()[name]
            Rows(connection).add(table)
            for attack in _attacks(connection, table):
                fault = _survives(connection, table, attack)
                faults += [fault] if fault else []
        transaction.rollback()
    assert not faults, "\n".join(faults)


def test_every_table_is_either_mutable_or_append_only(database: Database) -> None:
    stored = set(inspect(database.engine).get_table_names()) - {"alembic_version"}
    assert stored == MUTABLE | set(APPEND_ONLY)
    assert not MUTABLE & set(APPEND_ONLY)


def test_every_trigger_is_known_here(database: Database) -> None:
    sqlite = database.engine.dialect.name == "sqlite"
    endings = ("no_update", "no_delete") if sqlite else ("append_only", "no_truncate")
    expected = {f"{name}_{ending}" for name in APPEND_ONLY for ending in endings}
    placed = _PLACED if sqlite else _PLACED - {"journal_head_stays"}
    listing = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if sqlite
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with database.engine.connect() as connection:
        found = set(connection.execute(text(listing)).scalars())
    assert found == expected | placed


@pytest.mark.parametrize(
    "attack",
    [
        "DELETE FROM journal_head",
        "UPDATE journal_head SET seq = seq",
        "UPDATE journal_head SET seq = seq - 1",
        "UPDATE journal_head SET seq = seq + 2",
    ],
)
def test_the_head_of_the_journal_only_grows_by_one(database: Database, attack: str) -> None:
    with database.engine.connect() as connection, connection.begin() as transaction:
        connection.execute(text("UPDATE journal_head SET seq = seq + 1"))
        with pytest.raises(IntegrityError, match="the journal only grows"):
            connection.execute(text(attack))
        transaction.rollback()


def test_there_is_one_head_of_the_journal(database: Database) -> None:
    head = tables()["journal_head"]
    with database.engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(head)) == 1


def test_a_closed_attempt_takes_no_further_answer(database: Database) -> None:
    with database.engine.connect() as connection, connection.begin() as transaction:
        rows = Rows(connection)
        attempt = rows.add(tables()["attempt"])
        rows.add(tables()["response"], attempt_id=attempt.id)
        rows.add(tables()["attempt_result"], attempt_id=attempt.id)
        with pytest.raises(IntegrityError, match="the attempt is closed"):
            rows.add(tables()["response"], attempt_id=attempt.id)
        transaction.rollback()
