"""An outside second person, grants that end, and whom a proposal is about."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

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
)
_ROLE = "role IN ({})".format(", ".join(f"'{role}'" for role in _ROLES))
_ENDS = "role NOT IN ('assessor', 'counsel', 'second-person') OR valid_until IS NOT NULL"

_SQLITE = (
    f"""CREATE TABLE role_grant_anew (
    id INTEGER NOT NULL,
    account_id INTEGER NOT NULL,
    role VARCHAR(40) NOT NULL,
    valid_from DATETIME NOT NULL,
    valid_until DATETIME,
    event_seq INTEGER NOT NULL,
    CONSTRAINT pk_role_grant PRIMARY KEY (id),
    CONSTRAINT ck_role_grant_role CHECK ({_ROLE}),
    CONSTRAINT ck_role_grant_outsiders_have_an_end CHECK ({_ENDS}),
    CONSTRAINT fk_role_grant_account_id FOREIGN KEY(account_id) REFERENCES account (id),
    CONSTRAINT fk_role_grant_event_seq FOREIGN KEY(event_seq) REFERENCES journal (seq)
)""",
    "PRAGMA ignore_check_constraints=ON",
    """INSERT INTO role_grant_anew
    SELECT id, account_id, role, valid_from, valid_until, event_seq FROM role_grant""",
    "PRAGMA ignore_check_constraints=OFF",
    "DROP TABLE role_grant",
    "ALTER TABLE role_grant_anew RENAME TO role_grant",
    "CREATE INDEX ix_role_grant_account_id ON role_grant (account_id)",
    """CREATE TRIGGER role_grant_no_update BEFORE UPDATE ON role_grant
    BEGIN SELECT RAISE(ABORT, 'role_grant is append-only'); END""",
    """CREATE TRIGGER role_grant_no_delete BEFORE DELETE ON role_grant
    BEGIN SELECT RAISE(ABORT, 'role_grant is append-only'); END""",
    """ALTER TABLE proposal ADD COLUMN about_member_id INTEGER
    CONSTRAINT fk_proposal_about_member_id REFERENCES member (id)""",
)
"""SQLite changes no CHECK in place. Foreign keys are off here and checked afterwards."""

_POSTGRESQL = (
    "ALTER TABLE role_grant DROP CONSTRAINT ck_role_grant_role",
    f"ALTER TABLE role_grant ADD CONSTRAINT ck_role_grant_role CHECK ({_ROLE})",
    f"""ALTER TABLE role_grant ADD CONSTRAINT ck_role_grant_outsiders_have_an_end
    CHECK ({_ENDS}) NOT VALID""",
    """DO $$ BEGIN
    ALTER TABLE role_grant VALIDATE CONSTRAINT ck_role_grant_outsiders_have_an_end;
    EXCEPTION WHEN check_violation THEN NULL;
    END $$""",
    """ALTER TABLE proposal ADD COLUMN about_member_id BIGINT
    CONSTRAINT fk_proposal_about_member_id REFERENCES member (id)""",
)
"""NOT VALID: a grant from before stays as it was recorded; every new one is checked."""


def upgrade() -> None:
    """Grants that were recorded before keep what they say."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in _SQLITE if sqlite else _POSTGRESQL:
        op.execute(statement)
    op.add_column(
        "proposal_decision", sa.Column("note", sa.String(), nullable=False, server_default="")
    )
