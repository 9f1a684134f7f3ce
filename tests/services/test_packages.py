"""Archives: one snapshot, the same bytes at one head, stopped and gone on with, and true."""

from __future__ import annotations

import csv
import io
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from threading import Event
from zipfile import ZipFile

import pytest
from sqlalchemy import insert, select

from lms.domain.access import SYSTEM
from lms.domain.package import JOURNAL, TOTALS, PackageKind
from lms.models import CreditEntry, CreditSource, JournalHead
from lms.queries.record import journal_head
from lms.rendering.package import verify
from lms.services.keep_keys import record_key
from lms.services.packages.build import Progress, build_package
from lms.services.record_leave import record_leave
from lms.storage.database import Database
from lms.storage.files import FileStore
from lms.storage.keys import SigningKey, make_journal_key
from tests.demonstrations import Loaded
from tests.department import COMPLETE, Find, somebody
from tests.rendering.tag_check import assert_says_what_it_is


@pytest.fixture
def database(department: Database) -> Database:
    return department


@pytest.fixture
def key(database: Database, tmp_path: Path) -> SigningKey:
    made = make_journal_key(tmp_path / "data")
    database.writing(partial(record_key, key=made, previous=None, reason="a test"))
    return made


@pytest.fixture
def files(loaded: Loaded) -> FileStore:
    return FileStore(loaded.files)


def _built(
    database: Database,
    files: FileStore,
    key: SigningKey,
    folder: Path,
    progress: Progress = lambda _done, _all: True,
) -> Path:
    out = folder.with_suffix(".zip")
    build_package(
        database,
        files,
        kind=PackageKind.ARCHIVE,
        folder=folder,
        first=2024,
        last=2026,
        key=key,
        out=out,
        progress=progress,
    )
    return out


def _findings(path: Path) -> list[str]:
    files, findings = verify.read(str(path))
    return verify.examine(files, findings)[1]


def _leave(database: Database, member_id: int, day: date) -> None:
    work = partial(record_leave, member_id=member_id, starts_on=day, ends_on=day, by=SYSTEM)
    database.writing(work)


def test_an_archive_holds_what_it_says_and_the_verifier_finds_nothing(
    database: Database, files: FileStore, key: SigningKey, tmp_path: Path
) -> None:
    path = _built(database, files, key, tmp_path / "one")
    assert _findings(path) == []
    with ZipFile(path) as opened:
        names = opened.namelist()
        index = opened.read("index.html").decode()
        papers = {name: opened.read(name) for name in names if name.endswith(".pdf")}
        described = opened.read("data/data-dictionary.csv").decode("utf-8-sig")
        csv_text = b"".join(opened.read(name) for name in names if name.endswith(".csv")).decode()
    assert names[0] == "index.html"
    for folder in ("people/", "policy/", "lesson-plans/", "certificates/", "data/"):
        assert any(name.startswith(folder) for name in names), folder
    for name in names:
        if name.endswith(".pdf") and "-as-taken-in" not in name:
            assert_says_what_it_is(papers[name])
    dictionary = {row["file"] for row in csv.DictReader(io.StringIO(described))}
    tables = {name.removeprefix("data/") for name in names if name.endswith((".csv", ".jsonl"))}
    assert dictionary == tables - {"data-dictionary.csv"}
    for name in ("acknowledgements", "class_decisions"):
        assert f"{name}.csv" in dictionary
    for name in ("verify.py", "record-system.pdf", "certification-draft.pdf", JOURNAL, TOTALS):
        assert name in names
        assert name in index
    assert "<script" not in index
    assert "points" not in csv_text.partition("meaning")[0]


def test_the_same_request_at_one_head_gives_identical_bytes(
    database: Database, files: FileStore, key: SigningKey, tmp_path: Path
) -> None:
    one, two = (_built(database, files, key, tmp_path / name) for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()


def test_pk_05_stopped_after_each_step_it_goes_on_to_the_same_bytes_while_people_work(
    database: Database, files: FileStore, key: SigningKey, tmp_path: Path, find: Find
) -> None:
    member = find(COMPLETE).member
    whole = _built(database, files, key, tmp_path / "whole").read_bytes()
    day, seen = date(2026, 1, 1), [0]

    def stopping(done: int, _all: int) -> bool:
        return done == seen[0]

    path = tmp_path / "parts.zip"
    while not path.exists():
        _built(database, files, key, tmp_path / "parts", stopping)
        _leave(database, member, day + timedelta(days=seen[0]))
        seen[0] += 1
    assert path.read_bytes() == whole
    with database.reading() as session:
        assert journal_head(session).seq > seen[0]


def test_everything_in_it_stands_up_to_one_entry(
    database: Database, files: FileStore, key: SigningKey, tmp_path: Path
) -> None:
    with database.reading() as session:
        head = session.execute(select(JournalHead.seq)).scalar_one()
    path = _built(database, files, key, tmp_path / "one")
    with ZipFile(path) as opened:
        entries = opened.read(JOURNAL).count(b"\n")
    assert entries == head


def test_a_stored_file_that_is_missing_is_named_and_the_rest_is_there(
    database: Database, key: SigningKey, tmp_path: Path
) -> None:
    """LG-18: evidence files that were deleted; everything else can still be shown."""
    path = _built(database, FileStore(tmp_path / "none"), key, tmp_path / "one")
    with ZipFile(path) as opened:
        missing = [name for name in opened.namelist() if name.endswith(".missing.txt")]
        assert len(missing) == 1
        assert "was missing" in opened.read(missing[0]).decode()
        assert "Missing: " in opened.read("index.html").decode()
    assert _findings(path) == []


def test_minutes_written_past_the_journal_are_found(
    database: Database, files: FileStore, key: SigningKey, tmp_path: Path, find: Find
) -> None:
    """LG-09: a row in the ledger that no entry brought about."""
    with database.engine.begin() as connection:
        seq = connection.execute(select(JournalHead.seq)).scalar_one()
        connection.execute(
            insert(CreditEntry).values(
                member_id=find(COMPLETE).member,
                limb="policy",
                seconds=3_600,
                earned_on=date(2026, 3, 1),
                source=CreditSource.LESSON,
                unit="lesson:none",
                event_seq=seq,
            )
        )
    findings = _findings(_built(database, files, key, tmp_path / "one"))
    assert any("the entries come to" in each for each in findings)


@pytest.mark.postgres
def test_pk_05_on_postgresql_an_archive_is_of_one_moment_while_people_go_on_working(
    postgres_department: Database, tmp_path: Path
) -> None:
    """One snapshot of every table at one entry, with somebody writing all the while."""
    database = postgres_department
    member = somebody(database, COMPLETE).member
    made = make_journal_key(tmp_path / "data")
    database.writing(partial(record_key, key=made, previous=None, reason="a test"))
    over = Event()

    def work() -> int:
        done = 0
        while not over.is_set():
            _leave(database, member, date(2028, 1, 1) + timedelta(days=done))
            done += 1
        return done

    with ThreadPoolExecutor(1) as pool:
        working = pool.submit(work)
        path = _built(database, FileStore(tmp_path / "files"), made, tmp_path / "one")
        over.set()
        assert working.result() > 20
    assert _findings(path) == []
    with ZipFile(path) as opened:
        entries = opened.read(JOURNAL).count(b"\n")
        head = json.loads(opened.read("seal.json"))["head"]["seq"]
        leaves = json.loads(opened.read("data/leave.json"))
    assert entries == head
    assert all(row["entry"] <= head for row in leaves)
    with database.reading() as session:
        assert journal_head(session).seq > head
