"""Checklists, the plan of coverage and drafting questions are content too.

``content`` is append-only and others point at its rows, so that SQLite must not copy it into a
new table: there the text of its CHECK is replaced in the schema, as SQLite's documentation of
ALTER TABLE describes for changes that touch no stored row.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

_CHECK = "ck_content_contentkind"
_BEFORE = "'scenario', 'lesson', 'module'"
_AFTER = f"{_BEFORE}, 'checklist', 'coverage', 'questions'"


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        op.drop_constraint(op.f(_CHECK), "content", type_="check")
        op.create_check_constraint(op.f(_CHECK), "content", f"kind IN ({_AFTER})")
        return
    version = connection.execute(sa.text("PRAGMA schema_version")).scalar_one()
    connection.execute(sa.text("PRAGMA writable_schema = ON"))
    changed = connection.execute(
        sa.text(
            "UPDATE sqlite_master SET sql = replace(sql, :before, :after)"
            " WHERE type = 'table' AND name = 'content' AND instr(sql, :before) > 0"
        ),
        {"before": f"({_BEFORE})", "after": f"({_AFTER})"},
    ).rowcount
    connection.execute(sa.text(f"PRAGMA schema_version = {int(version) + 1}"))
    connection.execute(sa.text("PRAGMA writable_schema = OFF"))
    if changed != 1:
        raise RuntimeError("the CHECK of content.kind is not what migration 0004 wrote")
