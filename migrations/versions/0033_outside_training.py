"""Training taken elsewhere: what was claimed with its scan, and what a second person granted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"

APPEND_ONLY = ("outside_training", "outside_claim", "outside_decision", "outside_grant")
_OUTCOMES = ("granted", "adjusted", "declined", "withdrawn")
_TARGETS = {
    "member_id": "member.id",
    "revision_id": "revision.id",
    "scan_sha256": "stored_file.sha256",
    "follows_id": "outside_training.id",
    "entered_by": "account.id",
    "decided_by": "account.id",
    "limb": "limb.slug",
    "event_seq": "journal.seq",
}
_IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _training()
    _decision()
    _minutes("outside_claim", "outside_training.id")
    _minutes("outside_grant", "outside_decision.outside_id")
    _refuse_changes()


def _training() -> None:
    table = "outside_training"
    op.create_table(
        table,
        sa.Column("id", _IDENTITY, nullable=False),
        sa.Column("member_id", _IDENTITY, nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("covered", sa.String(), nullable=False),
        sa.Column("sections", sa.Text(), nullable=False),
        sa.Column("revision_id", _IDENTITY, nullable=True),
        sa.Column("explanation", sa.String(), nullable=False),
        sa.Column("scan_sha256", sa.String(), nullable=False),
        sa.Column("follows_id", _IDENTITY, nullable=True),
        sa.Column("entered_by", _IDENTITY, nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.CheckConstraint("last_day >= first_day", name=op.f(f"ck_{table}_ends_after_start")),
        sa.CheckConstraint("title <> ''", name=op.f(f"ck_{table}_has_a_title")),
        sa.CheckConstraint("provider <> ''", name=op.f(f"ck_{table}_somebody_offered_it")),
        *_points(
            table,
            *("member_id", "revision_id", "scan_sha256", "follows_id", "entered_by", "event_seq"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("follows_id", name=op.f(f"uq_{table}_follows_id")),
    )
    for column in ("member_id", "scan_sha256"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _decision() -> None:
    table = "outside_decision"
    outcome = sa.Enum(
        *_OUTCOMES,
        native_enum=False,
        create_constraint=True,
        length=40,
        name=op.f("ck_outside_decision_outsideoutcome"),
    )
    op.create_table(
        table,
        sa.Column("outside_id", _IDENTITY, autoincrement=False, nullable=False),
        sa.Column("outcome", outcome, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("explained", sa.String(), nullable=False),
        sa.Column("entered_by", _IDENTITY, nullable=False),
        sa.Column("decided_by", _IDENTITY, nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "decided_by <> entered_by OR outcome = 'withdrawn'",
            name=op.f(f"ck_{table}_two_different_people"),
        ),
        sa.CheckConstraint(
            "outcome IN ('granted', 'withdrawn') OR reason <> ''",
            name=op.f(f"ck_{table}_says_why"),
        ),
        sa.ForeignKeyConstraint(
            ["outside_id"], ["outside_training.id"], name=op.f(f"fk_{table}_outside_id")
        ),
        *_points(table, "entered_by", "decided_by", "event_seq"),
        sa.PrimaryKeyConstraint("outside_id", name=op.f(f"pk_{table}")),
    )


def _minutes(table: str, of: str) -> None:
    op.create_table(
        table,
        sa.Column("outside_id", _IDENTITY, autoincrement=False, nullable=False),
        sa.Column("limb", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.CheckConstraint("minutes BETWEEN 1 AND 1440", name=op.f(f"ck_{table}_minutes_of_a_day")),
        sa.ForeignKeyConstraint(["outside_id"], [of], name=op.f(f"fk_{table}_outside_id")),
        *_points(table, "limb"),
        sa.PrimaryKeyConstraint("outside_id", "limb", name=op.f(f"pk_{table}")),
    )


def _points(table: str, *columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [_TARGETS[column]], name=op.f(f"fk_{table}_{column}"))
        for column in columns
    ]


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
