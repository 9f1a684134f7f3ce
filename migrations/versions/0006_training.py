"""Sittings, beats, attempts and results."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "sitting",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "module_version_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_seq"], ["journal.seq"], name=op.f("fk_sitting_event_seq")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_sitting_member_id")),
        sa.ForeignKeyConstraint(
            ["module_version_id"], ["content_version.id"], name=op.f("fk_sitting_module_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting")),
        sa.UniqueConstraint(
            "member_id",
            "module_version_id",
            "period_start",
            name=op.f("uq_sitting_member_id_module_version_id_period_start"),
        ),
    )
    op.create_index(
        op.f("ix_sitting_module_version_id"), "sitting", ["module_version_id"], unique=False
    )
    op.create_table(
        "attempt",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "sitting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("draw", sa.Text(), nullable=False),
        sa.Column("pass_mark", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_attempt_numbered_from_one")),
        sa.CheckConstraint(
            "pass_mark BETWEEN 1 AND 100", name=op.f("ck_attempt_pass_mark_is_percent")
        ),
        sa.ForeignKeyConstraint(["event_seq"], ["journal.seq"], name=op.f("fk_attempt_event_seq")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_attempt_member_id")),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_attempt_sitting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
        sa.UniqueConstraint("sitting_id", "number", name=op.f("uq_attempt_sitting_id_number")),
    )
    op.create_index(op.f("ix_attempt_member_id"), "attempt", ["member_id"], unique=False)
    op.create_table(
        "beat",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column(
            "sitting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("limb", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column(
            "served_ms", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("at_ms", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("expected_seconds", sa.Integer(), nullable=False),
        sa.Column("activity", sa.Boolean(), nullable=False),
        sa.Column("scripted", sa.Boolean(), nullable=False),
        sa.Column("opening", sa.Boolean(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("intervals", sa.Text(), nullable=False),
        sa.Column("why_not", sa.String(), nullable=True),
        sa.Column("no_signal", sa.Boolean(), nullable=False),
        sa.Column("after_member", sa.Text(), nullable=False),
        sa.Column("after_page", sa.Text(), nullable=False),
        sa.CheckConstraint("seconds >= 0", name=op.f("ck_beat_never_subtracts")),
        sa.ForeignKeyConstraint(["limb"], ["limb.slug"], name=op.f("fk_beat_limb")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_beat_member_id")),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_beat_sitting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_beat")),
        sa.UniqueConstraint("member_id", "seq", name=op.f("uq_beat_member_id_seq")),
        sa.UniqueConstraint("nonce", name=op.f("uq_beat_nonce")),
    )
    op.create_index("ix_beat_member_id_page", "beat", ["member_id", "page", "seq"], unique=False)
    op.create_index("ix_beat_sitting_id_unit", "beat", ["sitting_id", "unit", "seq"], unique=False)
    op.create_table(
        "lesson_completion",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "sitting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("lesson", sa.String(), nullable=False),
        sa.Column(
            "lesson_version_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_seq"], ["journal.seq"], name=op.f("fk_lesson_completion_event_seq")
        ),
        sa.ForeignKeyConstraint(
            ["lesson_version_id"],
            ["content_version.id"],
            name=op.f("fk_lesson_completion_lesson_version_id"),
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["sitting.id"], name=op.f("fk_lesson_completion_sitting_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson_completion")),
        sa.UniqueConstraint(
            "sitting_id", "lesson", name=op.f("uq_lesson_completion_sitting_id_lesson")
        ),
    )
    op.create_index("ix_lesson_completion_lesson", "lesson_completion", ["lesson"], unique=False)
    op.create_table(
        "lesson_pin",
        sa.Column(
            "sitting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("lesson", sa.String(), nullable=False),
        sa.Column(
            "lesson_version_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("scenario_version_ids", sa.Text(), nullable=False),
        sa.Column("pinned_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["lesson_version_id"],
            ["content_version.id"],
            name=op.f("fk_lesson_pin_lesson_version_id"),
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["sitting.id"], name=op.f("fk_lesson_pin_sitting_id")
        ),
        sa.PrimaryKeyConstraint("sitting_id", "lesson", name=op.f("pk_lesson_pin")),
    )
    op.create_table(
        "page_done",
        sa.Column(
            "sitting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["sitting.id"], name=op.f("fk_page_done_sitting_id")
        ),
        sa.PrimaryKeyConstraint("sitting_id", "page", name=op.f("pk_page_done")),
    )
    op.create_table(
        "practice_response",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "sitting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "scenario_version_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("maximum", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "points BETWEEN 0 AND maximum", name=op.f("ck_practice_response_points_within_maximum")
        ),
        sa.ForeignKeyConstraint(
            ["scenario_version_id"],
            ["content_version.id"],
            name=op.f("fk_practice_response_scenario_version_id"),
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["sitting.id"], name=op.f("fk_practice_response_sitting_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_response")),
        sa.UniqueConstraint(
            "sitting_id",
            "scenario_version_id",
            "item",
            name=op.f("uq_practice_response_sitting_id_scenario_version_id_item"),
        ),
    )
    op.create_table(
        "visit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "sitting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "duty",
            sa.Enum(
                "on-duty",
                "off-duty-authorized",
                "overtime",
                "off-duty-own",
                name=op.f("ck_visit_duty"),
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("device", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_visit_sitting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
    )
    op.create_index(op.f("ix_visit_sitting_id"), "visit", ["sitting_id"], unique=False)
    op.create_table(
        "attempt_result",
        sa.Column(
            "attempt_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_on", sa.Date(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("answers_digest", sa.String(), nullable=False),
        sa.Column("attestation", sa.String(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("maximum", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "points BETWEEN 0 AND maximum", name=op.f("ck_attempt_result_points_within_maximum")
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_attempt_result_attempt_id")
        ),
        sa.ForeignKeyConstraint(
            ["event_seq"], ["journal.seq"], name=op.f("fk_attempt_result_event_seq")
        ),
        sa.PrimaryKeyConstraint("attempt_id", name=op.f("pk_attempt_result")),
        sa.UniqueConstraint("event_seq", name=op.f("uq_attempt_result_event_seq")),
    )
    op.create_table(
        "response",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "attempt_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column(
            "opened_ms", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_response_attempt_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response")),
    )
    op.create_index("ix_response_attempt_id_item", "response", ["attempt_id", "item"], unique=False)
    op.create_table(
        "talk",
        sa.Column(
            "attempt_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "recorded_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.CheckConstraint("note <> ''", name=op.f("ck_talk_has_a_note")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_talk_attempt_id")),
        sa.ForeignKeyConstraint(["event_seq"], ["journal.seq"], name=op.f("fk_talk_event_seq")),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name=op.f("fk_talk_recorded_by")),
        sa.PrimaryKeyConstraint("attempt_id", name=op.f("pk_talk")),
    )
