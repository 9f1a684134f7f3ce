"""Evidence packages on pages: asked for, stopped, resumed, downloaded, refused."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select, update

from lms.domain.package import PackageKind
from lms.jobs.worker import Worker
from lms.models import Job, PackageRequest, SecurityLog
from lms.rendering.package import verify
from lms.services.keep_keys import record_key
from lms.services.packages.build import build_package
from lms.storage.database import Database
from lms.storage.files import FileStore
from lms.storage.keys import journal_key, make_journal_key
from tests.clock import Clock
from tests.demonstrations import Loaded
from tests.department import COMPLETE, Find
from tests.page_client import PageClient


@pytest.fixture
def database(department: Database) -> Database:
    return department


@pytest.fixture
def manager(find: Find, client: PageClient) -> PageClient:
    return client.become(find("accreditation"))


@pytest.fixture
def worker(database: Database, loaded: Loaded, tmp_path: Path) -> Worker:
    """A worker over the files of the application under test."""
    folder = tmp_path / "data"
    made = make_journal_key(folder)
    database.writing(partial(record_key, key=made, previous=None, reason="a test"))
    shutil.copytree(loaded.files, folder / "files")
    return Worker(database, FileStore(folder / "files"), None, folder)


def _ask(manager: PageClient) -> str:
    manager.get("/evidence/packages")
    done = manager.post(
        "/evidence/packages", {"kind": "archive", "first_year": "2026", "last_year": "2026"}
    )
    return str(done.response.headers["Location"])


def test_a_package_is_stopped_resumed_built_once_checked_and_downloaded(
    manager: PageClient, worker: Worker, database: Database
) -> None:
    address = _ask(manager)
    assert "Being built" in manager.get(address).text
    manager.post(f"{address}/stop", {})
    manager.get(f"{address}.zip", status=404)
    worker.turn()
    assert "Stopped" in manager.get(address).text
    manager.post(f"{address}/resume", {})
    worker.turn()
    assert "Whole" in manager.get(address).text
    sha256 = _check(worker, database)
    done = manager.post(f"{address}/resume", {})
    assert "built already" in manager.get(str(done.response.headers["Location"])).text
    with database.engine.begin() as connection:
        connection.execute(update(Job).values(state="waiting", lease_until=None))
    worker.turn()
    assert _check(worker, database) == sha256
    _download(manager, worker, database, f"{address}.zip", sha256)


_WORKER = """
import sys
from datetime import datetime
from pathlib import Path
from lms.jobs.worker import Worker
from lms.storage.database import Database
from lms.storage.engine import make_engine
from lms.storage.files import FileStore

url, folder, moment = sys.argv[1:]
database = Database(make_engine(url), lambda: datetime.fromisoformat(moment))
Worker(database, FileStore(Path(folder) / "files"), None, Path(folder)).turn()
"""


def _killed(database: Database, data: Path, steps: Path, more: int) -> None:
    """Run a worker in a process of its own, and kill it once it has ended so many steps more."""
    url = database.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", _WORKER, url, str(data), database.clock().isoformat()]
    wanted = _lines(steps) + more
    with subprocess.Popen(command) as process:
        while _lines(steps) < wanted:
            assert process.poll() is None
            time.sleep(0.002)
        process.kill()
    assert process.returncode == -signal.SIGKILL


def _lines(steps: Path) -> int:
    return steps.read_bytes().count(b"\n") if steps.exists() else 0


def test_pk_05_a_killed_worker_s_package_is_gone_on_with_and_is_the_same(
    manager: PageClient, worker: Worker, database: Database, clock: Clock, tmp_path: Path
) -> None:
    """Two workers die of it; what the first has made is not made again; the page says how far."""
    key, whole = journal_key(tmp_path / "data"), tmp_path / "whole.zip"
    assert key is not None
    worker.turn()  # the nightly jobs, whose entries would end the package elsewhere
    build_package(
        database,
        worker.files,
        kind=PackageKind.ARCHIVE,
        folder=tmp_path / "whole",
        first=2026,
        last=2026,
        key=key,
        out=whole,
    )
    address, spool = _ask(manager), tmp_path / "data/packages/request-1"
    _killed(database, tmp_path / "data", spool / "steps.jsonl", 4)
    made = list((spool / "files").rglob("*.pdf"))
    for path in made:
        os.utime(path, (0, 0))
    assert worker.turn() == 0
    clock.advance(minutes=6)
    _killed(database, tmp_path / "data", spool / "steps.jsonl", 2)
    assert sum(path.stat().st_mtime == 0 for path in made) >= 3
    page = manager.get(address).text
    done, of = page.partition(" steps")[0].split()[-3::2]
    assert 0 < int(done) < int(of)
    clock.advance(minutes=6)
    worker.turn()
    assert _check(worker, database) == hashlib.sha256(whole.read_bytes()).hexdigest()


def _check(worker: Worker, database: Database) -> str:
    """The SHA-256 of the one package, in which the verifier finds nothing."""
    with database.reading() as session:
        held = session.execute(select(PackageRequest)).scalar_one()
        assert held.done_steps == held.all_steps > 0
        sha256 = str(held.file_sha256)
    files, findings = verify.read(str(worker.files.whole(sha256)))
    assert verify.examine(files, findings)[1] == []
    return sha256


def _download(
    manager: PageClient, worker: Worker, database: Database, address: str, sha256: str
) -> None:
    assert manager.app.extensions["lms"].files.put(worker.files.get(sha256)) == sha256
    answer = manager.get(address).response
    assert answer.data.startswith(b"PK")
    assert "attachment" in answer.headers["Content-Disposition"]
    answer.close()
    with database.reading() as session:
        said = set(session.execute(select(SecurityLog.detail)).scalars())
    assert any(each.startswith("evidence package 1, 2026, entry ") for each in said)


def test_without_a_key_it_gives_up_and_says_so(
    manager: PageClient, database: Database, tmp_path: Path
) -> None:
    address = _ask(manager)
    Worker(database, FileStore(tmp_path / "files"), None, tmp_path).turn()
    page = manager.get(address)
    assert "Gave up" in page.text
    assert "no key" in page.text


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2026", "2025", "comes after"),
        ("2000", "2026", "at most"),
        ("2026", "2999", "not come yet"),
        ("", "2026", "Write a year"),
        ("26", "2026", "four digits"),
    ],
)
def test_years_that_are_none_are_refused_and_nothing_is_asked(
    manager: PageClient, database: Database, first: str, last: str, words: str
) -> None:
    manager.get("/evidence/packages")
    data = {"kind": "archive", "first_year": first, "last_year": last}
    assert words in manager.post("/evidence/packages", data, status=422).text
    with database.reading() as session:
        assert session.execute(select(PackageRequest.id)).first() is None


def test_officers_and_assessors_are_refused(
    find: Find, new_client: Callable[[], PageClient]
) -> None:
    for login in (COMPLETE, "assessor"):
        new_client().become(find(login)).get("/evidence/packages", status=403)
