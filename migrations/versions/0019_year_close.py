"""Years that were closed, and what every member's year came to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

APPEND_ONLY = (
    "year_close",
    "year_close_member",
)


def upgrade() -> None:
    op.create_table(
        "year_close",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "requirement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("statement", sa.String(), nullable=False),
        sa.Column("outcomes_digest", sa.String(), nullable=False),
        sa.Column(
            "signed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.CheckConstraint("statement <> ''", name=op.f("ck_year_close_says_something")),
        sa.CheckConstraint(
            "length(outcomes_digest) = 64", name=op.f("ck_year_close_digest_is_sha256")
        ),
        sa.ForeignKeyConstraint(
            ["event_seq"], ["journal.seq"], name=op.f("fk_year_close_event_seq")
        ),
        sa.ForeignKeyConstraint(
            ["requirement_id"], ["requirement.id"], name=op.f("fk_year_close_requirement_id")
        ),
        sa.ForeignKeyConstraint(
            ["signed_by"], ["account.id"], name=op.f("fk_year_close_signed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_year_close")),
        sa.UniqueConstraint(
            "requirement_id", "period_start", name=op.f("uq_year_close_requirement_id_period_start")
        ),
    )
    op.create_table(
        "year_close_member",
        sa.Column("close_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "outcome",
            sa.Enum(
                "late",
                "excused",
                "complete",
                name=op.f("ck_year_close_member_yearoutcome"),
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["close_id"], ["year_close.id"], name=op.f("fk_year_close_member_close_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_year_close_member_member_id")
        ),
        sa.PrimaryKeyConstraint("close_id", "member_id", name=op.f("pk_year_close_member")),
    )
    op.create_index(
        op.f("ix_year_close_member_member_id"), "year_close_member", ["member_id"], unique=False
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
