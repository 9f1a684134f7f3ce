"""The change register: developments, reviews, decisions, outcomes, statements, gates."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

APPEND_ONLY = (
    "currency_hold",
    "development",
    "development_decision",
    "development_outcome",
    "development_review",
    "development_touch",
    "development_version",
    "gate_signature",
    "no_change_statement",
)


def upgrade() -> None:
    op.create_table(
        "development",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "policy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("code", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["policy_id"], ["policy.id"], name=op.f("fk_development_policy_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_development")),
        sa.UniqueConstraint("code", name=op.f("uq_development_code")),
    )
    op.create_table(
        "development_decision",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "development_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "decision",
            sa.Enum(
                "no-action",
                "update",
                "module",
                "revision",
                name=op.f("ck_development_decision_developmentdecision"),
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "content_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column(
            "decided_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(decision = 'module') = (content_id IS NOT NULL)",
            name=op.f("ck_development_decision_module_is_named"),
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_development_decision_has_a_reason")),
        sa.ForeignKeyConstraint(
            ["content_id"], ["content.id"], name=op.f("fk_development_decision_content_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["account.id"], name=op.f("fk_development_decision_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["development_id"],
            ["development.id"],
            name=op.f("fk_development_decision_development_id"),
        ),
        sa.ForeignKeyConstraint(
            ["event_seq"], ["journal.seq"], name=op.f("fk_development_decision_event_seq")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_development_decision")),
    )
    op.create_index(
        op.f("ix_development_decision_development_id"),
        "development_decision",
        ["development_id"],
        unique=False,
    )
    op.create_table(
        "development_outcome",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "development_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "outcome",
            sa.Enum(
                "enacted",
                "not-enacted",
                "pending",
                name=op.f("ck_development_outcome_outcome"),
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("true_as_of", sa.Date(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column(
            "recorded_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.CheckConstraint("source <> ''", name=op.f("ck_development_outcome_has_a_source")),
        sa.ForeignKeyConstraint(
            ["development_id"],
            ["development.id"],
            name=op.f("fk_development_outcome_development_id"),
        ),
        sa.ForeignKeyConstraint(
            ["event_seq"], ["journal.seq"], name=op.f("fk_development_outcome_event_seq")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["account.id"], name=op.f("fk_development_outcome_recorded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_development_outcome")),
    )
    op.create_index(
        op.f("ix_development_outcome_development_id"),
        "development_outcome",
        ["development_id"],
        unique=False,
    )
    op.create_table(
        "development_version",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "development_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "statute",
                "regulation",
                "court-decision",
                "executive-order",
                "agency-policy",
                "guidance",
                "bill",
                "practice",
                "report",
                name=op.f("ck_development_version_developmentkind"),
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "jurisdiction",
            sa.Enum(
                "federal",
                "state",
                name=op.f("ck_development_version_jurisdiction"),
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "confidence",
            sa.Enum(
                "verified",
                "secondary",
                "general",
                "uncertain",
                name=op.f("ck_development_version_confidence"),
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("date_words", sa.String(), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("what_changed", sa.String(), nullable=False),
        sa.Column("consequence", sa.String(), nullable=False),
        sa.Column("sources", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column(
            "entered_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "title <> '' AND what_changed <> ''",
            name=op.f("ck_development_version_says_what_changed"),
        ),
        sa.CheckConstraint(
            "effective_on >= dated_on", name=op.f("ck_development_version_effective_after_dated")
        ),
        sa.CheckConstraint(
            "length(digest) = 64", name=op.f("ck_development_version_digest_is_sha256")
        ),
        sa.ForeignKeyConstraint(
            ["development_id"],
            ["development.id"],
            name=op.f("fk_development_version_development_id"),
        ),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["account.id"], name=op.f("fk_development_version_entered_by")
        ),
        sa.ForeignKeyConstraint(
            ["event_seq"], ["journal.seq"], name=op.f("fk_development_version_event_seq")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_development_version")),
        sa.UniqueConstraint(
            "development_id", "number", name=op.f("uq_development_version_development_id_number")
        ),
    )
    op.create_table(
        "no_change_statement",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "requirement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("limb", sa.String(), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("statement", sa.String(), nullable=False),
        sa.Column(
            "signed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.CheckConstraint("statement <> ''", name=op.f("ck_no_change_statement_says_something")),
        sa.ForeignKeyConstraint(
            ["event_seq"], ["journal.seq"], name=op.f("fk_no_change_statement_event_seq")
        ),
        sa.ForeignKeyConstraint(["limb"], ["limb.slug"], name=op.f("fk_no_change_statement_limb")),
        sa.ForeignKeyConstraint(
            ["requirement_id"],
            ["requirement.id"],
            name=op.f("fk_no_change_statement_requirement_id"),
        ),
        sa.ForeignKeyConstraint(
            ["signed_by"], ["account.id"], name=op.f("fk_no_change_statement_signed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_no_change_statement")),
        sa.UniqueConstraint(
            "requirement_id",
            "limb",
            "period_start",
            name=op.f("uq_no_change_statement_requirement_id_limb_period_start"),
        ),
    )
    op.create_table(
        "currency_hold",
        sa.Column(
            "status_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["status_id"], ["provision_status.id"], name=op.f("fk_currency_hold_status_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["development_version.id"], name=op.f("fk_currency_hold_version_id")
        ),
        sa.PrimaryKeyConstraint("status_id", name=op.f("pk_currency_hold")),
    )
    op.create_index(
        op.f("ix_currency_hold_version_id"), "currency_hold", ["version_id"], unique=False
    )
    op.create_table(
        "development_review",
        sa.Column(
            "version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "reviewed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_seq"], ["journal.seq"], name=op.f("fk_development_review_event_seq")
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_by"], ["account.id"], name=op.f("fk_development_review_reviewed_by")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["development_version.id"],
            name=op.f("fk_development_review_version_id"),
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_development_review")),
    )
    op.create_table(
        "development_touch",
        sa.Column(
            "version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "provision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "how",
            sa.Enum(
                "supersedes",
                "limits",
                "awaits",
                "explains",
                "background",
                name=op.f("ck_development_touch_touch"),
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["provision_id"], ["provision.id"], name=op.f("fk_development_touch_provision_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["development_version.id"], name=op.f("fk_development_touch_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", "provision_id", name=op.f("pk_development_touch")),
    )
    op.create_index(
        op.f("ix_development_touch_provision_id"),
        "development_touch",
        ["provision_id"],
        unique=False,
    )
    op.create_table(
        "gate_signature",
        sa.Column(
            "version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "signed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("grounds", sa.String(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.CheckConstraint("grounds <> ''", name=op.f("ck_gate_signature_has_grounds")),
        sa.ForeignKeyConstraint(
            ["event_seq"], ["journal.seq"], name=op.f("fk_gate_signature_event_seq")
        ),
        sa.ForeignKeyConstraint(
            ["signed_by"], ["account.id"], name=op.f("fk_gate_signature_signed_by")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["content_version.id"], name=op.f("fk_gate_signature_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", "signed_by", name=op.f("pk_gate_signature")),
    )
    _keep(APPEND_ONLY)


def _keep(tables: tuple[str, ...]) -> None:
    """Add the triggers by which rows are added and never changed."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in tables:
        if sqlite:
            for act in ("update", "delete"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )
            continue
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
