"""Documents are staged before they become a revision, and a revision keeps how it was read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_STATES = ("open", "confirmed", "abandoned")


def upgrade() -> None:
    """New columns are empty for what was imported before: nothing is known of it."""
    for name in ("printed_head", "editing"):
        op.add_column("revision", sa.Column(name, sa.Text(), nullable=True))
    op.add_column("revision", sa.Column("reading_sha256", sa.String(), nullable=True))
    op.create_table(
        "staged_document",
        sa.Column("id", _ID, nullable=False),
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("file_sha256", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("file_size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("reading_sha256", sa.String(), nullable=False),
        sa.Column("edits", sa.Text(), nullable=False),
        sa.Column("unfit", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("staged_by", _ID, nullable=True),
        sa.Column("staged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision_id", _ID, nullable=True),
        sa.CheckConstraint(
            f"state IN ({', '.join(repr(state) for state in _STATES)})",
            name=op.f("ck_staged_document_documentstate"),
        ),
        sa.CheckConstraint(
            "(state = 'confirmed') = (revision_id IS NOT NULL)",
            name=op.f("ck_staged_document_confirmed_is_a_revision"),
        ),
        sa.ForeignKeyConstraint(
            ["staged_by"], ["account.id"], name=op.f("fk_staged_document_staged_by")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_staged_document_revision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staged_document")),
    )
    op.create_index("ix_staged_document_state", "staged_document", ["state"])
