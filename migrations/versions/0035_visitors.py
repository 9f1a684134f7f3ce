"""Invitations to people from outside, samples they draw, and what a legal hold is for.

``role_grant`` and ``proposal`` are append-only and pointed at, so their CHECKs grow in place,
as that of ``content`` did in migration 0012.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"

APPEND_ONLY = ("visitor_invitation", "visitor_invitation_end", "visitor_sample")
_NEW_ACTS = ("visitor-invite", "hold-release")
_ROLES = (
    "officer",
    "supervisor",
    "instructor",
    "training-unit",
    "policy-owner",
    "accreditation-manager",
    "chief",
    "assessor",
    "counsel",
    "administrator",
    "second-person",
    "outside-counsel",
)
_ROLE = "role IN ({})".format(", ".join(f"'{role}'" for role in _ROLES))
_ENDS = (
    "role NOT IN ('assessor', 'counsel', 'second-person', 'outside-counsel')"
    " OR valid_until IS NOT NULL"
)
_ACTS = "ck_proposal_twopersonact"
_IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _invitations()
    op.create_table(
        "visitor_invitation_end",
        sa.Column("invitation_id", _IDENTITY, nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", _IDENTITY, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_visitor_invitation_end_has_a_reason")),
        *_keys(
            "visitor_invitation_end",
            invitation_id="visitor_invitation.id",
            ended_by="account.id",
            event_seq="journal.seq",
        ),
        sa.PrimaryKeyConstraint("invitation_id", name=op.f("pk_visitor_invitation_end")),
    )
    op.create_table(
        "visitor_sample",
        sa.Column("id", _IDENTITY, nullable=False),
        sa.Column("invitation_id", _IDENTITY, nullable=False),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("population", sa.Text(), nullable=False),
        sa.Column("drawn", sa.Text(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.CheckConstraint("seed <> ''", name=op.f("ck_visitor_sample_has_a_seed")),
        *_keys("visitor_sample", invitation_id="visitor_invitation.id", event_seq="journal.seq"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visitor_sample")),
    )
    op.create_index(op.f("ix_visitor_sample_invitation_id"), "visitor_sample", ["invitation_id"])
    op.add_column("legal_hold", sa.Column("matter", sa.String(), nullable=False, server_default=""))
    op.add_column("legal_hold", sa.Column("first_year", sa.Integer(), nullable=True))
    op.add_column("legal_hold", sa.Column("last_year", sa.Integer(), nullable=True))
    _refuse_changes()
    _widen()


def _invitations() -> None:
    op.create_table(
        "visitor_invitation",
        sa.Column("id", _IDENTITY, nullable=False),
        sa.Column("room", sa.String(40), nullable=False),
        sa.Column("account_id", _IDENTITY, nullable=False),
        sa.Column("grant_id", _IDENTITY, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("organization", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("first_year", sa.Integer(), nullable=False),
        sa.Column("last_year", sa.Integer(), nullable=False),
        sa.Column("standards", sa.Text(), nullable=False),
        sa.Column("packets", sa.String(40), nullable=False),
        sa.Column("members", sa.Text(), nullable=False),
        sa.Column("matter", sa.String(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "room IN ('assessor', 'counsel')", name=op.f("ck_visitor_invitation_room")
        ),
        sa.CheckConstraint(
            "packets IN ('nobody', 'sampled', 'everybody')",
            name=op.f("ck_visitor_invitation_packetreach"),
        ),
        sa.CheckConstraint(
            "starts_on <= ends_on", name=op.f("ck_visitor_invitation_days_in_order")
        ),
        sa.CheckConstraint(
            "first_year <= last_year", name=op.f("ck_visitor_invitation_years_in_order")
        ),
        sa.CheckConstraint(
            "name <> '' AND organization <> ''", name=op.f("ck_visitor_invitation_says_who")
        ),
        *_keys(
            "visitor_invitation",
            account_id="account.id",
            grant_id="role_grant.id",
            event_seq="journal.seq",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visitor_invitation")),
    )
    op.create_index(op.f("ix_visitor_invitation_account_id"), "visitor_invitation", ["account_id"])


def _keys(table: str, **targets: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))
        for column, target in targets.items()
    ]


def _widen() -> None:
    """Let two more acts be proposed and one more role be granted."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        _widen_postgresql()
        return
    new_acts = ", ".join(f"'{act}'" for act in _NEW_ACTS)
    version = connection.execute(sa.text("PRAGMA schema_version")).scalar_one()
    connection.execute(sa.text("PRAGMA writable_schema = ON"))
    for table, before, after in (
        ("proposal", "'paper-import'", f"'paper-import', {new_acts}"),
        ("role_grant", "'second-person')", "'second-person', 'outside-counsel')"),
    ):
        changed = connection.execute(
            sa.text(
                "UPDATE sqlite_master SET sql = replace(sql, :before, :after)"
                " WHERE type = 'table' AND name = :table AND instr(sql, :before) > 0"
            ),
            {"table": table, "before": before, "after": after},
        ).rowcount
        if changed != 1:
            raise RuntimeError(f"the CHECK of {table} is not what earlier migrations wrote")
    connection.execute(sa.text(f"PRAGMA schema_version = {int(version) + 1}"))
    connection.execute(sa.text("PRAGMA writable_schema = OFF"))


def _widen_postgresql() -> None:
    connection = op.get_bind()
    held = connection.execute(
        sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name"),
        {"name": _ACTS},
    ).scalar_one()
    acts = [part for part in str(held).split("'")[1::2] if part not in _NEW_ACTS]
    listed = ", ".join(f"'{act}'" for act in (*acts, *_NEW_ACTS))
    op.drop_constraint(op.f(_ACTS), "proposal", type_="check")
    op.create_check_constraint(op.f(_ACTS), "proposal", f"act IN ({listed})")
    op.drop_constraint(op.f("ck_role_grant_role"), "role_grant", type_="check")
    op.create_check_constraint(op.f("ck_role_grant_role"), "role_grant", _ROLE)
    ends = "ck_role_grant_outsiders_have_an_end"
    op.drop_constraint(op.f(ends), "role_grant", type_="check")
    op.execute(f"ALTER TABLE role_grant ADD CONSTRAINT {ends} CHECK ({_ENDS}) NOT VALID")
    op.execute(
        f"""DO $$ BEGIN
        ALTER TABLE role_grant VALIDATE CONSTRAINT {ends};
        EXCEPTION WHEN check_violation THEN NULL;
        END $$"""
    )


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
