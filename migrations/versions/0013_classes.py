"""Taught training: classes, attendance, confirmation, approval."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

APPEND_ONLY = (
    "class_answer",
    "class_attendee",
    "class_credit",
    "class_decision",
    "class_hands",
    "class_session",
)


def upgrade() -> None:
    op.create_table(
        "class_session",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "roll-call",
                "class",
                name=op.f("ck_class_session_classkind"),
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "lesson_version_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column(
            "scenario_version_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.Column("limb", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("break_minutes", sa.Integer(), nullable=False),
        sa.Column("hour_minutes", sa.Integer(), nullable=False),
        sa.Column("instructor", sa.String(), nullable=False),
        sa.Column(
            "instructor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("credential", sa.String(), nullable=False),
        sa.Column("credential_expires_on", sa.Date(), nullable=True),
        sa.Column("sheet_sha256", sa.String(), nullable=True),
        sa.Column(
            "recorded_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.CheckConstraint("instructor <> ''", name=op.f("ck_class_session_somebody_taught_it")),
        sa.CheckConstraint(
            "break_minutes >= 0", name=op.f("ck_class_session_breaks_take_no_negative_time")
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_class_session_ends_after_start")),
        sa.CheckConstraint(
            "hour_minutes BETWEEN 50 AND 60",
            name=op.f("ck_class_session_hour_of_fifty_to_sixty_minutes"),
        ),
        sa.ForeignKeyConstraint(
            ["event_seq"], ["journal.seq"], name=op.f("fk_class_session_event_seq")
        ),
        sa.ForeignKeyConstraint(
            ["instructor_id"], ["member.id"], name=op.f("fk_class_session_instructor_id")
        ),
        sa.ForeignKeyConstraint(
            ["lesson_version_id"],
            ["content_version.id"],
            name=op.f("fk_class_session_lesson_version_id"),
        ),
        sa.ForeignKeyConstraint(["limb"], ["limb.slug"], name=op.f("fk_class_session_limb")),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["account.id"], name=op.f("fk_class_session_recorded_by")
        ),
        sa.ForeignKeyConstraint(
            ["scenario_version_id"],
            ["content_version.id"],
            name=op.f("fk_class_session_scenario_version_id"),
        ),
        sa.ForeignKeyConstraint(
            ["sheet_sha256"], ["stored_file.sha256"], name=op.f("fk_class_session_sheet_sha256")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_session")),
    )
    op.create_index("ix_class_session_starts_at", "class_session", ["starts_at"], unique=False)
    op.create_table(
        "class_attendee",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("class_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("late_minutes", sa.Integer(), nullable=False),
        sa.Column("left_minutes", sa.Integer(), nullable=False),
        sa.Column("explanation", sa.String(), nullable=False),
        sa.CheckConstraint(
            "late_minutes >= 0 AND left_minutes >= 0",
            name=op.f("ck_class_attendee_minutes_not_negative"),
        ),
        sa.ForeignKeyConstraint(
            ["class_id"], ["class_session.id"], name=op.f("fk_class_attendee_class_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_class_attendee_member_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_attendee")),
        sa.UniqueConstraint(
            "class_id", "member_id", name=op.f("uq_class_attendee_class_id_member_id")
        ),
    )
    op.create_index(
        op.f("ix_class_attendee_member_id"), "class_attendee", ["member_id"], unique=False
    )
    op.create_table(
        "class_decision",
        sa.Column(
            "class_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "outcome",
            sa.Enum(
                "approved",
                "declined",
                name=op.f("ck_class_decision_classoutcome"),
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column(
            "recorded_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "decided_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "outcome = 'approved' OR reason <> ''",
            name=op.f("ck_class_decision_declined_with_a_reason"),
        ),
        sa.CheckConstraint(
            "decided_by <> recorded_by", name=op.f("ck_class_decision_two_different_people")
        ),
        sa.ForeignKeyConstraint(
            ["class_id"], ["class_session.id"], name=op.f("fk_class_decision_class_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["account.id"], name=op.f("fk_class_decision_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["event_seq"], ["journal.seq"], name=op.f("fk_class_decision_event_seq")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["account.id"], name=op.f("fk_class_decision_recorded_by")
        ),
        sa.PrimaryKeyConstraint("class_id", name=op.f("pk_class_decision")),
    )
    op.create_table(
        "class_hands",
        sa.Column("class_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("option", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hands", sa.Integer(), nullable=False),
        sa.CheckConstraint("hands >= 0", name=op.f("ck_class_hands_hands_are_counted")),
        sa.ForeignKeyConstraint(
            ["class_id"], ["class_session.id"], name=op.f("fk_class_hands_class_id")
        ),
        sa.PrimaryKeyConstraint("class_id", "item", "option", name=op.f("pk_class_hands")),
    )
    op.create_table(
        "class_answer",
        sa.Column(
            "attendee_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("was_there", sa.Boolean(), nullable=False),
        sa.Column(
            "answered_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["account.id"], name=op.f("fk_class_answer_answered_by")
        ),
        sa.ForeignKeyConstraint(
            ["attendee_id"], ["class_attendee.id"], name=op.f("fk_class_answer_attendee_id")
        ),
        sa.ForeignKeyConstraint(
            ["event_seq"], ["journal.seq"], name=op.f("fk_class_answer_event_seq")
        ),
        sa.PrimaryKeyConstraint("attendee_id", name=op.f("pk_class_answer")),
    )
    op.create_table(
        "class_credit",
        sa.Column(
            "attendee_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attendee_id"], ["class_attendee.id"], name=op.f("fk_class_credit_attendee_id")
        ),
        sa.ForeignKeyConstraint(
            ["event_seq"], ["journal.seq"], name=op.f("fk_class_credit_event_seq")
        ),
        sa.PrimaryKeyConstraint("attendee_id", name=op.f("pk_class_credit")),
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
