"""What one year's pages read of ten years of records, found without reading all ten."""

from __future__ import annotations

from alembic import op

revision = "0040"
down_revision = "0039"

_NEW = {
    "ix_journal_kind_seq": ("journal", ["kind", "seq"]),
    "ix_attempt_sitting_id_id": ("attempt", ["sitting_id", "id", "member_id"]),
    "ix_attempt_result_submitted_on": ("attempt_result", ["submitted_on", "attempt_id"]),
}


def upgrade() -> None:
    for name, (table, columns) in _NEW.items():
        op.create_index(name, table, columns)
    op.drop_index("ix_journal_kind", table_name="journal")


def downgrade() -> None:
    op.create_index("ix_journal_kind", "journal", ["kind"])
    for name, (table, _) in _NEW.items():
        op.drop_index(name, table_name=table)
