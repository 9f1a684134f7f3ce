"""A full archive of three years: seconds for a department, and memory for a large one."""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from lms.domain.package import PackageKind
from lms.services.keep_keys import record_key
from lms.services.packages.build import build_package
from lms.storage.database import Database
from lms.storage.engine import make_engine
from lms.storage.files import FileStore
from lms.storage.keys import journal_key, make_journal_key
from tests.bench.department import Size, make_department
from tests.bench.report import Row
from tests.databases import migrated_sqlite

_DEPARTMENT, _LARGE = 110, 1_000
_SECONDS, _MIB = 60.0, 250.0
_IN_A_MIB = 1024


def package_rows(folder: Path, *, large: bool) -> Iterator[Row]:
    """Build archives, each in a process of its own so that its memory can be read."""
    for members in (_DEPARTMENT, _LARGE) if large else (_DEPARTMENT,):
        home = folder / f"archive-{members}"
        home.mkdir()
        shutil.copyfile(migrated_sqlite(folder), home / "lms.db")
        database = Database(make_engine(f"sqlite:///{home}/lms.db"))
        make_department(database, home / "files", Size(0, (1, 2, members)))
        key = make_journal_key(home)
        database.writing(partial(record_key, key=key, previous=None, reason="a bench"))
        database.dispose()
        command = [sys.executable, "-m", "tests.bench.packages", str(home)]
        ran = subprocess.run(command, capture_output=True, text=True, check=True)
        seconds, mib, size = (float(word) for word in ran.stdout.split())
        note = f"{size:.0f} MiB"
        budget = _SECONDS if members == _DEPARTMENT else None
        yield Row(
            f"archive of three years, {members} more members", seconds, "s", None, budget, note
        )
        yield Row("its memory at most", mib, "MiB", None, _MIB)


def main(home: Path) -> None:
    """Build one archive and print its seconds, its memory and its size."""
    database = Database(make_engine(f"sqlite:///{home}/lms.db"))
    key, out = journal_key(home), home / "archive.zip"
    if key is None:
        raise AssertionError
    year, since = datetime.now(UTC).year, time.monotonic()
    build_package(
        database,
        FileStore(home / "files"),
        kind=PackageKind.ARCHIVE,
        folder=home / "spool",
        first=year - 2,
        last=year,
        key=key,
        out=out,
    )
    seconds = time.monotonic() - since
    database.dispose()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _IN_A_MIB
    size = out.stat().st_size / _IN_A_MIB**2
    sys.stdout.write(f"{seconds:.1f} {memory:.0f} {size:.1f}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
