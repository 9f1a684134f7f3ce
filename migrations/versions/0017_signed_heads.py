"""Heads of the journal that the record's key signed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

APPEND_ONLY = ("signed_head",)


def upgrade() -> None:
    op.create_table(
        "signed_head",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "occasion",
            sa.Enum(
                "daily",
                "certificates",
                "package",
                "restart",
                "key",
                "schema",
                "asked",
                name=op.f("ck_signed_head_headoccasion"),
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("statement", sa.String(), nullable=False),
        sa.Column("signature", sa.String(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(signature) = 128", name=op.f("ck_signed_head_is_ed25519")),
        sa.CheckConstraint("number > 0", name=op.f("ck_signed_head_counted_from_one")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_signed_head")),
    )
    _refuse_changes()


def _refuse_changes() -> None:
    """Let rows be added and never changed; PostgreSQL's function is there already."""
    if op.get_bind().dialect.name == "sqlite":
        for table in APPEND_ONLY:
            for act in ("update", "delete"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )
        return
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
