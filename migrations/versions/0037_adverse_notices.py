"""Notices of what entered a record, how each reached its officer, and officers' statements."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"

APPEND_ONLY = ("adverse_notice", "notice_delivery", "notice_opening", "officer_statement")
_MATTERS = {
    "attempt": ("failure", "attempt_result.attempt_id"),
    "review": ("review", "pace_outcome.review_id"),
    "certificate": ("revocation", "certificate_revocation.certificate_id"),
}
_NAMES_ITS_MATTER = (
    "CASE matter"
    " WHEN 'failure' THEN attempt_id IS NOT NULL AND review_id IS NULL AND certificate_id IS NULL"
    " WHEN 'review' THEN attempt_id IS NULL AND review_id IS NOT NULL AND certificate_id IS NULL"
    " WHEN 'revocation'"
    " THEN attempt_id IS NULL AND review_id IS NULL AND certificate_id IS NOT NULL"
    " ELSE TRUE END"
)


def _identity() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _about(table: str) -> list[sa.schema.SchemaItem]:
    """The columns and rules of a row that is about an attempt, a review or a certificate."""
    columns: list[sa.schema.SchemaItem] = [
        sa.Column(
            "matter",
            sa.Enum(
                *(matter for matter, _ in _MATTERS.values()),
                name=op.f(f"ck_{table}_matter"),
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        )
    ]
    for thing, (_, target) in _MATTERS.items():
        column = f"{thing}_id"
        columns += [
            sa.Column(column, _identity(), nullable=True),
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}")),
        ]
    columns.append(sa.CheckConstraint(_NAMES_ITS_MATTER, name=op.f(f"ck_{table}_names_its_matter")))
    return columns


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    table = "adverse_notice"
    op.create_table(
        table,
        sa.Column("id", _identity(), nullable=False),
        sa.Column("member_id", _identity(), nullable=False),
        *_about(table),
        sa.Column("entered", sa.String(), nullable=False),
        sa.Column("placed_on", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.CheckConstraint("last_day > placed_on", name=op.f(f"ck_{table}_has_days")),
        sa.CheckConstraint("entered <> ''", name=op.f(f"ck_{table}_says_what_entered")),
        _key(table, "member_id", "member.id"),
        _key(table, "event_seq", "journal.seq"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        *(
            sa.UniqueConstraint(f"{thing}_id", name=op.f(f"uq_{table}_{thing}_id"))
            for thing in _MATTERS
        ),
    )
    op.create_index(op.f("ix_adverse_notice_member_id"), table, ["member_id"])
    table = "notice_opening"
    op.create_table(
        table,
        sa.Column("notice_id", _identity(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        _key(table, "notice_id", "adverse_notice.id"),
        _key(table, "event_seq", "journal.seq"),
        sa.PrimaryKeyConstraint("notice_id", name=op.f(f"pk_{table}")),
    )
    table = "notice_delivery"
    op.create_table(
        table,
        sa.Column("id", _identity(), nullable=False),
        sa.Column("notice_id", _identity(), nullable=False),
        sa.Column("delivered_on", sa.Date(), nullable=False),
        sa.Column("delivered_by", sa.String(), nullable=False),
        sa.Column("recorded_by", _identity(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.CheckConstraint("delivered_by <> ''", name=op.f(f"ck_{table}_somebody_handed_it")),
        _key(table, "notice_id", "adverse_notice.id"),
        _key(table, "recorded_by", "account.id"),
        _key(table, "event_seq", "journal.seq"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f("ix_notice_delivery_notice_id"), table, ["notice_id"])
    table = "officer_statement"
    op.create_table(
        table,
        sa.Column("id", _identity(), nullable=False),
        sa.Column("member_id", _identity(), nullable=False),
        *_about(table),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.CheckConstraint("words <> ''", name=op.f(f"ck_{table}_says_something")),
        _key(table, "member_id", "member.id"),
        _key(table, "event_seq", "journal.seq"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f("ix_officer_statement_member_id"), table, ["member_id"])
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
