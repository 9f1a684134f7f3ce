"""A full archive of three years while people submit: seconds for a department, and memory.

Each archive is built and checked in processes of their own, so that their memory can be read.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from lms.domain.package import PackageKind
from lms.queries.training_records import training_record
from lms.rendering.package import verify
from lms.rendering.training_record import training_record_pdf
from lms.services.keep_keys import record_key
from lms.services.packages.build import build_package
from lms.storage.database import Database
from lms.storage.engine import make_engine
from lms.storage.files import FileStore
from lms.storage.keys import journal_key, make_journal_key
from tests.bench.archive_years import bench_members, write_years
from tests.bench.department import Size, make_department
from tests.bench.report import Row

DEPARTMENT, LARGE = 110, 1_000
_FEW = 4
_YEARS, _LONG_YEARS = 3, 10
_SECONDS, _MIB, _VERIFIER_MIB, _RECORD_SECONDS = 60.0, 250.0, 64.0, 2.0
_IN_A_MIB = 1024


_LAUNCH = """
import atexit, runpy, sys

def tell():
    status = open("/proc/self/status")
    print(next(line for line in status if line.startswith("VmHWM")).split()[1])

atexit.register(tell)
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""
"""Runs a program and prints the most memory it held, in KiB.

What the system counts for a child begins with its parent's memory, which is larger.
"""


@dataclass(frozen=True, slots=True)
class _Ran:
    """A process that ended: what it printed, its seconds of CPU and its MiB at most."""

    said: str
    cpu: float
    mib: float


Addresses = Callable[[Path], AbstractContextManager[str]]
"""Gives the address of a migrated database of one's own, in a folder."""


def package_rows(addresses: Addresses, folder: Path, sizes: Iterable[int]) -> Iterator[Row]:
    """Archives of departments of some sizes, each built while people submit, and checked."""
    for members in sizes:
        home = folder / f"archive-{members}"
        home.mkdir(parents=True)
        with addresses(home) as url:
            _make(url, home, members, _YEARS)
            yield from _archive(url, home, members)
            yield from _verified(home, members)


def record_row(addresses: Addresses, home: Path) -> Row:
    """One officer's training record of ten years with every question, as its PDF."""
    home.mkdir(parents=True)
    with addresses(home) as url:
        _make(url, home, _FEW, _LONG_YEARS)
        return _record(url)


def _make(url: str, home: Path, members: int, years: int) -> None:
    """A department with years of records and a key."""
    database = Database(make_engine(url))
    make_department(database, home / "files", Size(0, (1, 2, members), members))
    write_years(database, bench_members(database), years)
    key = make_journal_key(home)
    database.writing(partial(record_key, key=key, previous=None, reason="a bench"))
    database.dispose()


def _archive(url: str, home: Path, members: int) -> Iterator[Row]:
    command = [sys.executable, "-m", "tests.bench.submissions", url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as crowd:
        ran = _run([sys.executable, "-c", _LAUNCH, str(Path(__file__)), url, str(home)])
        crowd.terminate()
        said, _ = crowd.communicate()
    seconds, size = (float(word) for word in ran.said.split()[:2])
    submitted, during = (float(word) for word in said.split())
    note = (
        f"{ran.cpu:.0f} s of CPU, {size:.0f} MiB, "
        f"{submitted:.0f} submissions meanwhile, {submitted / max(during, 1):.0f} a second"
    )
    budget = _SECONDS if members == DEPARTMENT else None
    what = f"archive of {_YEARS} years, {members:,} more members"
    yield Row(what, seconds, "s", None, budget, note)
    yield Row("its memory at most", ran.mib, "MiB", None, _MIB)


def _verified(home: Path, members: int) -> Iterator[Row]:
    """Check the archive as a stranger does, and insist that nothing is found."""
    command = [sys.executable, "-I", "-S", "-c", _LAUNCH, str(verify.__file__)]
    ran = _run([*command, str(home / "archive.zip")])
    if "nothing was found" not in ran.said:
        raise RuntimeError(ran.said[:2_000])
    yield Row(f"checking it, {members:,} more members, CPU", ran.cpu, "s")
    yield Row("its memory at most", ran.mib, "MiB", None, _VERIFIER_MIB)


def _record(url: str) -> Row:
    database = Database(make_engine(url))
    member = bench_members(database)[0]
    since = time.process_time()
    with database.snapshot() as session:
        made = training_record(session, member_id=member, day=database.clock().date())
    data = training_record_pdf(made)
    seconds = time.process_time() - since
    database.dispose()
    note = f"{len(made.items)} sets of questions, {len(data) / _IN_A_MIB:.0f} KiB"
    what = f"training record of {_LONG_YEARS} years, CPU"
    return Row(what, seconds, "s", None, _RECORD_SECONDS, note)


def _run(command: list[str]) -> _Ran:
    """Run one process to its end beside whatever else runs."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        said = process.stdout.read() if process.stdout else ""
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command} ended with {process.returncode}")
    return _Ran(said, used.ru_utime + used.ru_stime, int(said.split()[-1]) / _IN_A_MIB)


def main(url: str, home: Path) -> None:
    """Build one archive and print its seconds and its size."""
    database = Database(make_engine(url))
    key, out = journal_key(home), home / "archive.zip"
    if key is None:
        raise AssertionError
    year, since = datetime.now(UTC).year, time.monotonic()
    build_package(
        database,
        FileStore(home / "files"),
        kind=PackageKind.ARCHIVE,
        folder=home / "spool",
        first=year - _YEARS + 1,
        last=year,
        key=key,
        out=out,
    )
    seconds = time.monotonic() - since
    database.dispose()
    size = out.stat().st_size / _IN_A_MIB**2
    sys.stdout.write(f"{seconds:.1f} {size:.1f}\n")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
