"""The ledger's entries by the day they were earned on, for sums over everybody."""

from __future__ import annotations

from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.create_index(
        op.f("ix_credit_entry_year"), "credit_entry", ["earned_on", "member_id", "seconds"]
    )
