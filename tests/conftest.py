"""What every test may ask for: databases, a clock, the application and its client.

``database``, and with it ``app`` and ``client``, run once on SQLite and once on PostgreSQL.
A test for which one is enough says ``@pytest.mark.parametrize("database", ["sqlite"],
indirect=True)``. The fixtures of browser tests are in ``tests/browser/conftest.py``.
"""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
import sqlalchemy
from hypothesis import settings
from jinja2 import BytecodeCache

from lms.storage import engine
from lms.storage.application_log import configure_log
from lms.storage.database import Database
from lms.storage.engine import make_engine
from tests.clock import Clock
from tests.databases import PostgresCluster, migrated_sqlite, newest_postgresql
from tests.remembered_statements import remembering
from tests.remembered_templates import RememberedTemplates
from tests.shares import heavy_first

if TYPE_CHECKING:
    from flask import Flask

    from lms.storage.mail import MailServer
    from tests.demonstrations import Loaded, LoadedOnPostgresql
    from tests.department import Find
    from tests.page_client import PageClient

SECRET_KEY = "tests-7Jw2mVqPz9XrLk4HsYd8Nc3Gf6Tb1Ae5"
BOTH = ("sqlite", pytest.param("postgres", marks=pytest.mark.postgres))

vars(engine)["create_engine"] = remembering(sqlalchemy.create_engine)

settings.register_profile("house", derandomize=True, deadline=None, database=None)
settings.load_profile("house")

_SHARED = pytest.StashKey[Path]()
_NEEDS = {"browser": "Chromium", "nginx": "nginx", "postgres": "PostgreSQL"}
_ABSENT = " is not installed"
_ROOM = 4 * 2**30

FreshUrl = Callable[[str], AbstractContextManager[str]]


def _in_memory() -> str | None:
    """A file system in memory with room to spare, where nothing waits for a disk."""
    place = Path("/dev/shm")  # noqa: S108 - only the folders of this run are put there
    roomy = os.access(place, os.W_OK) and shutil.disk_usage(place).free >= _ROOM
    return str(place) if roomy else None


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Give all workers of a run one folder for what they share."""
    configure_log(lowest=logging.WARNING)
    worker: dict[str, str] | None = getattr(config, "workerinput", None)
    if worker is None:
        place = _in_memory()
        if place:
            os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", place)
        folder = Path(tempfile.mkdtemp(prefix="lms-tests-", dir=place))
        folder.chmod(0o755)
    else:
        folder = Path(worker["shared"])
    config.stash[_SHARED] = folder


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:  # noqa: ANN401 - pytest-xdist's worker
    """Tell a worker where the folder is."""
    node.workerinput["shared"] = str(node.config.stash[_SHARED])


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the cluster of this run and remove the folder, once all workers are done."""
    if hasattr(config, "workerinput") or _SHARED not in config.stash:
        return
    folder = config.stash[_SHARED]
    if (folder / "postgres").exists():
        PostgresCluster(folder).stop()
    shutil.rmtree(folder, ignore_errors=True)


def _missing() -> set[str]:
    """The markers of tests that cannot run here."""
    missing = set()
    if shutil.which("chromium") is None:
        missing.add("browser")
    if shutil.which("nginx") is None:
        missing.add("nginx")
    if newest_postgresql() is None:
        missing.add("postgres")
    return missing


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip, by name, what needs a program that is not installed; let the heavy files begin."""
    items[:] = heavy_first(items, getattr(config, "workerinput", {}).get("workercount", 1))
    missing = _missing()
    for item in items:
        for marker in missing.intersection(mark.name for mark in item.iter_markers()):
            item.add_marker(pytest.mark.skip(reason=f"{_NEEDS[marker]}{_ABSENT}"))


def _allow_no_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Let what was skipped fail where LMS_NO_SKIP=1."""
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("LMS_NO_SKIP") == "1":
        report.outcome = "failed"
        report.longrepr = f"LMS_NO_SKIP allows no skipped test: {report.longrepr}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Look at the report of each test."""
    report = yield
    _allow_no_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Look at the report of each file."""
    report = yield
    _allow_no_skip(report)
    return report


def pytest_terminal_summary(terminalreporter: Any) -> None:  # noqa: ANN401 - pytest's reporter
    """Name what was skipped and the one command that installs what it needs."""
    skipped: dict[str, set[str]] = defaultdict(set)
    programs: set[str] = set()
    for report in terminalreporter.stats.get("skipped", ()):
        reason = str(report.longrepr[-1])
        if reason.endswith(_ABSENT):
            programs.add(reason.removeprefix("Skipped: ").removesuffix(_ABSENT))
            path, _, name = report.nodeid.partition("::")
            skipped[path].add(name.partition("[")[0])
    if not skipped:
        return
    terminalreporter.section(f"skipped: {' and '.join(sorted(programs))} not installed")
    for path, names in sorted(skipped.items()):
        terminalreporter.line(f"{path}: {', '.join(sorted(names))}")
    terminalreporter.line("One command installs what is missing: make browser-tools", yellow=True)


@pytest.fixture(scope="session")
def shared_folder(pytestconfig: pytest.Config) -> Path:
    """The folder that all workers of this run share."""
    return pytestconfig.stash[_SHARED]


@pytest.fixture(scope="session")
def compiled_templates(shared_folder: Path) -> BytecodeCache:
    """What templates were compiled to, by the first application of this run that asked."""
    folder = shared_folder / "templates"
    folder.mkdir(exist_ok=True)
    return RememberedTemplates(str(folder))


@pytest.fixture(scope="session")
def sqlite_template(shared_folder: Path) -> Path:
    """A migrated SQLite file; copy it, never open it."""
    return migrated_sqlite(shared_folder)


@pytest.fixture(scope="session")
def postgres_cluster(shared_folder: Path) -> Iterator[PostgresCluster]:
    """The private PostgreSQL cluster of this run."""
    cluster = PostgresCluster(shared_folder)
    cluster.start()
    yield cluster
    cluster.leave()


@pytest.fixture
def clock() -> Clock:
    """The clock of this test's databases and application."""
    return Clock()


@pytest.fixture
def fresh_url(request: pytest.FixtureRequest, tmp_path: Path) -> FreshUrl:
    """Opens fresh migrated databases by kind and gives their addresses."""

    @contextmanager
    def make(kind: str) -> Iterator[str]:
        if kind == "sqlite":
            template: Path = request.getfixturevalue("sqlite_template")
            path = tmp_path / f"{uuid4().hex}.db"
            shutil.copyfile(template, path)
            yield f"sqlite:///{path}"
        else:
            cluster: PostgresCluster = request.getfixturevalue("postgres_cluster")
            with cluster.database() as url:
                yield url

    return make


@contextmanager
def _opened(url: str, clock: Clock) -> Iterator[Database]:
    database = Database(make_engine(url), clock)
    try:
        yield database
    finally:
        database.dispose()


@pytest.fixture(params=BOTH)
def database(
    request: pytest.FixtureRequest, fresh_url: FreshUrl, clock: Clock
) -> Iterator[Database]:
    """A fresh migrated database, once on each engine."""
    with fresh_url(request.param) as url, _opened(url, clock) as opened:
        yield opened


@pytest.fixture
def sqlite_database(fresh_url: FreshUrl, clock: Clock) -> Iterator[Database]:
    """A fresh migrated SQLite database."""
    with fresh_url("sqlite") as url, _opened(url, clock) as opened:
        yield opened


@pytest.fixture
def postgres_database(fresh_url: FreshUrl, clock: Clock) -> Iterator[Database]:
    """A fresh migrated PostgreSQL database; mark the test ``postgres``."""
    with fresh_url("postgres") as url, _opened(url, clock) as opened:
        yield opened


@pytest.fixture
def base_url() -> str:
    """The address under which the application answers."""
    return "http://localhost"


@pytest.fixture
def mail() -> MailServer | None:
    """Where the application hands its letters in; it sends none."""
    return None


@pytest.fixture
def app(
    database: Database,
    clock: Clock,
    base_url: str,
    mail: MailServer | None,
    compiled_templates: BytecodeCache,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Flask]:
    """The application over ``database``, with the clock of this test."""
    from lms.app import create_app  # noqa: PLC0415 - tests of the domain do without the pages
    from lms.config import Config  # noqa: PLC0415
    from tests.remembered_rules import RememberedRule  # noqa: PLC0415

    monkeypatch.setattr("flask.Flask.url_rule_class", RememberedRule)
    config = Config(
        database_url=database.engine.url.render_as_string(hide_password=False),
        base_url=base_url,
        data_dir=tmp_path,
        secret_key=SECRET_KEY,
        proxies=(ip_network("127.0.0.1"),),
        mail=mail,
    )
    made = create_app(config, clock=clock)
    made.jinja_env.bytecode_cache = compiled_templates
    yield made
    made.extensions["lms"].database.dispose()


@pytest.fixture
def new_client(app: Flask) -> Callable[[], PageClient]:
    """Make clients, each a browser of its own."""
    from tests.page_client import PageClient  # noqa: PLC0415 - like the application

    return lambda: PageClient(app)


@pytest.fixture
def client(new_client: Callable[[], PageClient]) -> PageClient:
    """A browser that checks every page it gets."""
    return new_client()


@pytest.fixture(scope="session")
def loaded(shared_folder: Path, sqlite_template: Path) -> Loaded:
    """The small demonstration of a day; copy it, never open it."""
    from tests.demonstrations import demonstration  # noqa: PLC0415 - reads all of the content
    from tests.department import DAY  # noqa: PLC0415

    return demonstration(shared_folder, sqlite_template, DAY, small=True)


@pytest.fixture
def department(loaded: Loaded, clock: Clock, tmp_path: Path) -> Iterator[Database]:
    """A copy of it for this test; let ``database`` return it where pages are asked for."""
    clock.now = loaded.now
    opened = loaded.copy_to(tmp_path / "department.db")
    opened.clock = clock
    yield opened
    opened.dispose()


@pytest.fixture(scope="session")
def loaded_on_postgresql(
    shared_folder: Path, postgres_cluster: PostgresCluster
) -> LoadedOnPostgresql:
    """The same small demonstration on PostgreSQL."""
    from tests.demonstrations import demonstration_on_postgresql  # noqa: PLC0415 - as above
    from tests.department import DAY  # noqa: PLC0415

    return demonstration_on_postgresql(postgres_cluster, shared_folder, DAY)


@pytest.fixture
def postgres_department(
    loaded_on_postgresql: LoadedOnPostgresql, clock: Clock, tmp_path: Path
) -> Iterator[Database]:
    """A copy of it for this test, with its files; mark the test ``postgres``."""
    clock.now = loaded_on_postgresql.now
    shutil.copytree(loaded_on_postgresql.files, tmp_path / "files")
    with loaded_on_postgresql.copy() as opened:
        opened.clock = clock
        yield opened


@pytest.fixture(params=BOTH)
def either_department(request: pytest.FixtureRequest) -> Database:
    """A copy of the small demonstration, once on each engine."""
    name = "department" if request.param == "sqlite" else "postgres_department"
    opened: Database = request.getfixturevalue(name)
    return opened


@pytest.fixture
def find(department: Database) -> Find:
    """Find somebody of the department by badge number or login name."""
    from tests.department import somebody  # noqa: PLC0415 - like the demonstration

    return partial(somebody, department)
