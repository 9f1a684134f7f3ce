"""A fingerprint of what guards the tables: columns, constraints, triggers, rights.

It stands in every signed head, so that protections that somebody took away show, even where
the rows look untouched. Two databases of one kind at one migration have the same mark.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterator, Mapping

from sqlalchemy import Connection, text

_SQLITE = (
    (
        "SELECT type, name, tbl_name, sql FROM sqlite_master "
        "WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    ),
)
_POSTGRESQL = (
    (
        "SELECT table_name, column_name, data_type, is_nullable, column_default "
        "FROM information_schema.columns WHERE table_schema = current_schema()"
    ),
    (
        "SELECT t.relname, c.conname, c.convalidated, pg_get_constraintdef(c.oid) "
        "FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid "
        "WHERE c.connamespace = current_schema()::regnamespace"
    ),
    (
        "SELECT t.relname, g.tgname, g.tgenabled, pg_get_triggerdef(g.oid) "
        "FROM pg_trigger g JOIN pg_class t ON t.oid = g.tgrelid "
        "WHERE NOT g.tgisinternal AND t.relnamespace = current_schema()::regnamespace"
    ),
    (
        "SELECT p.proname, p.prosrc FROM pg_proc p "
        "WHERE p.pronamespace = current_schema()::regnamespace"
    ),
    (
        "SELECT relname, relkind, relacl::text FROM pg_class "
        "WHERE relnamespace = current_schema()::regnamespace"
    ),
)
_WRITTEN_ANEW = re.compile(r"::(?:character varying|[a-z_]+)(?:\[\])?|[()\s]")
_TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
    ),
}
_GUARDS: Mapping[str, tuple[str, ...]] = {
    "sqlite": ("{}_no_update", "{}_no_delete"),
    "postgresql": ("{}_append_only", "{}_no_truncate"),
}


def schema_mark(connection: Connection) -> str:
    """The migration the tables are at and the fingerprint of what guards them."""
    asked = _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL
    folded = hashlib.sha256()
    for question in asked:
        rows = connection.execute(text(question)).all()
        for line in sorted(json.dumps([_settled(str(each)) for each in row]) for row in rows):
            folded.update(f"{line}\n".encode())
    at = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return f"{at}:{folded.hexdigest()}"


def _settled(text: str) -> str:
    """A definition without casts and blanks, which PostgreSQL writes anew after a dump."""
    return _WRITTEN_ANEW.sub("", text)


def unguarded(connection: Connection, tables: Collection[str]) -> Iterator[str]:
    """The tables of these that lack a trigger that keeps their rows as they are."""
    kind = connection.dialect.name
    there = set(connection.execute(text(_TRIGGERS[kind])).scalars())
    for table in sorted(tables):
        if any(name.format(table) not in there for name in _GUARDS[kind]):
            yield table
