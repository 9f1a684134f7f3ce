"""Training kept on paper, taken in with its scan by two people.

``proposal`` is append-only and pointed at, so its CHECK grows in place, as that of ``content``
did in migration 0012.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"

APPEND_ONLY = ("paper_completion",)
_CHECK = "ck_proposal_twopersonact"
_BEFORE = "'key-setting')"
_AFTER = "'key-setting', 'paper-import')"
_ACTS = (
    "credit-add",
    "key-change",
    "revision-publish",
    "provision-unblock",
    "certificate-issue",
    "certificate-revoke",
    "role-grant",
    "mass-separation",
    "year-rule",
    "retention",
    "mail-setting",
    "key-setting",
    "paper-import",
)


def upgrade() -> None:
    identity = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "paper_completion",
        sa.Column("id", identity, nullable=False),
        sa.Column("proposal_id", identity, nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("member_id", identity, nullable=False),
        sa.Column("limb", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("earned_on", sa.Date(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("taught_by", sa.String(), nullable=False),
        sa.Column("scan_sha256", sa.String(), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "minutes BETWEEN 1 AND 1440", name=op.f("ck_paper_completion_minutes_of_a_day")
        ),
        sa.CheckConstraint("provider <> ''", name=op.f("ck_paper_completion_somebody_offered_it")),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_paper_completion_{column}"))
            for column, target in (
                ("proposal_id", "proposal.id"),
                ("member_id", "member.id"),
                ("limb", "limb.slug"),
                ("scan_sha256", "stored_file.sha256"),
                ("event_seq", "journal.seq"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_completion")),
    )
    for column in ("proposal_id", "member_id"):
        op.create_index(op.f(f"ix_paper_completion_{column}"), "paper_completion", [column])
    _refuse_changes()
    _widen()


def _widen() -> None:
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        op.drop_constraint(op.f(_CHECK), "proposal", type_="check")
        acts = ", ".join(f"'{act}'" for act in _ACTS)
        op.create_check_constraint(op.f(_CHECK), "proposal", f"act IN ({acts})")
        return
    version = connection.execute(sa.text("PRAGMA schema_version")).scalar_one()
    connection.execute(sa.text("PRAGMA writable_schema = ON"))
    changed = connection.execute(
        sa.text(
            "UPDATE sqlite_master SET sql = replace(sql, :before, :after)"
            " WHERE type = 'table' AND name = 'proposal' AND instr(sql, :before) > 0"
        ),
        {"before": _BEFORE, "after": _AFTER},
    ).rowcount
    connection.execute(sa.text(f"PRAGMA schema_version = {int(version) + 1}"))
    connection.execute(sa.text("PRAGMA writable_schema = OFF"))
    if changed != 1:
        raise RuntimeError("the CHECK of proposal.act is not what migration 0002 wrote")


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
