"""Rows of a record are added and never changed, on both databases."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"

APPEND_ONLY = (
    "access_log",
    "assignment",
    "attempt",
    "attempt_result",
    "beat",
    "certificate",
    "certificate_file",
    "certificate_revocation",
    "citation",
    "clause",
    "content",
    "content_state",
    "content_version",
    "credit_entry",
    "exemption",
    "journal",
    "leave_record",
    "lesson_completion",
    "lesson_pin",
    "limb",
    "member",
    "member_assignment",
    "member_assignment_end",
    "page_done",
    "practice_response",
    "private_text",
    "proposal",
    "proposal_decision",
    "provision",
    "provision_status",
    "provision_wording",
    "requirement",
    "requirement_instance",
    "requirement_limb",
    "requirement_version",
    "response",
    "revision",
    "revision_decision",
    "role_grant",
    "role_grant_end",
    "security_log",
    "service_record",
    "setting",
    "sitting",
    "talk",
    "time_posting",
    "visit",
)

_POSTGRESQL = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE FUNCTION refuse_late_response() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM attempt_result WHERE attempt_id = NEW.attempt_id) THEN
        RAISE EXCEPTION 'the attempt is closed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER response_while_open BEFORE INSERT ON response
    FOR EACH ROW EXECUTE FUNCTION refuse_late_response();
CREATE FUNCTION refuse_step_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.seq <> OLD.seq + 1 THEN
        RAISE EXCEPTION 'the journal only grows' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER journal_head_grows BEFORE UPDATE OR DELETE ON journal_head
    FOR EACH ROW EXECUTE FUNCTION refuse_step_back();
"""

_SQLITE = (
    """CREATE TRIGGER response_while_open BEFORE INSERT ON response
    WHEN EXISTS (SELECT 1 FROM attempt_result WHERE attempt_id = NEW.attempt_id)
    BEGIN SELECT RAISE(ABORT, 'the attempt is closed'); END""",
    """CREATE TRIGGER journal_head_grows BEFORE UPDATE ON journal_head
    WHEN NEW.seq <> OLD.seq + 1
    BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END""",
    """CREATE TRIGGER journal_head_stays BEFORE DELETE ON journal_head
    BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END""",
)


def upgrade() -> None:
    """Add the triggers; SQLite's also see INSERT OR REPLACE, PostgreSQL's also TRUNCATE."""
    if op.get_bind().dialect.name == "sqlite":
        for statement in _SQLITE:
            op.execute(statement)
        for table in APPEND_ONLY:
            for act in ("update", "delete"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )
        return
    op.execute(_POSTGRESQL)
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
