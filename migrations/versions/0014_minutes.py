"""How long raw beats are kept, reviews of pace, and attempts that two sign-ins worked on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

APPEND_ONLY = (
    "attempt_shared",
    "beat_removal",
    "beat_sum",
    "legal_hold",
    "legal_hold_end",
    "pace_answer",
    "pace_outcome",
    "pace_review",
)

_LAWFUL = """EXISTS (
        SELECT 1 FROM beat_removal AS removal
        JOIN journal ON journal.seq = removal.event_seq
        WHERE removal.member_id = OLD.member_id
        AND OLD.seq <= removal.through_seq
        AND OLD.at_ms < removal.older_than_ms
        AND journal.kind = 'beats-removed'
    ) AND NOT EXISTS (
        SELECT 1 FROM legal_hold AS hold
        LEFT JOIN legal_hold_end AS hold_end ON hold_end.hold_id = hold.id
        WHERE hold_end.hold_id IS NULL
        AND (hold.member_id IS NULL OR hold.member_id = OLD.member_id)
    )"""

_POSTGRESQL = f"""
CREATE FUNCTION refuse_unlawful_removal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND {_LAWFUL} THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'beat is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
DROP TRIGGER beat_append_only ON beat;
CREATE TRIGGER beat_append_only BEFORE UPDATE OR DELETE ON beat
    FOR EACH ROW EXECUTE FUNCTION refuse_unlawful_removal();
"""

_SQLITE = (
    "DROP TRIGGER beat_no_delete",
    f"""CREATE TRIGGER beat_no_delete BEFORE DELETE ON beat WHEN NOT ({_LAWFUL})
    BEGIN SELECT RAISE(ABORT, 'beat is append-only'); END""",
)


def upgrade() -> None:
    _tables()
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in APPEND_ONLY:
        for statement in _refusals(table, sqlite=sqlite):
            op.execute(statement)
    for statement in _SQLITE if sqlite else (_POSTGRESQL,):
        op.execute(statement)


def _refusals(table: str, *, sqlite: bool) -> tuple[str, ...]:
    """The triggers that keep a table's rows as they were added."""
    if sqlite:
        return tuple(
            f"CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for act in ("update", "delete")
        )
    return (
        (
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        ),
        (
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        ),
    )


def _tables() -> None:
    op.create_table(
        "beat_removal",
        sa.Column("id", _ID, nullable=False),
        sa.Column("member_id", _ID, nullable=False),
        sa.Column("through_seq", sa.Integer(), nullable=False),
        sa.Column("older_than_ms", _ID, nullable=False),
        sa.Column("beats", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("separated_on", sa.Date(), nullable=False),
        sa.Column("retention_years", sa.Integer(), nullable=False),
        sa.Column("after_member", sa.Text(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.CheckConstraint("beats > 0", name=op.f("ck_beat_removal_removes_something")),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_beat_removal_digest_is_sha256")),
        sa.ForeignKeyConstraint(
            ["event_seq"], ["journal.seq"], name=op.f("fk_beat_removal_event_seq")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_beat_removal_member_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_beat_removal")),
        sa.UniqueConstraint("event_seq", name=op.f("uq_beat_removal_event_seq")),
    )
    op.create_index(op.f("ix_beat_removal_member_id"), "beat_removal", ["member_id"], unique=False)
    op.create_table(
        "legal_hold",
        sa.Column("id", _ID, nullable=False),
        sa.Column("member_id", _ID, nullable=True),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_legal_hold_has_a_reason")),
        sa.ForeignKeyConstraint(
            ["event_seq"], ["journal.seq"], name=op.f("fk_legal_hold_event_seq")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_legal_hold_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_hold")),
    )
    op.create_table(
        "legal_hold_end",
        sa.Column("hold_id", _ID, nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_legal_hold_end_has_a_reason")),
        sa.ForeignKeyConstraint(
            ["event_seq"], ["journal.seq"], name=op.f("fk_legal_hold_end_event_seq")
        ),
        sa.ForeignKeyConstraint(
            ["hold_id"], ["legal_hold.id"], name=op.f("fk_legal_hold_end_hold_id")
        ),
        sa.PrimaryKeyConstraint("hold_id", name=op.f("pk_legal_hold_end")),
    )
    op.create_table(
        "attempt_shared",
        sa.Column("attempt_id", _ID, nullable=False),
        sa.Column("sign_in_id", _ID, nullable=False),
        sa.Column("other_sign_in_id", _ID, nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_attempt_shared_attempt_id")
        ),
        sa.ForeignKeyConstraint(
            ["event_seq"], ["journal.seq"], name=op.f("fk_attempt_shared_event_seq")
        ),
        sa.ForeignKeyConstraint(
            ["other_sign_in_id"], ["sign_in.id"], name=op.f("fk_attempt_shared_other_sign_in_id")
        ),
        sa.ForeignKeyConstraint(
            ["sign_in_id"], ["sign_in.id"], name=op.f("fk_attempt_shared_sign_in_id")
        ),
        sa.PrimaryKeyConstraint("attempt_id", "sign_in_id", name=op.f("pk_attempt_shared")),
    )
    op.create_table(
        "beat_sum",
        sa.Column("id", _ID, nullable=False),
        sa.Column("removal_id", _ID, nullable=False),
        sa.Column("member_id", _ID, nullable=False),
        sa.Column("sitting_id", _ID, nullable=False),
        sa.Column("visit_id", _ID, nullable=True),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("limb", sa.String(), nullable=False),
        sa.Column("after_beat", sa.Integer(), nullable=True),
        sa.Column("beats", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("expected_seconds", sa.Integer(), nullable=False),
        sa.Column("first_ms", _ID, nullable=False),
        sa.Column("last_ms", _ID, nullable=False),
        sa.Column("no_signal", sa.Boolean(), nullable=False),
        sa.Column("worked", sa.Boolean(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("after_page", sa.Text(), nullable=False),
        sa.CheckConstraint("seconds >= 0", name=op.f("ck_beat_sum_never_subtracts")),
        sa.ForeignKeyConstraint(["limb"], ["limb.slug"], name=op.f("fk_beat_sum_limb")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_beat_sum_member_id")),
        sa.ForeignKeyConstraint(
            ["removal_id"], ["beat_removal.id"], name=op.f("fk_beat_sum_removal_id")
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["sitting.id"], name=op.f("fk_beat_sum_sitting_id")
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_beat_sum_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_beat_sum")),
    )
    op.create_index("ix_beat_sum_member_id_page", "beat_sum", ["member_id", "page"], unique=False)
    op.create_index("ix_beat_sum_sitting_id_unit", "beat_sum", ["sitting_id", "unit"], unique=False)
    op.create_table(
        "pace_review",
        sa.Column("id", _ID, nullable=False),
        sa.Column("member_id", _ID, nullable=False),
        sa.Column("visit_id", _ID, nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", _ID, nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_seq"], ["journal.seq"], name=op.f("fk_pace_review_event_seq")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_pace_review_member_id")
        ),
        sa.ForeignKeyConstraint(
            ["opened_by"], ["account.id"], name=op.f("fk_pace_review_opened_by")
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_pace_review_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pace_review")),
        sa.UniqueConstraint("visit_id", name=op.f("uq_pace_review_visit_id")),
    )
    op.create_index(op.f("ix_pace_review_member_id"), "pace_review", ["member_id"], unique=False)
    op.create_table(
        "pace_answer",
        sa.Column("review_id", _ID, nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_seq"], ["journal.seq"], name=op.f("fk_pace_answer_event_seq")
        ),
        sa.ForeignKeyConstraint(
            ["review_id"], ["pace_review.id"], name=op.f("fk_pace_answer_review_id")
        ),
        sa.PrimaryKeyConstraint("review_id", name=op.f("pk_pace_answer")),
    )
    op.create_table(
        "pace_outcome",
        sa.Column("review_id", _ID, nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "cleared",
                "do-again",
                name=op.f("ck_pace_outcome_paceoutcomekind"),
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", _ID, nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.CheckConstraint("words <> ''", name=op.f("ck_pace_outcome_says_why")),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["account.id"], name=op.f("fk_pace_outcome_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["event_seq"], ["journal.seq"], name=op.f("fk_pace_outcome_event_seq")
        ),
        sa.ForeignKeyConstraint(
            ["review_id"], ["pace_review.id"], name=op.f("fk_pace_outcome_review_id")
        ),
        sa.PrimaryKeyConstraint("review_id", name=op.f("pk_pace_outcome")),
    )
    op.add_column("response", sa.Column("sign_in_id", sa.Integer(), nullable=True))
