"""Years that are completed after their last day, and the entries that count for them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"

_AFTER = "late_for IS NULL OR late_for < earned_on"
_INDEXES = {
    "ix_credit_entry_standing": ["member_id", "earned_on", "limb", "seconds", "late_for"],
    "ix_credit_entry_year": ["earned_on", "member_id", "seconds", "late_for"],
}


def upgrade() -> None:
    op.execute(
        "ALTER TABLE credit_entry ADD COLUMN late_for DATE "
        f"CONSTRAINT ck_credit_entry_late_for_a_year_before CHECK ({_AFTER})"
    )
    for name, columns in _INDEXES.items():
        op.drop_index(name, "credit_entry")
        op.create_index(name, "credit_entry", columns)
    identity = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "late_opening",
        sa.Column("instance_id", identity, nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["instance_id"],
            ["requirement_instance.id"],
            name=op.f("fk_late_opening_instance_id"),
        ),
        sa.ForeignKeyConstraint(
            ["event_seq"], ["journal.seq"], name=op.f("fk_late_opening_event_seq")
        ),
        sa.PrimaryKeyConstraint("instance_id", name=op.f("pk_late_opening")),
    )
    _refuse_changes("late_opening")


def _refuse_changes(table: str) -> None:
    """Let rows be added and never changed; PostgreSQL's function is there already."""
    if op.get_bind().dialect.name == "sqlite":
        for act in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
