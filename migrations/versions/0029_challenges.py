"""Challenged items, corrected keys, and results graded again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"

APPEND_ONLY = (
    "challenge_answer",
    "item_challenge",
    "key_change",
    "rescored_result",
)


def upgrade() -> None:
    op.create_table(
        "key_change",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "content_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("digests", sa.Text(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("accepts", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "decided_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["content_id"], ["content.id"], name=op.f("fk_key_change_content_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["account.id"], name=op.f("fk_key_change_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["event_seq"], ["journal.seq"], name=op.f("fk_key_change_event_seq")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_change")),
    )
    op.create_table(
        "item_challenge",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "attempt_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "scenario_version_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.CheckConstraint("words <> ''", name=op.f("ck_item_challenge_says_what_is_wrong")),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_item_challenge_attempt_id")
        ),
        sa.ForeignKeyConstraint(
            ["event_seq"], ["journal.seq"], name=op.f("fk_item_challenge_event_seq")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_item_challenge_member_id")
        ),
        sa.ForeignKeyConstraint(
            ["scenario_version_id"],
            ["content_version.id"],
            name=op.f("fk_item_challenge_scenario_version_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_challenge")),
        sa.UniqueConstraint(
            "attempt_id",
            "scenario_version_id",
            "item",
            name=op.f("uq_item_challenge_attempt_id_scenario_version_id_item"),
        ),
    )
    op.create_index(
        op.f("ix_item_challenge_member_id"), "item_challenge", ["member_id"], unique=False
    )
    op.create_table(
        "challenge_answer",
        sa.Column(
            "challenge_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "outcome",
            sa.Enum(
                "stands",
                "reworded",
                "key-wrong",
                name=op.f("ck_challenge_answer_challengeoutcome"),
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "answered_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.CheckConstraint("words <> ''", name=op.f("ck_challenge_answer_says_why")),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["account.id"], name=op.f("fk_challenge_answer_answered_by")
        ),
        sa.ForeignKeyConstraint(
            ["challenge_id"], ["item_challenge.id"], name=op.f("fk_challenge_answer_challenge_id")
        ),
        sa.ForeignKeyConstraint(
            ["event_seq"], ["journal.seq"], name=op.f("fk_challenge_answer_event_seq")
        ),
        sa.PrimaryKeyConstraint("challenge_id", name=op.f("pk_challenge_answer")),
    )
    op.create_table(
        "rescored_result",
        sa.Column(
            "attempt_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "key_change_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("accepted", sa.Text(), nullable=False),
        sa.Column("points_before", sa.Integer(), nullable=False),
        sa.Column("passed_before", sa.Boolean(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("maximum", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("rescored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "passed >= passed_before", name=op.f("ck_rescored_result_nobody_fails_by_it")
        ),
        sa.CheckConstraint("points >= points_before", name=op.f("ck_rescored_result_never_falls")),
        sa.CheckConstraint(
            "points BETWEEN 0 AND maximum", name=op.f("ck_rescored_result_points_within_maximum")
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id"],
            ["attempt_result.attempt_id"],
            name=op.f("fk_rescored_result_attempt_id"),
        ),
        sa.ForeignKeyConstraint(
            ["event_seq"], ["journal.seq"], name=op.f("fk_rescored_result_event_seq")
        ),
        sa.ForeignKeyConstraint(
            ["key_change_id"], ["key_change.id"], name=op.f("fk_rescored_result_key_change_id")
        ),
        sa.PrimaryKeyConstraint("attempt_id", "key_change_id", name=op.f("pk_rescored_result")),
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
