"""Heads are signed over the journal as it was, and everything that changed since shows."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from lms.domain.errors import ConflictError
from lms.domain.head_statement import HeadOccasion
from lms.domain.key_statement import KeyStatement
from lms.jobs.worker import Worker
from lms.queries.signed_heads import HeadRow, journal_state, newest_head, signed_heads
from lms.queries.signing_keys import key_statements
from lms.services.keep_keys import record_key
from lms.services.sign_head import HeadDesk, sign_head
from lms.services.verify_heads import LONGEST_WITHOUT_HEAD
from lms.services.verify_journal import verify_journal
from lms.storage.database import Database
from lms.storage.files import FileStore
from lms.storage.keys import (
    SigningKey,
    is_signed,
    make_journal_key,
    make_next_journal_key,
    put_next_journal_key_in_use,
)
from tests.clock import Clock
from tests.factories import decide
from tests.stored_rows import something_happened


def _something(session: Session, *, now: datetime) -> int:
    return something_happened(session, now)


def happen(database: Database, times: int = 1) -> None:
    for _ in range(times):
        database.writing(_something)


@pytest.fixture
def key(database: Database, tmp_path: Path) -> SigningKey:
    made = make_journal_key(tmp_path)
    decide(database)
    database.writing(partial(record_key, key=made, previous=None, reason="The first key."))
    return made


@pytest.fixture
def desk(database: Database, key: SigningKey, tmp_path: Path) -> HeadDesk:
    del key
    return HeadDesk(database, tmp_path)


def signed(desk: HeadDesk, occasion: HeadOccasion = HeadOccasion.ASKED) -> HeadRow:
    head = desk.sign(occasion)
    assert head is not None
    return head


def found(database: Database) -> str:
    return "\n".join(verify_journal(database).findings)


@contextmanager
def insider(database: Database, *tables: str) -> Iterator[Connection]:
    """Somebody with the database in hand: takes the triggers away and puts them back."""
    with database.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET session_replication_role = replica"))
            yield connection
            connection.execute(text("SET session_replication_role = origin"))
            return
        connection.execute(text("PRAGMA foreign_keys=OFF"))
        triggers = [
            (name, sql)
            for table in tables
            for name, sql in connection.execute(
                text("SELECT name, sql FROM sqlite_master WHERE type='trigger' AND tbl_name=:t"),
                {"t": table},
            )
        ]
        for name, _ in triggers:
            connection.execute(text(f"DROP TRIGGER {name}"))
        yield connection
        for _, sql in triggers:
            connection.execute(text(sql))


def test_a_head_says_where_the_journal_was_and_verifies(
    database: Database, desk: HeadDesk, key: SigningKey
) -> None:
    happen(database, 3)
    first, second = signed(desk), signed(desk, HeadOccasion.DAILY)
    assert is_signed(key.public, first.message.encode(), first.signature)
    assert first.statement.seq == first.statement.entries
    assert second.statement.previous == first.statement.digest
    happen(database, 5)
    assert signed(desk).statement.root != first.statement.root
    assert not found(database)


def test_the_statement_of_each_key_can_be_checked_by_anybody(
    database: Database, desk: HeadDesk, key: SigningKey, tmp_path: Path
) -> None:
    following = make_next_journal_key(tmp_path)
    database.writing(partial(record_key, key=following, previous=key, reason="a year"))
    put_next_journal_key_in_use(tmp_path)
    assert signed(desk).statement.public_key == following.public
    with database.reading() as session:
        one, two = key_statements(session)
    assert is_signed(one.public_key, one.message.encode(), one.signature)
    assert is_signed(two.public_key, two.message.encode(), two.signature)
    assert is_signed(one.public_key, two.message.encode(), two.previous_signature or "")
    assert KeyStatement("journal", two.public_key, one.public_key, two.event_seq - 1).message() == (
        two.message.encode()
    )
    assert not found(database)


def test_a_package_asked_for_twice_gets_the_same_head(database: Database, desk: HeadDesk) -> None:
    first = signed(desk)
    assert signed(desk, HeadOccasion.PACKAGE) == first
    happen(database)
    assert signed(desk, HeadOccasion.PACKAGE).number == first.number + 1


def test_a_foreign_key_signs_nothing(database: Database, desk: HeadDesk, tmp_path: Path) -> None:
    foreign = make_journal_key(tmp_path / "elsewhere")
    with database.reading() as session:
        state = journal_state(session)
    with pytest.raises(ConflictError):
        database.writing(partial(sign_head, state=state, key=foreign, occasion=HeadOccasion.ASKED))
    assert signed(desk).number == 1


def test_a_state_that_the_journal_does_not_hold_is_not_signed(
    database: Database, key: SigningKey
) -> None:
    with database.reading() as session:
        state = dataclasses.replace(journal_state(session), leaf_hash="0" * 64)
    with pytest.raises(ConflictError):
        database.writing(partial(sign_head, state=state, key=key, occasion=HeadOccasion.ASKED))


def test_the_worker_signs_at_a_start_each_night_and_after_certificates(
    database: Database, desk: HeadDesk, tmp_path: Path, clock: Clock
) -> None:
    del desk
    worker = Worker(database, FileStore(tmp_path / "files"), None, tmp_path)
    worker.run(stop=lambda: True)
    worker.turn()
    clock.advance(days=1)
    worker.turn()
    with database.reading() as session:
        occasions = [head.occasion for head in signed_heads(session)]
    assert occasions == ["restart", "daily", "daily"]
    assert not found(database)


def test_every_bit_of_a_head_and_its_signature_counts(database: Database, desk: HeadDesk) -> None:
    signed(desk)
    with database.reading() as session:
        head = newest_head(session)
    assert head is not None
    message, signature = head.message.encode(), bytes.fromhex(head.signature)
    public = head.statement.public_key
    assert is_signed(public, message, signature.hex())
    for at in range(8 * len(message)):
        assert not is_signed(public, _flipped(message, at), signature.hex()), at
    for at in range(8 * len(signature)):
        assert not is_signed(public, message, _flipped(signature, at).hex()), at


def _flipped(data: bytes, at: int) -> bytes:
    changed = bytearray(data)
    changed[at // 8] ^= 1 << at % 8
    return bytes(changed)


def test_a_changed_head_is_named(database: Database, desk: HeadDesk) -> None:
    signed(desk)
    signed(desk)
    with insider(database, "signed_head") as connection:
        connection.execute(
            text(
                "UPDATE signed_head SET statement = replace(statement, 'asked', 'daily'), "
                "occasion = 'daily' WHERE number = 1"
            )
        )
    assert "Signed head 1: what it says or its signature was changed" in found(database)


def test_lg_03_a_missing_head_and_a_cut_tail_are_named(database: Database, desk: HeadDesk) -> None:
    for _ in range(3):
        happen(database)
        signed(desk)
    with insider(database, "signed_head", "journal", "journal_head") as connection:
        connection.execute(text("DELETE FROM signed_head WHERE number = 2"))
    assert "head 2 is missing" in found(database)
    with insider(database, "signed_head", "journal", "journal_head") as connection:
        connection.execute(text("DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal)"))
        connection.execute(
            text(
                "UPDATE journal_head SET seq = seq - 1, leaf_hash = "
                "(SELECT leaf_hash FROM journal ORDER BY seq DESC LIMIT 1)"
            )
        )
    assert "its tail is missing" in found(database)


def test_lg_11_lost_triggers_are_named_even_when_a_head_was_signed_since(
    database: Database, desk: HeadDesk
) -> None:
    signed(desk)
    with database.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE journal DISABLE TRIGGER journal_append_only"))
        else:
            connection.execute(text("DROP TRIGGER journal_no_update"))
    desk.sign_what_happened()
    said = found(database)
    assert "The table journal has lost" in said
    assert "changed outside an upgrade; seen when head 2" in said


def test_f_47_days_without_a_head_are_an_alarm(
    database: Database, desk: HeadDesk, clock: Clock
) -> None:
    assert "No head of the journal was signed yet" in found(database)
    signed(desk)
    assert not found(database)
    clock.advance(days=LONGEST_WITHOUT_HEAD.days + 1)
    assert "for 4 days" in found(database)
