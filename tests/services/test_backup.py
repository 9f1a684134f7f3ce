"""A copy is made while people work, comes back whole, and says where it was changed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from lms.domain.backup_manifest import BackupManifest, manifest_from_message
from lms.domain.errors import ConflictError, InvalidError
from lms.services.make_backup import backup_faults, make_backup, read_manifest
from lms.services.restore_backup import restore_backup
from lms.services.sign_head import HeadDesk
from lms.services.verify_journal import verify_journal
from lms.storage.database import Database
from lms.storage.engine import make_engine
from lms.storage.files import FileStore
from lms.storage.keys import SigningKey, journal_key
from tests.clock import Clock
from tests.databases import PostgresCluster
from tests.services.test_signed_heads import desk, happen, key, signed  # noqa: F401
from tests.stored_rows import keep_some_file

ONE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
Fresh = Callable[[], str]


@pytest.fixture
def bare_url(database: Database, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """A database of the same kind with nothing in it."""
    if database.engine.dialect.name == "sqlite":
        yield f"sqlite:///{tmp_path}/back/lms.db"
        return
    cluster: PostgresCluster = request.getfixturevalue("postgres_cluster")
    opened: AbstractContextManager[str] = cluster.database(migrated=False)
    with opened as url:
        yield url


@pytest.fixture
def backup(
    database: Database,
    desk: HeadDesk,  # noqa: F811
    key: SigningKey,  # noqa: F811
    tmp_path: Path,
) -> Path:
    keep_some_file(database, FileStore(tmp_path / "files"), b"a signed roster")
    happen(database, 3)
    signed(desk)
    make_backup(database, tmp_path, tmp_path / "backup", key=key)
    return tmp_path / "backup"


def test_f_35_a_backup_made_while_people_write_is_one_moment_and_verifies(
    database: Database,
    desk: HeadDesk,  # noqa: F811
    key: SigningKey,  # noqa: F811
    tmp_path: Path,
    bare_url: str,
    clock: Clock,
) -> None:
    signed(desk)
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            happen(database)

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    try:
        manifest = make_backup(database, tmp_path, tmp_path / "backup", key=key)
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    back = Database(make_engine(bare_url), clock)
    restore_backup(tmp_path / "backup", engine=back.engine, data_dir=tmp_path / "back")
    found = verify_journal(back, files=FileStore(tmp_path / "back" / "files"))
    back.dispose()
    assert not found.findings
    assert found.summary["entries"] == manifest.seq


def test_what_comes_back_has_its_files_its_keys_and_goes_on(
    backup: Path, tmp_path: Path, bare_url: str, clock: Clock, database: Database
) -> None:
    del database
    back, folder = Database(make_engine(bare_url), clock), tmp_path / "back"
    restore_backup(backup, engine=back.engine, data_dir=folder)
    found = journal_key(folder)
    assert found is not None
    assert (folder / "keys").stat().st_mode & 0o777 == 0o700
    happen(back)
    signed(HeadDesk(back, folder))
    assert not verify_journal(back, files=FileStore(folder / "files")).findings
    back.dispose()


@ONE
def test_a_restore_into_a_place_that_is_taken_changes_nothing(
    backup: Path, tmp_path: Path, bare_url: str, database: Database
) -> None:
    del database
    engine = make_engine(bare_url)
    restore_backup(backup, engine=engine, data_dir=tmp_path / "back")
    with pytest.raises(ConflictError, match="not empty"):
        restore_backup(backup, engine=engine, data_dir=tmp_path / "back")
    other = make_engine(f"sqlite:///{tmp_path}/other.db")
    with pytest.raises(ConflictError, match="files already"):
        restore_backup(backup, engine=other, data_dir=tmp_path / "back")
    assert not (tmp_path / "other.db").exists()
    engine.dispose()


@ONE
def test_a_changed_missing_or_added_file_is_named_and_nothing_is_put_back(
    backup: Path, tmp_path: Path, bare_url: str, database: Database
) -> None:
    del database
    manifest = read_manifest(backup)
    assert not list(backup_faults(backup, manifest))
    stored = next(name for name in manifest.files if name.startswith("files/"))
    (backup / stored).write_bytes(b"another roster")
    (backup / "database.sqlite").rename(backup / "else")
    said = list(backup_faults(backup, manifest))
    assert said == [
        "database.sqlite is missing from the backup.",
        "else was added to the backup.",
        f"{stored} was changed in the backup.",
    ]
    engine = make_engine(bare_url)
    with pytest.raises(InvalidError, match="changed"):
        restore_backup(backup, engine=engine, data_dir=tmp_path / "back")
    engine.dispose()
    assert not (tmp_path / "back").exists()


@ONE
def test_up_22_a_manifest_that_nobody_signed_is_no_backup(backup: Path, database: Database) -> None:
    del database
    message = (backup / "manifest.json").read_bytes()
    (backup / "manifest.json").write_bytes(message.replace(b'"seq":', b'"seq":1'))
    with pytest.raises(InvalidError):
        read_manifest(backup)
    (backup / "manifest.json").unlink()
    with pytest.raises(InvalidError, match="no backup"):
        read_manifest(backup)


@pytest.mark.parametrize("name", ["/etc/passwd", "../out", "files/../../out", ""])
def test_up_19_a_path_that_leads_out_of_the_backup_is_refused(name: str) -> None:
    manifest = BackupManifest("2027", "sqlite", "0001", 1, "a" * 64, {name: "b" * 64}, "c" * 64)
    with pytest.raises(InvalidError):
        manifest_from_message(manifest.message())


@ONE
def test_lg_18_a_missing_or_changed_file_is_named(
    database: Database,
    key: SigningKey,  # noqa: F811
    tmp_path: Path,
) -> None:
    files = FileStore(tmp_path / "files")
    first = keep_some_file(database, files, b"a signed roster")
    second = keep_some_file(database, files, b"a letter")
    (tmp_path / "files" / first[:2] / first).unlink()
    (tmp_path / "files" / second[:2] / second).write_bytes(b"another letter")
    said = "\n".join(verify_journal(database, files=files).findings)
    assert f"({first[:16]}) cannot be shown: it is missing" in said
    assert f"({second[:16]}) cannot be shown: its bytes were changed" in said
    with pytest.raises(ConflictError, match="missing or changed"):
        make_backup(database, tmp_path, tmp_path / "backup", key=key)
    assert not (tmp_path / "backup").exists()
    assert not (tmp_path / "backup.partial").exists()
