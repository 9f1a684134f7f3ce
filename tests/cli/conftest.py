"""Commands over a data directory, with and without people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from lms.storage.database import Database
from lms.storage.engine import make_engine
from tests.cli.commands import Commands
from tests.clock import Clock
from tests.remembered_yaml import remember_yaml

remember_yaml()


@pytest.fixture
def bare(tmp_path: Path, clock: Clock) -> Commands:
    """Commands over a data directory in which nothing is yet."""
    return Commands(f"sqlite:///{tmp_path}/data/lms.db", tmp_path / "data", clock)


@pytest.fixture
def flask(
    fresh_url: Callable[[str], AbstractContextManager[str]], tmp_path: Path, clock: Clock
) -> Iterator[Commands]:
    """Commands over a migrated database with two people."""
    with fresh_url("sqlite") as url:
        made = Commands(url, tmp_path, clock)
        made("account", "create", "--name", "Ann Reed", "--login", "ann", "--role=training-unit")
        made(
            *("account", "create", "--name", "Bo Lund", "--login", "bo"),
            *("--role", "training-unit", "--role", "policy-owner"),
        )
        yield made


@pytest.fixture
def opened(flask: Commands) -> Iterator[Database]:
    """The same database, to look into."""
    database = Database(make_engine(flask.url), flask.clock)
    yield database
    database.dispose()
