"""Assignments by rule, and more time as an exemption's other kind."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"

APPEND_ONLY = ("assignment_rule", "assignment_rule_end", "rule_assignment", "rule_share")
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _rules()
    _shares()
    op.execute(
        "ALTER TABLE exemption ADD COLUMN extended_to DATE "
        "CONSTRAINT ck_exemption_more_time_ends CHECK "
        "(extended_to IS NULL OR (valid_until IS NOT NULL AND valid_until = extended_to))"
    )
    _refuse_changes()


def _rules() -> None:
    op.create_table(
        "assignment_rule",
        sa.Column("id", _ID, nullable=False),
        sa.Column("content_id", _ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column(
            "repeats",
            sa.Enum(
                "once",
                "yearly",
                name=op.f("ck_assignment_rule_repeat"),
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("grace_days", sa.Integer(), nullable=False),
        sa.Column("made_by", _ID, nullable=True),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.CheckConstraint("due_on >= opens_on", name=op.f("ck_assignment_rule_due_after_open")),
        sa.CheckConstraint(
            "grace_days >= 0", name=op.f("ck_assignment_rule_grace_is_not_negative")
        ),
        sa.CheckConstraint("name <> ''", name=op.f("ck_assignment_rule_has_a_name")),
        _points("assignment_rule", "content_id", "content.id"),
        _points("assignment_rule", "made_by", "account.id"),
        _points("assignment_rule", "event_seq", "journal.seq"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment_rule")),
    )
    op.create_table(
        "assignment_rule_end",
        sa.Column("rule_id", _ID, nullable=False),
        sa.Column("ended_at", _MOMENT, nullable=False),
        sa.Column("ended_by", _ID, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_assignment_rule_end_has_a_reason")),
        _points("assignment_rule_end", "rule_id", "assignment_rule.id"),
        _points("assignment_rule_end", "ended_by", "account.id"),
        _points("assignment_rule_end", "event_seq", "journal.seq"),
        sa.PrimaryKeyConstraint("rule_id", name=op.f("pk_assignment_rule_end")),
    )


def _shares() -> None:
    op.create_table(
        "rule_assignment",
        sa.Column("assignment_id", _ID, nullable=False),
        sa.Column("rule_id", _ID, nullable=False),
        sa.Column("round_on", sa.Date(), nullable=False),
        sa.Column("grace_on", sa.Date(), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        _points("rule_assignment", "assignment_id", "assignment.id"),
        _points("rule_assignment", "rule_id", "assignment_rule.id"),
        _points("rule_assignment", "event_seq", "journal.seq"),
        sa.PrimaryKeyConstraint("assignment_id", name=op.f("pk_rule_assignment")),
    )
    op.create_index(
        "ix_rule_assignment_rule_id_round_on", "rule_assignment", ["rule_id", "round_on"]
    )
    op.create_table(
        "rule_share",
        sa.Column("member_assignment_id", _ID, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_rule_share_has_a_reason")),
        _points("rule_share", "member_assignment_id", "member_assignment.id"),
        _points("rule_share", "event_seq", "journal.seq"),
        sa.PrimaryKeyConstraint("member_assignment_id", name=op.f("pk_rule_share")),
    )


def _points(table: str, column: str, at: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [at], name=op.f(f"fk_{table}_{column}"))


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
