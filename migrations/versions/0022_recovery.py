"""Certificates that a restored record lost; the journal may leave out numbers it lost."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

_POSTGRESQL = """
CREATE OR REPLACE FUNCTION refuse_step_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.seq <= OLD.seq OR (
        NEW.seq <> OLD.seq + 1
        AND NOT EXISTS (SELECT 1 FROM journal WHERE seq = NEW.seq AND kind = 'record-restored')
    ) THEN
        RAISE EXCEPTION 'the journal only grows' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""
_SQLITE = (
    "DROP TRIGGER journal_head_grows",
    """CREATE TRIGGER journal_head_grows BEFORE UPDATE ON journal_head
    WHEN NEW.seq <= OLD.seq OR (
        NEW.seq <> OLD.seq + 1
        AND NOT EXISTS (SELECT 1 FROM journal WHERE seq = NEW.seq AND kind = 'record-restored')
    )
    BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END""",
)
APPEND_ONLY = ("lost_certificate",)


def upgrade() -> None:
    op.create_table(
        "lost_certificate",
        sa.Column("code_digest", sa.String(), nullable=False),
        sa.Column("facts_digest", sa.String(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_seq"], ["journal.seq"], name=op.f("fk_lost_certificate_event_seq")
        ),
        sa.PrimaryKeyConstraint("code_digest", name=op.f("pk_lost_certificate")),
    )
    _refuse_changes()
    _let_numbers_be_left_out()


def _let_numbers_be_left_out() -> None:
    """The journal's head still only grows; it leaps only to an entry that says what was lost."""
    if op.get_bind().dialect.name == "sqlite":
        for statement in _SQLITE:
            op.execute(statement)
        return
    op.execute(_POSTGRESQL)


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
