"""What papers and archives say of training taken elsewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import delete
from sqlalchemy.exc import DatabaseError

from lms.domain.outside_training import OutsideOutcome
from lms.domain.package import PackageKind
from lms.jobs.worker import Worker
from lms.models import StoredFile
from lms.queries.record import journal_head
from lms.queries.statements import year_statement
from lms.queries.training_records import training_record
from lms.rendering.package import verify
from lms.services.keep_keys import record_key
from lms.services.packages.build import build_package
from lms.services.verify_journal import verify_journal
from lms.storage.database import Database
from lms.storage.files import FileStore
from lms.storage.keys import make_journal_key
from tests.clock import Clock
from tests.desk_people import PEOPLE
from tests.factories import decide, enlist, today
from tests.outside_people import Elsewhere

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_papers_and_the_archive_say_what_was_taken_elsewhere(
    database: Database, tmp_path: Path
) -> None:
    elsewhere = Elsewhere(database)
    elsewhere.school.put_in_force()
    files = FileStore(tmp_path / "files")
    files.put(b"certificate")
    elsewhere.decide(elsewhere.send())
    declined = elsewhere.send(scanned="lost", provider="Sheriff", explanation="Another class.")
    elsewhere.decide(declined, OutsideOutcome.DECLINED, reason="No name on it.")
    member = elsewhere.officer.member
    with database.reading() as session:
        head = journal_head(session).seq
        record = training_record(
            session, member_id=member, day=date(2027, 3, 1), position=head, answers=False
        )
        statement = year_statement(
            session, member_id=member, owed=elsewhere.school.owed, now=database.clock()
        )
    said = next(part for part in record.parts if part.title == "Training elsewhere")
    words = [fact.what for fact in said.then]
    assert any("60 minutes, outside training, not timed here" in each for each in words)
    assert any("was declined" in each for each in words)
    assert ("Beside these pages", "60 minutes of outside training, not timed here") in (
        statement.circumstances
    )
    key = make_journal_key(tmp_path / "keys")
    database.writing(partial(record_key, key=key, previous=None, reason="a test"))
    out = tmp_path / "archive.zip"
    build_package(
        database,
        files,
        kind=PackageKind.ARCHIVE,
        folder=tmp_path / "archive",
        first=2027,
        last=2027,
        key=key,
        out=out,
    )
    held, findings = verify.read(str(out))
    assert verify.examine(held, findings)[1] == []
    with ZipFile(out) as opened:
        assert opened.read("outside/number-1-as-taken-in.pdf") == b"certificate"
        assert "outside/number-2-as-taken-in.pdf.missing.txt" in opened.namelist()
        assert b"Regional Academy" in opened.read("data/outside.csv")
        assert b"No name on it" not in opened.read("data/outside_decisions.csv")
        dictionary = opened.read("data/data-dictionary.csv").decode("utf-8-sig")
    for table in ("outside", "outside_claims", "outside_decisions", "outside_grants"):
        assert f"{table}.csv,entry" in dictionary


def test_a_scan_is_kept_when_retention_has_let_the_raw_records_of_time_go(
    database: Database, clock: Clock, tmp_path: Path
) -> None:
    elsewhere = Elsewhere(database)
    files = FileStore(tmp_path / "files")
    files.put(b"certificate")
    sent = elsewhere.send()
    elsewhere.decide(sent)
    decide(database, retention_years=3)
    gone = today(database)
    enlist(database, *(replace(each, separated_on=gone) for each in PEOPLE[:1]))
    clock.advance(days=366 * 4)
    Worker(database, files).turn()
    row = elsewhere.row(sent)
    assert files.get(row.scan_sha256) == b"certificate"
    with pytest.raises(DatabaseError), database.engine.begin() as connection:
        connection.execute(delete(StoredFile).where(StoredFile.sha256 == row.scan_sha256))
    assert verify_journal(database).findings == ()
