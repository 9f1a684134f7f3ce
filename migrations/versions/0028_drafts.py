"""Content as it is being written, and what reviewers say of a version."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"

APPEND_ONLY = ("content_comment",)


def upgrade() -> None:
    op.create_table(
        "content_comment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.CheckConstraint("words <> ''", name=op.f("ck_content_comment_says_something")),
        sa.ForeignKeyConstraint(
            ["event_seq"], ["journal.seq"], name=op.f("fk_content_comment_event_seq")
        ),
        sa.ForeignKeyConstraint(
            ["said_by"], ["account.id"], name=op.f("fk_content_comment_said_by")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["content_version.id"], name=op.f("fk_content_comment_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content_comment")),
    )
    op.create_index(
        op.f("ix_content_comment_version_id"), "content_comment", ["version_id"], unique=False
    )
    op.create_table(
        "content_draft",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "policy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "scenario",
                "lesson",
                "module",
                "checklist",
                "coverage",
                "questions",
                name=op.f("ck_content_draft_contentkind"),
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column(
            "base_version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column(
            "author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("turn > 0", name=op.f("ck_content_draft_counted_from_one")),
        sa.ForeignKeyConstraint(
            ["author_id"], ["account.id"], name=op.f("fk_content_draft_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["base_version_id"],
            ["content_version.id"],
            name=op.f("fk_content_draft_base_version_id"),
        ),
        sa.ForeignKeyConstraint(
            ["policy_id"], ["policy.id"], name=op.f("fk_content_draft_policy_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content_draft")),
        sa.UniqueConstraint(
            "policy_id", "kind", "slug", name=op.f("uq_content_draft_policy_id_kind_slug")
        ),
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
