"""An older record meets newer anchors: it says so and gives no number twice."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from lms.domain.access import SYSTEM
from lms.domain.anchor import anchors_in
from lms.domain.errors import ConflictError
from lms.domain.issued_mark import code_digest, marks_in
from lms.domain.recovery import MARGIN, Lost
from lms.models import Certificate, Journal, LostCertificate
from lms.queries.recovery import is_lost_certificate, open_recovery
from lms.services.allot_id import allot_id
from lms.services.anchor_heads import anchor_heads
from lms.services.recover import begin_recovery, end_recovery
from lms.services.sign_head import HeadDesk
from lms.services.verify_anchors import Outside
from lms.services.verify_journal import verify_journal
from lms.storage.anchor_file import AnchorFile
from lms.storage.database import Database
from lms.storage.keys import SigningKey
from tests.factories import enlist, facts
from tests.services.test_signed_heads import desk, happen, insider, key, signed  # noqa: F401
from tests.training_rows import CODE, School

BOTH_WAYS = ("journal", "journal_head", "signed_head", "certificate")


def older(database: Database, *, seq: int, head: int) -> None:
    """Let the record be what it was: the tail and everything that rests on it is gone."""
    with insider(database, *BOTH_WAYS) as connection:
        for statement in (
            "DELETE FROM certificate WHERE event_seq > :seq",
            "DELETE FROM signed_head WHERE number > :head",
            "DELETE FROM journal WHERE seq > :seq",
            "UPDATE journal_head SET seq = :seq",
            "UPDATE journal_head SET leaf_hash = (SELECT leaf_hash FROM journal WHERE seq = :seq)",
        ):
            bound = {"head": head} if ":head" in statement else {"seq": seq}
            connection.execute(text(statement), bound)


@pytest.fixture
def file(tmp_path: Path) -> AnchorFile:
    (tmp_path / "elsewhere").mkdir()
    return AnchorFile(tmp_path / "elsewhere" / "heads.jsonl")


def meet(database: Database, file: AnchorFile) -> Lost | None:
    lines = file.lines()
    return database.writing(
        partial(begin_recovery, anchors=tuple(anchors_in(lines)), marks=tuple(marks_in(lines)))
    )


@pytest.fixture
def lost(
    database: Database,
    desk: HeadDesk,  # noqa: F811
    key: SigningKey,  # noqa: F811
    file: AnchorFile,
) -> Lost:
    """A record that lost a certificate and two heads."""
    member_id = enlist(database, facts("0101"))["0101"]
    school = School.opened(database)
    first = signed(desk)
    school.certify(member_id)
    happen(database, 2)
    signed(desk)
    signed(desk)
    anchor_heads(database, file, key)
    older(database, seq=first.seq, head=first.number)
    found = meet(database, file)
    assert found is not None
    assert found.lost_from == first.seq + 1
    return found


def test_f_36_an_older_record_goes_into_recovery_once_and_verifies(
    database: Database, lost: Lost, file: AnchorFile
) -> None:
    with database.reading() as session:
        going_on = open_recovery(session)
        newest = session.execute(select(func.max(Journal.seq))).scalar_one()
    assert going_on is not None
    assert going_on.lost == lost
    assert going_on.certificates == 1
    assert newest == lost.lost_through + 1 == lost.proven_through + MARGIN + 1
    assert meet(database, file) is None
    assert not verify_journal(database, Outside(file)).findings


def test_f_36_numbers_that_were_lost_are_never_given_again(
    database: Database,
    lost: Lost,
    desk: HeadDesk,  # noqa: F811
    file: AnchorFile,
    key: SigningKey,  # noqa: F811
) -> None:
    happen(database)
    head = signed(desk)
    assert head.number == lost.heads_through + 1
    assert head.statement.previous == lost.head_digest
    anchor_heads(database, file, key)
    given = database.writing(partial(_allotted))
    assert given > lost.lost_through
    assert not verify_journal(database, Outside(file)).findings


def _allotted(session: object, *, now: object) -> int:
    del now
    return allot_id(session, Certificate)  # type: ignore[arg-type]


@pytest.mark.usefixtures("lost")
def test_a_lost_certificate_is_known_by_its_code_and_by_nothing_else(database: Database) -> None:
    with database.reading() as session:
        assert is_lost_certificate(session, CODE)
        assert not is_lost_certificate(session, "A" * 26)
        stored = session.execute(select(LostCertificate.code_digest)).scalars().all()
    assert stored == [code_digest(CODE)]


@pytest.mark.usefixtures("lost")
def test_a_recovery_ends_by_a_decision_and_once(database: Database) -> None:
    end = partial(end_recovery, decided_by="the Chief", reason="all entered again", by=SYSTEM)
    database.writing(end)
    with database.reading() as session:
        assert open_recovery(session) is None
    with pytest.raises(ConflictError):
        database.writing(end)
    assert not verify_journal(database).findings


def test_lines_that_no_key_of_the_record_signed_send_nothing_into_recovery(
    database: Database,
    desk: HeadDesk,  # noqa: F811
    file: AnchorFile,
    key: SigningKey,  # noqa: F811
) -> None:
    head = signed(desk)
    anchor_heads(database, file, key)
    forged = file.path.read_text().replace('\\"number\\":1', '\\"number\\":9')
    file.path.write_text(forged)
    assert meet(database, file) is None
    with database.reading() as session:
        assert open_recovery(session) is None
    assert head.number == 1


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_gap_that_no_recovery_tells_is_a_break(database: Database, lost: Lost) -> None:
    with insider(database, "journal") as connection:
        connection.execute(
            text("UPDATE journal SET body = replace(body, :told, :other) WHERE seq = :seq"),
            {
                "told": f'"lost_from":{lost.lost_from}',
                "other": f'"lost_from":{lost.lost_from + 1}',
                "seq": lost.lost_through + 1,
            },
        )
    said = "\n".join(verify_journal(database).findings)
    assert f"expected entry {lost.lost_from}" in said
