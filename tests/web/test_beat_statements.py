"""What a beat costs: one insert, and reads by index, however much was worked before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, text

from lms.storage.database import Database
from tests.clock import Clock
from tests.department import NEARLY, Find
from tests.factories import Someone
from tests.page_client import PageClient
from tests.studying import open_attempt

_MANAGES = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "COMMIT", "PRAGMA")
_MOST = 6
_EVERY_ROW = "SCAN "
"""What SQLite says of a plan that looks at every row; a subquery's single row is none of these."""
_SINGLE = "SCAN CONSTANT ROW"

Sent = list[tuple[str, Any]]


@pytest.fixture
def database(department: Database) -> Database:
    return department


@pytest.fixture
def officer(find: Find, client: PageClient) -> Someone:
    someone = find(NEARLY)
    client.become(someone)
    return someone


@contextmanager
def _listening(client: PageClient) -> Iterator[Sent]:
    engine, sent = client.app.extensions["lms"].database.engine, Sent()

    def note(_connection: object, _cursor: object, statement: str, given: Any, *_rest: Any) -> None:  # noqa: ANN401 - the engine's own
        if not statement.startswith(_MANAGES):
            sent.append((statement, given))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_a_beat_is_one_insert_and_indexed_reads_however_many_came_before(
    client: PageClient, officer: Someone, database: Database, clock: Clock
) -> None:
    attempt_id = open_attempt(database, officer, "exceptions")
    page = client.get(f"/attempts/{attempt_id}/scenarios/1")
    token = dict(page.form().fields)["page_token"]
    costs = []
    for _ in range(30):
        clock.advance(seconds=15)
        with _listening(client) as sent:
            beat = {"token": token, "kind": "beat", "activity": 1}
            token = client.post_json("/beats", beat).data["token"]
        costs.append(sent)
    assert {len(sent) for sent in costs} == {len(costs[0])}
    assert len(costs[0]) <= _MOST
    writes = [line for line, _ in costs[-1] if not line.lstrip().upper().startswith("SELECT")]
    assert len(writes) == 1
    assert writes[0].startswith("INSERT INTO beat ")
    with database.engine.connect() as connection:
        for statement, given in costs[-1]:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given).all()
            steps = "\n".join(row.detail for row in plan)
            assert _EVERY_ROW not in steps.replace(_SINGLE, ""), f"{statement}\n{steps}"
        rows = connection.execute(text("SELECT count(*) FROM beat")).scalar_one()
    assert rows >= len(costs)
