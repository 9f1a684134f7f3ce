"""What people said about the changes between two revisions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

APPEND_ONLY = ("change_mark",)


def upgrade() -> None:
    op.create_table(
        "change_mark",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "before_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("after_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("change", sa.String(), nullable=False),
        sa.Column(
            "nature",
            sa.Enum(
                "editorial",
                "substantive",
                name=op.f("ck_change_mark_nature"),
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("marked_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_change_mark_says_why")),
        sa.ForeignKeyConstraint(
            ["after_id"], ["revision.id"], name=op.f("fk_change_mark_after_id")
        ),
        sa.ForeignKeyConstraint(
            ["before_id"], ["revision.id"], name=op.f("fk_change_mark_before_id")
        ),
        sa.ForeignKeyConstraint(
            ["event_seq"], ["journal.seq"], name=op.f("fk_change_mark_event_seq")
        ),
        sa.ForeignKeyConstraint(
            ["marked_by"], ["account.id"], name=op.f("fk_change_mark_marked_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_mark")),
    )
    op.create_index(
        "ix_change_mark_revisions", "change_mark", ["after_id", "before_id"], unique=False
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
