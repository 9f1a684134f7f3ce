"""Somebody with the database in hand changes it, and the check that is meant for it says so.

What only a head kept outside finds is in ``test_anchors.py``, what heads find in
``test_signed_heads.py``.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import Connection, text

from lms.domain.journal_chain import canonical, leaf_hash, link
from lms.services.verify_journal import verify_journal
from lms.storage.database import Database
from tests.services.test_signed_heads import insider

TABLES = ("journal", "journal_head", "attempt_result", "credit_entry", "certificate")


def found(database: Database) -> str:
    return "\n".join(verify_journal(database).findings)


def middle(connection: Connection) -> int:
    """An entry with others before and behind it."""
    newest = connection.execute(text("SELECT max(seq) FROM journal")).scalar_one()
    return int(newest) // 2


def test_lg_01_one_edited_entry_is_named_by_its_place(department: Database) -> None:
    with insider(department, *TABLES) as connection:
        seq = middle(connection)
        connection.execute(
            text("UPDATE journal SET body = replace(body, '\"by\":', '\"by\": ') WHERE seq = :seq"),
            {"seq": seq},
        )
    assert f"Journal entry {seq}: its words do not match its hash." in found(department)


def test_lg_01_an_edited_entry_with_its_hash_made_anew_breaks_the_next_link(
    department: Database,
) -> None:
    with insider(department, *TABLES) as connection:
        seq = middle(connection)
        version, body = connection.execute(
            text("SELECT version, body FROM journal WHERE seq = :seq"), {"seq": seq}
        ).one()
        changed = json.dumps({**json.loads(body), "at": "2020-01-01T00:00:00.000+00:00"})
        connection.execute(
            text("UPDATE journal SET body = :body, leaf_hash = :leaf WHERE seq = :seq"),
            {"body": changed, "leaf": leaf_hash(version, changed), "seq": seq},
        )
    assert f"Journal entry {seq + 1}: it does not follow the entry before it." in found(department)


def test_lg_04_an_entry_taken_out_of_the_middle_is_named(department: Database) -> None:
    with department.engine.connect() as connection:
        seq = middle(connection)
    with sqlite3.connect(str(department.engine.url.database)) as file:
        triggers = file.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'journal'"
        ).fetchall()
        for name, _ in triggers:
            file.execute(f"DROP TRIGGER {name}")
        file.execute("DELETE FROM journal WHERE seq = ?", (seq,))
        for _, made_by in triggers:
            file.execute(made_by)
    assert f"Journal entry {seq + 1}: expected entry {seq}." in found(department)


def _newest(connection: Connection) -> tuple[int, str, dict[str, Any]]:
    seq, leaf, body = connection.execute(
        text("SELECT seq, leaf_hash, body FROM journal ORDER BY seq DESC LIMIT 1")
    ).one()
    return int(seq), str(leaf), json.loads(body)


def test_lg_06_an_entry_slipped_in_behind_the_newest_is_named(department: Database) -> None:
    """It follows the one before it in every byte; what it says, no table bears out."""
    kind = "lesson-completed"
    with insider(department, *TABLES) as connection:
        seq, leaf, newest = _newest(connection)
        like = connection.execute(
            text("SELECT body FROM journal WHERE kind = :kind LIMIT 1"), {"kind": kind}
        ).scalar_one()
        facts = {"kind": kind, "data": json.loads(like)["data"], "at": newest["at"], "by": None}
        entry = link(seq, leaf, facts)
        connection.execute(
            text(
                "INSERT INTO journal (seq, version, kind, at, body, leaf_hash) "
                "SELECT :seq, 1, :kind, at, :body, :leaf FROM journal WHERE seq = :seq - 1"
            ),
            {"seq": entry.seq, "kind": kind, "body": entry.body, "leaf": entry.leaf_hash},
        )
    said = found(department)
    assert f"The journal's head says entry {seq}, the newest one is {entry.seq}." in said
    assert f"Entry {entry.seq}: the ledger differs from the time it lists." in said


def test_lg_14_an_entry_dated_back_is_named_though_the_chain_was_made_anew(
    department: Database,
) -> None:
    with insider(department, *TABLES) as connection:
        seq, _, newest = _newest(connection)
        changed = canonical({**newest, "at": "2020-01-01T00:00:00.000+00:00"})
        values = {"body": changed, "leaf": leaf_hash(1, changed), "seq": seq}
        connection.execute(
            text("UPDATE journal SET body = :body, leaf_hash = :leaf WHERE seq = :seq"), values
        )
        connection.execute(text("UPDATE journal_head SET leaf_hash = :leaf"), values)
    said = found(department)
    assert f"Journal entry {seq}: it is dated before the entry before it." in said
    assert f"Journal entry {seq}: its kind or time is not what its words say." in said


@pytest.mark.parametrize("change", ["kind = 'sitting-opened'", "at = datetime(at, '-1 day')"])
def test_lg_09_an_entry_filed_under_another_kind_or_day_is_named(
    department: Database, change: str
) -> None:
    with insider(department, *TABLES) as connection:
        seq, _, _ = _newest(connection)
        statement = f"UPDATE journal SET {change} WHERE seq = :seq"  # noqa: S608 - from above
        connection.execute(text(statement), {"seq": seq})
    said = found(department)
    assert f"Journal entry {seq}: its kind or time is not what its words say." in said


def test_lg_05_two_swapped_entries_are_named(department: Database) -> None:
    with insider(department, *TABLES) as connection:
        seq = middle(connection)
        pair = (
            connection.execute(
                text("SELECT seq, kind, body, leaf_hash FROM journal WHERE seq IN (:a, :b)"),
                {"a": seq, "b": seq + 1},
            )
            .mappings()
            .all()
        )
        _put(connection, seq + 1, {**pair[1], "leaf_hash": "0" * 64})
        _put(connection, seq, pair[1])
        _put(connection, seq + 1, pair[0])
    said = found(department)
    assert f"Journal entry {seq}: it names another place in the journal." in said
    assert f"Journal entry {seq + 1}: it names another place in the journal." in said


def _put(connection: Connection, place: int, row: Mapping[Any, Any]) -> None:
    connection.execute(
        text("UPDATE journal SET kind = :kind, body = :body, leaf_hash = :leaf WHERE seq = :place"),
        {"kind": row["kind"], "body": row["body"], "leaf": row["leaf_hash"], "place": place},
    )


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE attempt_result SET points = points - 1 WHERE points > 0", "graded again"),
        ("UPDATE attempt_result SET passed = NOT passed", "graded again"),
        ("UPDATE attempt_result SET answers_digest = upper(answers_digest)", "answers differ"),
        ("UPDATE credit_entry SET seconds = seconds + 60", "the ledger differs"),
        ("UPDATE credit_entry SET earned_on = date(earned_on, '-1 year')", "the ledger differs"),
        ("DELETE FROM credit_entry", "the ledger differs"),
        ("UPDATE certificate SET member_id = member_id + 1", "facts differ"),
        ("DELETE FROM certificate", "it is missing"),
    ],
)
def test_lg_09_a_changed_row_without_an_entry_is_found_by_replay(
    department: Database, statement: str, expected: str
) -> None:
    with insider(department, *TABLES) as connection:
        connection.execute(text("PRAGMA foreign_keys=OFF"))
        assert connection.execute(text(statement)).rowcount
    assert expected in found(department)


@pytest.mark.parametrize("table", ["credit_entry", "certificate"])
def test_lg_10_a_row_that_some_path_added_without_an_entry_is_found(
    department: Database, table: str
) -> None:
    """No trigger is in the way of adding a row; only the replay finds it."""
    with department.engine.begin() as connection:
        row = dict(connection.execute(text(f"SELECT * FROM {table} LIMIT 1")).mappings().one())  # noqa: S608 - a name from above
        row["id"] = 10**6
        row["event_seq"] = 1
        row |= {"code": "Z" * 26, "sequence": 9} if table == "certificate" else {}
        row |= {"supersedes_id": row["id"] - 1} if table == "certificate" else {}
        connection.execute(text("PRAGMA defer_foreign_keys=ON"))
        names = ", ".join(row)
        marks = ", ".join(f":{name}" for name in row)
        statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - names of columns
        if table == "certificate":
            connection.execute(
                text(statement.replace(":supersedes_id", "(SELECT max(id) FROM certificate)")), row
            )
        else:
            connection.execute(text(statement), row)
    said = found(department)
    assert "Entry 1: the ledger holds seconds" in said or "was issued by no journal entry" in said


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        (
            (
                "UPDATE certificate SET facts = '{}'",
                "UPDATE credit_entry SET earned_on = 'never'",
                "UPDATE attempt_result SET points = points + 1 WHERE points < maximum",
                "UPDATE journal SET body = 'words' WHERE kind = 'access-digested'",
                "DELETE FROM journal_head",
            ),
            (
                "The journal has no head.",
                "The ledger: a stored value is in a form that the record never writes",
                "Certificates: a stored value is in a form that the record never writes",
                "graded again",
            ),
        ),
        (
            ("UPDATE journal SET at = 'never' WHERE seq = 9", "UPDATE setting SET value = '[7]'"),
            (
                "The journal: a stored value is in a form",
                "The settings: a stored value is in a form",
            ),
        ),
        (
            (
                "UPDATE journal SET version = -7 WHERE seq = 9",
                "UPDATE journal SET body = '{}' WHERE kind = 'attempt-submitted'",
            ),
            (
                "Journal entry 9: unknown version -7.",
                "Results: a stored value is in a form that the record never writes",
            ),
        ),
    ],
    ids=["values", "settings", "entries"],
)
def test_lg_16_a_value_that_the_record_never_writes_ends_no_check(
    department: Database, statements: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    """Somebody who spoils a value to break the check has spoiled one value, and is named."""
    with insider(department, *TABLES, "setting") as connection:
        connection.execute(text("PRAGMA foreign_keys=OFF"))
        connection.execute(text("PRAGMA ignore_check_constraints=ON"))
        for statement in statements:
            connection.execute(text(statement))
    said = found(department)
    for sentence in expected:
        assert sentence in said, said
