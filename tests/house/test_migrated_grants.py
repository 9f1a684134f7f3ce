"""Grants recorded before an end was asked for keep what they say, and are still append-only."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from lms.storage.engine import make_engine
from lms.storage.schema import upgrade
from tests.conftest import BOTH
from tests.databases import PostgresCluster

_BEFORE = (
    """INSERT INTO journal (seq, version, kind, at, body, leaf_hash)
    VALUES (1, 1, 'role-granted', '2026-01-05 12:00:00+00:00', '{}', '"""
    + "0" * 64
    + "')",
    """INSERT INTO account (id, login_name, display_name, created_at)
    VALUES (1, 'assessor', 'An Assessor', '2026-01-05 12:00:00+00:00')""",
    """INSERT INTO role_grant (id, account_id, role, valid_from, event_seq)
    VALUES (1, 1, 'assessor', '2026-01-05 12:00:00+00:00', 1)""",
    """INSERT INTO role_grant_end (grant_id, ended_at, event_seq)
    VALUES (1, '2026-02-05 12:00:00+00:00', 1)""",
)
_AGAIN = """INSERT INTO role_grant (id, account_id, role, valid_from, event_seq)
    VALUES (2, 1, 'counsel', '2026-03-05 12:00:00+00:00', 1)"""


@pytest.fixture(params=BOTH)
def older(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database from before, with an assessor whose grant names no end."""
    if request.param == "sqlite":
        engine = make_engine(f"sqlite:///{tmp_path / 'older.db'}")
        yield from _filled(engine)
        return
    cluster: PostgresCluster = request.getfixturevalue("postgres_cluster")
    with cluster.database(migrated=False) as url:
        yield from _filled(make_engine(url))


def _filled(engine: Engine) -> Iterator[Engine]:
    upgrade(engine, "0008")
    with engine.begin() as connection:
        for statement in _BEFORE:
            connection.execute(text(statement))
    yield engine
    engine.dispose()


def test_a_grant_from_before_survives_and_the_next_one_names_its_end(older: Engine) -> None:
    upgrade(older)
    with older.connect() as connection:
        assert connection.scalar(text("SELECT role FROM role_grant")) == "assessor"
        with pytest.raises(IntegrityError, match="outsiders_have_an_end"):
            connection.execute(text(_AGAIN))
        connection.rollback()
        with pytest.raises(IntegrityError, match="append-only"):
            connection.execute(text("DELETE FROM role_grant"))
