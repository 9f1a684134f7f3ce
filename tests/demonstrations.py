"""Demonstration departments for tests: each is made once a run, and copied for every test."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path

from lms.content.whole_folder import WholeFolder, read_whole_folder
from lms.demonstration import Summary, load_demonstration
from lms.storage.database import Database
from lms.storage.engine import make_engine
from lms.storage.files import FileStore
from tests.databases import PostgresCluster, alone
from tests.remembered_yaml import remember_yaml

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "scenarios" / "haverhill-immigration"
BASE_URL = "http://localhost"


remember_yaml()


@dataclass(frozen=True, slots=True)
class Loaded:
    """A demonstration that was loaded: the SQLite file to be copied, its files, its summary."""

    path: Path
    files: Path
    summary: Summary
    now: datetime

    def copy_to(self, path: Path) -> Database:
        """A database of one's own with the same department, at the moment it was loaded."""
        shutil.copyfile(self.path, path)
        return Database(make_engine(f"sqlite:///{path}"), lambda: self.now)


@dataclass(frozen=True, slots=True)
class LoadedOnPostgresql:
    """The same on PostgreSQL: the database to be copied, its files, its summary."""

    cluster: PostgresCluster
    name: str
    files: Path
    summary: Summary
    now: datetime

    @contextmanager
    def copy(self) -> Iterator[Database]:
        """A database of one's own with the same department, at the moment it was loaded."""
        with self.cluster.database(like=self.name) as url:
            database = Database(make_engine(url), lambda: self.now)
            yield database
            database.dispose()


@cache
def whole_folder() -> WholeFolder:
    """The policy's folder, read once a process."""
    return read_whole_folder(FOLDER)


def noon(day: date) -> datetime:
    """A moment in the middle of a day in Haverhill."""
    return datetime.combine(day, time(17), UTC)


def load(database: Database, files: Path, now: datetime, *, small: bool) -> Summary:
    """Load a demonstration into an empty database."""
    return load_demonstration(
        database,
        FileStore(files),
        folder=whole_folder(),
        base_url=BASE_URL,
        now=now,
        small=small,
    )


def demonstration(shared: Path, template: Path, day: date, *, small: bool) -> Loaded:
    """The demonstration of a day, made by the first worker of the run that asks for it."""
    home = shared / f"demonstration-{day.isoformat()}-{'small' if small else 'whole'}"
    path, files, now = home / "lms.db", home / "files", noon(day)
    with alone(home.with_suffix(".lock")):
        if not (home / "summary").exists():
            shutil.rmtree(home, ignore_errors=True)
            home.mkdir()
            database = made_from(template, path, now)
            summary = load(database, files, now, small=small)
            with database.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            database.dispose()
            (home / "summary").write_bytes(pickle.dumps(summary))
    summary = pickle.loads((home / "summary").read_bytes())  # noqa: S301 - this run wrote it
    return Loaded(path, files, summary, now)


def demonstration_on_postgresql(
    cluster: PostgresCluster, shared: Path, day: date
) -> LoadedOnPostgresql:
    """The small demonstration of a day, made by the first worker of the run that asks for it."""
    name, now = f"demonstration_{day:%Y_%m_%d}", noon(day)
    files, kept = shared / name, shared / f"{name}.summary"

    def fill(url: str) -> None:
        database = Database(make_engine(url), lambda: now)
        summary = load(database, files, now, small=True)
        database.dispose()
        kept.write_bytes(pickle.dumps(summary))

    cluster.prepared(name, fill)
    summary = pickle.loads(kept.read_bytes())  # noqa: S301 - this run wrote it
    return LoadedOnPostgresql(cluster, name, files, summary, now)


def made_from(template: Path, path: Path, now: datetime) -> Database:
    """A fresh migrated database at a moment."""
    shutil.copyfile(template, path)
    return Database(make_engine(f"sqlite:///{path}"), lambda: now)
