"""Measures the product beside a bare Flask view and prints the budgets: ``make bench``."""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

from lms.app import create_app
from lms.config import Config
from lms.rendering.certificate import certificate_pdf
from lms.storage.database import Database
from lms.storage.engine import make_engine
from tests.bench import bare
from tests.bench.attempts import Crowd, speed_rows, wire_rows
from tests.bench.department import Size, make_department
from tests.bench.lessons import lesson_rows
from tests.bench.lists import list_rows
from tests.bench.officer import Key
from tests.bench.packages import DEPARTMENT, LARGE, package_rows, record_row
from tests.bench.pages import Place, measure_pages
from tests.bench.report import Row, table
from tests.bench.revisions import revision_rows
from tests.bench.server import HOST, Server, free_port, memory_mib, serving
from tests.bench.statements import statement_rows
from tests.bench.years import make_ten_years, opening_row
from tests.databases import PostgresCluster, migrated_sqlite, newest_postgresql
from tests.demonstrations import whole_folder
from tests.rendering.certificate_paper import FACTS

_SQLITE, _POSTGRESQL = "SQLite", "PostgreSQL"
_CPU_MS = {_SQLITE: 80.0, _POSTGRESQL: 100.0}
_DESKS, _BEATING, _COUNTED = 8, 8, 2
_CERTIFICATES = 10
_CERTIFICATE_MS, _WORKERS_MIB = 20.0, 200.0


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured.

    Attributes:
        rounds: over which medians are taken.
        times: requests to a page in a round.
        crowds: attempts in a round, by how many people are at it at once.
        readers: in lessons at once, each at a person's pace.
        seconds: for how long.
    """

    rounds: int
    times: int
    crowds: dict[int, int]
    attempt_rounds: int
    members: tuple[int, ...]
    databases: tuple[str, ...]
    readers: int
    seconds: float

    @property
    def officers(self) -> int:
        """How many people with an attempt of their own that takes."""
        taken = self.attempt_rounds * sum(self.crowds.values())
        return _COUNTED + _DESKS + _BEATING + taken


_WHOLE = Plan(5, 24, {8: 24, 32: 32}, 2, (100, 1_000, 10_000), (_SQLITE, _POSTGRESQL), 1_000, 60)
_QUICK = Plan(3, 12, {8: 12}, 1, (100, 1_000), (_SQLITE,), 200, 20)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@contextmanager
def _address(kind: str, folder: Path) -> Iterator[str]:
    """The address of a migrated database of one's own."""
    if kind == _SQLITE:
        path = folder / "lms.db"
        shutil.copyfile(migrated_sqlite(folder), path)
        yield f"sqlite:///{path}"
        return
    cluster = PostgresCluster(folder)
    try:
        cluster.start()
        with cluster.database() as url:
            yield url
    finally:
        cluster.stop()


def measure(kind: str, plan: Plan, folder: Path, bare_server: Server) -> Iterator[Row]:
    """Everything on one kind of database."""
    with _address(kind, folder) as url, ExitStack() as ends:
        database = Database(make_engine(url))
        ends.callback(database.dispose)
        since = time.monotonic()
        made = make_department(
            database, folder / "files", Size(plan.officers, plan.members, plan.readers)
        )
        _say(f"{kind}: the department was made in {time.monotonic() - since:.0f} s")
        port = free_port()
        data = folder / f"{kind} data"
        data.mkdir(mode=0o700)
        config = Config(url, f"http://{HOST}:{port}", data, secrets.token_urlsafe(48))
        ours = ends.enter_context(_own_server(config, port, folder / f"{kind}.log"))
        key = Key(database.engine, {each.id: each for each in whole_folder().scenarios})
        place = Place(ours, bare_server, made, key)
        yield from _measured(place, config, plan, _CPU_MS[kind])


@contextmanager
def _own_server(config: Config, port: int, log: Path) -> Iterator[Server]:
    environ = {
        "LMS_DATABASE_URL": config.database_url,
        "LMS_BASE_URL": config.base_url,
        "LMS_DATA_DIR": str(config.data_dir),
        "LMS_SECRET_KEY": config.secret_key,
        "LMS_PROXY": HOST,
    }
    with serving("wsgi:app", log, environ, port=port) as server:
        yield server


def _measured(place: Place, config: Config, plan: Plan, cpu_ms: float) -> Iterator[Row]:
    left = list(place.made.officers)

    def some(count: int) -> Sequence[str]:
        taken, left[:count] = left[:count], []
        return taken

    yield from measure_pages(place, some(_DESKS), rounds=plan.rounds, times=plan.times)
    yield from speed_rows(place, some(_BEATING), rounds=plan.rounds, times=plan.times)
    crowds = [Crowd(count) for count in plan.crowds]
    for _ in range(plan.attempt_rounds):
        for crowd in crowds:
            crowd.round(place, some(plan.crowds[crowd.count]))
    for crowd in crowds:
        yield from crowd.rows(cpu_ms)
    yield from statement_rows(create_app(config), place.made, place.key, some(_COUNTED))
    yield from wire_rows([trip for crowd in crowds for trip in crowd.trips], place.ours.port)
    yield from lesson_rows(place, place.made.readers, seconds=plan.seconds)
    memory = memory_mib(place.ours.process)
    yield Row("web workers, memory", memory, "MiB", None, _WORKERS_MIB)


def _certificate(rounds: int) -> Row:
    certificate_pdf(FACTS)
    found = []
    for _ in range(rounds):
        since = time.process_time()
        for _ in range(_CERTIFICATES):
            certificate_pdf(FACTS)
        found.append((time.process_time() - since) * 1000 / _CERTIFICATES)
    each = median(found)
    note = f"{1000 / each:.0f} a second on one core"
    return Row("certificate, CPU", each, "ms", None, _CERTIFICATE_MS, note)


def years(kind: str, folder: Path) -> Iterator[Row]:
    """The desk of a thousand people with ten years of records, on a database of its own."""
    folder.mkdir(mode=0o755)
    with _address(kind, folder) as url, ExitStack() as ends:
        database = Database(make_engine(url))
        ends.callback(database.dispose)
        since, worked = time.monotonic(), time.process_time()
        make_ten_years(database, folder / "files")
        took, cpu = time.monotonic() - since, time.process_time() - worked
        _say(f"{kind}: ten years of records were made in {took:.0f} s, {cpu:.0f} s of CPU")
        data = folder / "data"
        data.mkdir(mode=0o700)
        address = f"http://{HOST}:{free_port()}"
        yield from list_rows(create_app(Config(url, address, data, secrets.token_urlsafe(48))))
        yield opening_row(database)


def evidence(kind: str, folder: Path, *, whole: bool) -> Iterator[Row]:
    """Archives on one kind of database; a large one and a long record on SQLite alone."""
    folder.mkdir(mode=0o755)
    addresses, is_first = partial(_address, kind), kind == _SQLITE
    sizes = (DEPARTMENT, LARGE) if whole and is_first else (DEPARTMENT,)
    yield from package_rows(addresses, folder, sizes)
    if is_first:
        yield record_row(addresses, folder / "long-record")


def _databases(plan: Plan) -> Iterator[str]:
    for kind in plan.databases:
        if kind == _POSTGRESQL and newest_postgresql() is None:
            _say("PostgreSQL is not installed (make browser-tools installs it); measured without.")
        else:
            yield kind


def main() -> int:
    """Measure, print; answers 0 whatever the budgets say, since wall time has neighbors."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="SQLite only, 1,000 members, about a minute"
    )
    parser.add_argument(
        "--only", default="", help="measure only what is titled so, such as evidence"
    )
    asked = parser.parse_args()
    plan = _QUICK if asked.quick else _WHOLE
    exceeded: list[str] = []
    with tempfile.TemporaryDirectory(prefix="lms-bench-") as name, ExitStack() as ends:
        folder = Path(name)
        folder.chmod(0o755)
        environ = {bare.DATABASE: str(folder / "bare.db")}
        log = folder / "bare.log"
        beside = ends.enter_context(serving("tests.bench.bare:app", log, environ))
        kinds = {kind: measure(kind, plan, folder, beside) for kind in _databases(plan)}
        others = {
            "Rendering": iter([_certificate(plan.rounds)]),
            "Policy": revision_rows(plan.rounds),
            **{
                f"Evidence, {kind}": evidence(
                    kind, folder / f"evidence {kind}".replace(" ", "-"), whole=plan is _WHOLE
                )
                for kind in kinds
            },
            **{
                f"The desk, {kind}": years(kind, folder / f"years {kind}".replace(" ", "-"))
                for kind in kinds
            },
        }
        for title, rows in (*kinds.items(), *others.items()):
            if asked.only.casefold() not in title.casefold():
                continue
            found = tuple(rows)
            for line in table(f"\n{title}", found):
                _say(line)
            exceeded += [f"{title}: {row.what}" for row in found if row.is_within is False]
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    _say(f"\nLoad of this machine over 1, 5 and 15 minutes: {load}, on {os.cpu_count()} cores.")
    _say("Every budget is kept." if not exceeded else "\nOver budget: " + "; ".join(exceeded))
    return 0


if __name__ == "__main__":
    sys.exit(main())
