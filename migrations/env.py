"""Run migrations on a connection that the caller hands over in ``config.attributes``.

On SQLite foreign keys are switched off outside the transaction (batch mode would delete
child rows) and checked before they are switched on again.
"""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection


def _render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:  # noqa: ANN401 - Alembic's hook
    """Write the product's column types as plain ones, so that migrations import nothing."""
    if kind == "type" and type(item).__module__.startswith("lms."):
        return f"sa.{item.impl!r}"
    return False


def _run(connection: Connection) -> None:
    sqlite = connection.dialect.name == "sqlite"
    driver: Any = connection.connection.dbapi_connection
    if sqlite and driver is not None:
        driver.execute("PRAGMA foreign_keys=OFF")
    context.configure(
        connection=connection,
        target_metadata=context.config.attributes.get("metadata"),
        render_as_batch=False,
        render_item=_render_item,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    if sqlite and driver is not None:
        violations = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if violations:
            raise RuntimeError(f"rows point at nothing: {violations[:5]}")
        connection.rollback()
        driver.execute("PRAGMA foreign_keys=ON")


_run(context.config.attributes["connection"])
