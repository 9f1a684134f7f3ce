"""A desk is handed over: what lay open, frozen, and how the successor answered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"

APPEND_ONLY = ("handover", "handover_end")
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "handover",
        sa.Column("id", _ID, nullable=False),
        sa.Column("desk", _one_of("desk", "training-unit", "accreditation"), nullable=False),
        sa.Column("leaver_id", _ID, nullable=False),
        sa.Column("successor_id", _ID, nullable=False),
        sa.Column("started_at", _MOMENT, nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("seen_seq", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("state_digest", sa.String(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "leaver_id <> successor_id", name=op.f("ck_handover_two_different_people")
        ),
        sa.CheckConstraint("length(state_digest) = 64", name=op.f("ck_handover_digest_is_sha256")),
        _points("handover", "leaver_id", "account.id"),
        _points("handover", "successor_id", "account.id"),
        _points("handover", "seen_seq", "journal.seq"),
        _points("handover", "event_seq", "journal.seq"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
    )
    op.create_index("ix_handover_desk", "handover", ["desk"])
    op.create_index(op.f("ix_handover_successor_id"), "handover", ["successor_id"])
    op.create_table(
        "handover_end",
        sa.Column("handover_id", _ID, autoincrement=False, nullable=False),
        sa.Column(
            "outcome",
            _one_of("handoveroutcome", "accepted", "returned", "withdrawn", table="handover_end"),
            nullable=False,
        ),
        sa.Column("ended_at", _MOMENT, nullable=False),
        sa.Column("ended_by", _ID, nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "outcome <> 'returned' OR words <> ''",
            name=op.f("ck_handover_end_returned_with_a_reason"),
        ),
        _points("handover_end", "handover_id", "handover.id"),
        _points("handover_end", "ended_by", "account.id"),
        _points("handover_end", "event_seq", "journal.seq"),
        sa.PrimaryKeyConstraint("handover_id", name=op.f("pk_handover_end")),
    )
    _refuse_changes()


def _one_of(name: str, *values: str, table: str = "handover") -> sa.Enum:
    return sa.Enum(
        *values,
        name=op.f(f"ck_{table}_{name}"),
        native_enum=False,
        create_constraint=True,
        length=40,
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
