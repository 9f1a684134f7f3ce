"""Indexes for ten years of records: entries by their moment, sittings and certificates by year."""

from __future__ import annotations

from alembic import op

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    op.create_index("ix_access_log_at", "access_log", ["at"])
    op.create_index("ix_journal_at", "journal", ["at"])
    op.create_index("ix_sitting_period_start", "sitting", ["period_start", "member_id"])
    op.create_index(
        "ix_certificate_subject_period_start",
        "certificate",
        ["subject", "period_start", "member_id"],
    )
