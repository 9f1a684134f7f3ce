"""One valid row of any table, built from the metadata alone, with the rows it points at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    Enum,
    Integer,
    String,
    Table,
    insert,
    literal,
)

from lms.models import Base
from lms.models.base import CanonicalJson, UtcDateTime

DAY = date(2027, 3, 1)
MOMENT = datetime(2027, 3, 1, 15, tzinfo=UTC)

_numbers = count(1)


def unlike() -> int:
    """A number that was not given before."""
    return next(_numbers)


def a_hash() -> str:
    """Sixty-four characters that were not given before."""
    return f"{unlike():064d}"


FOREIGN = object()
"""Stands for a new row of the table that a nullable column points at."""

VALID: Mapping[str, Mapping[str, Callable[[], object]]] = {
    "acknowledgement": {"reason": str},
    "adverse_notice": {
        "attempt_id": lambda: FOREIGN,
        "last_day": lambda: DAY + timedelta(days=10),
    },
    "officer_statement": {"attempt_id": lambda: FOREIGN},
    "account": {"login_name": lambda: f"login-{unlike()}"},
    "assessment_window": {"ends_on": lambda: DAY + timedelta(days=1)},
    "beat_removal": {"digest": a_hash},
    "calendar_feed": {"token_sha256": a_hash},
    "certificate": {"code": lambda: f"{unlike():026d}"},
    "class_session": {
        "ends_at": lambda: MOMENT + timedelta(hours=1),
        "hour_minutes": lambda: 60,
    },
    "content_version": {"digest": a_hash},
    "development_version": {"digest": a_hash},
    "exemption": {"requirement_id": lambda: FOREIGN},
    "handover": {"state_digest": a_hash},
    "journal": {"leaf_hash": a_hash},
    "provision_status": {"guardrail": str},
    "provision_wording": {"digest": a_hash},
    "requirement_instance": {"period_end": lambda: DAY + timedelta(days=1)},
    "signed_head": {"number": unlike, "signature": lambda: 2 * a_hash()},
    "signing_key": {"public_key": a_hash},
    "year_close": {"outcomes_digest": a_hash},
}
"""What a CHECK asks of a column beyond its type."""


class Rows:
    """Inserts valid rows over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, table: Table, **values: object) -> Any:  # noqa: ANN401 - a row's attributes are its columns
        """Insert a valid row, but for ``values``; returns it as stored."""
        filled = self._values(table, values)
        statement = insert(table).values(filled).returning(*table.primary_key)
        return self._connection.execute(statement).one()

    def _values(self, table: Table, given: Mapping[str, object]) -> dict[str, object]:
        """Every value a row needs; raw texts pass by the checks of enum types in Python."""
        asked = VALID.get(table.name, {})
        values: dict[str, object] = {}
        for column in table.columns:
            value: object
            if column.name in given:
                value = given[column.name]
                if isinstance(column.type, Enum) and isinstance(value, str):
                    value = literal(value, String())
            elif column.name in asked:
                value = asked[column.name]()
            elif column.nullable or _numbers_itself(table, column):
                continue
            elif column.foreign_keys:
                value = FOREIGN
            else:
                value = _plain(column)
            values[column.name] = self._parent(column) if value is FOREIGN else value
        return values

    def _parent(self, column: Column[Any]) -> object:
        (key,) = column.foreign_keys
        return getattr(self.add(key.column.table), key.column.name)


def _numbers_itself(table: Table, column: Column[Any]) -> bool:
    return column is table.autoincrement_column


def _plain(column: Column[Any]) -> object:
    """A value of the column's type, new where it must be."""
    kind = column.type
    value: object = f"text-{unlike()}"
    if isinstance(kind, CanonicalJson):
        value = {}
    elif isinstance(kind, UtcDateTime):
        value = MOMENT
    elif isinstance(kind, Enum):
        value = next(iter(kind.enum_class or ()))
    elif isinstance(kind, Boolean):
        value = False
    elif isinstance(kind, Date):
        value = DAY
    elif isinstance(kind, Integer):
        value = unlike() if column.primary_key or column.unique else 1
    return value


def tables() -> Mapping[str, Table]:
    """Every table of the product by name."""
    return Base.metadata.tables
