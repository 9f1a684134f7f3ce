"""The keys that sign for the record."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "signing_key",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("public_key", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(public_key) = 64", name=op.f("ck_signing_key_is_ed25519")),
        sa.ForeignKeyConstraint(
            ["event_seq"], ["journal.seq"], name=op.f("fk_signing_key_event_seq")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_key")),
        sa.UniqueConstraint("public_key", name=op.f("uq_signing_key_public_key")),
    )
    if op.get_bind().dialect.name == "sqlite":
        for act in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER signing_key_no_{act} BEFORE {act.upper()} ON signing_key "
                "BEGIN SELECT RAISE(ABORT, 'signing_key is append-only'); END"
            )
        return
    op.execute(
        "CREATE TRIGGER signing_key_append_only BEFORE UPDATE OR DELETE ON signing_key "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER signing_key_no_truncate BEFORE TRUNCATE ON signing_key "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
