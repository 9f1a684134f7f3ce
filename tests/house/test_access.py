"""Everybody asks for everything, and gets exactly what the access table says."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from flask import Flask

from lms.domain.access import Role, asks_second_factor, reach
from lms.domain.sign_in import Proof
from lms.storage.database import Database
from lms.storage.engine import make_engine
from tests.clock import Clock
from tests.factories import CAST
from tests.house.access_table import TABLE, Whose, expected
from tests.house.world import MAKERS, World, make_world
from tests.page_client import Page, PageClient

_MADE = {route: row for route, row in TABLE.items() if not row.thing or row.thing in MAKERS}


@pytest.fixture(scope="session")
def made_world(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, World]:
    """A database with the cast and its things; copy it, never open it."""
    path = tmp_path_factory.mktemp("world") / "world.db"
    shutil.copyfile(sqlite_template, path)
    database = Database(make_engine(f"sqlite:///{path}"), Clock())
    world = make_world(database, path.parent / "files")
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.dispose()
    return path, world


@pytest.fixture
def world(made_world: tuple[Path, World]) -> World:
    """The cast and its things."""
    return made_world[1]


@pytest.fixture
def database(made_world: tuple[Path, World], tmp_path: Path, clock: Clock) -> Iterator[Database]:
    """A copy of the world for this test; who may see what does not depend on the engine."""
    path = tmp_path / "world.db"
    shutil.copyfile(made_world[0], path)
    opened = Database(make_engine(f"sqlite:///{path}"), clock)
    yield opened
    opened.dispose()


def _address(app: Flask, method: str, rule: str, arguments: Mapping[str, object]) -> str:
    """The address of a rule with its arguments."""
    endpoint = next(
        found.endpoint
        for found in app.url_map.iter_rules()
        if found.rule == rule and method in (found.methods or ())
    )
    with app.test_request_context():
        return app.url_for(endpoint, **arguments)  # type: ignore[arg-type]


def _sign_in(client: PageClient, world: World, name: str | None) -> PageClient:
    """The person's browser, with a token for its forms."""
    if name is None:
        client.get("/sign-in")
        return client
    client.become(world.people[name]).get("/devices")
    return client


def _without_tokens(page: Page) -> str:
    return re.sub(r'(content|value)="[^"]{40,}"', "", page.html)


def _faults(
    app: Flask, world: World, client: PageClient, route: tuple[str, str], name: str | None
) -> Iterator[str]:
    """Where the answers to one person differ from the table."""
    method, rule = route
    row = TABLE[route]
    roles = None if name is None else frozenset(CAST[name])
    hidden = set()
    for whose, arguments in world.cases(row.thing, name):
        _sign_in(client, world, name)
        path = _address(app, method, rule, {**row.arguments, **arguments})
        page = client.ask(method, path, row.fields)
        wanted = expected(row, roles, whose)
        if page.status not in wanted:
            yield f"{name or 'nobody'}, {whose} thing: {path} answered {page.status}, not {wanted}"
        if page.status == 404:
            hidden.add(_without_tokens(page))
    if len(hidden) > 1:
        yield f"{name or 'nobody'} can tell somebody else's thing from a missing one"


@pytest.mark.parametrize("route", _MADE, ids=" ".join)
def test_the_answers_are_those_of_the_table(
    app: Flask, world: World, new_client: Callable[[], PageClient], route: tuple[str, str]
) -> None:
    faults = [
        fault for name in (None, *CAST) for fault in _faults(app, world, new_client(), route, name)
    ]
    assert not faults, "\n".join(faults)


def test_every_kind_of_thing_can_be_made() -> None:
    missing = {row.thing for row in TABLE.values() if row.thing} - set(MAKERS)
    assert not missing, "see tests/house/world.py"


def test_the_matrix_sees_own_subordinate_other_and_missing(world: World) -> None:
    by_officer = {whose for whose, _ in world.cases("sign-in", "officer")}
    by_supervisor = {whose for whose, _ in world.cases("sign-in", "supervisor")}
    assert by_officer == {Whose.OWN, Whose.OTHER, Whose.MISSING}
    assert by_supervisor == {Whose.SUBORDINATE, Whose.OTHER, Whose.MISSING}


def _asks(method: str, rule: str, name: str) -> bool:
    """Whether the table says that this address asks this person for a second factor."""
    gate = TABLE[method, rule].gate
    granted = None if gate is None else reach(CAST[name], gate)
    if gate is None or granted is None or not asks_second_factor(gate, granted):
        return False
    return reach(set(CAST[name]) & {Role.OFFICER}, gate) is None


@pytest.mark.parametrize("name", [name for name in CAST if set(CAST[name]) != {Role.OFFICER}])
def test_auth_10_after_the_password_every_page_about_others_leads_to_the_second_factor(
    app: Flask, world: World, client: PageClient, name: str
) -> None:
    client.become(world.people[name], proof=Proof.PASSWORD).get("/devices")
    asked = 0
    for (method, rule), row in TABLE.items():
        if not _asks(method, rule, name):
            continue
        _, things = next(iter(world.cases(row.thing, name)))
        path = _address(app, method, rule, {**row.arguments, **things})
        page = client.ask(method, path, row.fields)
        assert page.status in {302, 303}, f"{method} {path} answered {page.status}"
        assert page.location.startswith("/second-factor"), f"{method} {path}: {page.location}"
        asked += 1
    assert asked or set(CAST[name]) <= {Role.COUNSEL, Role.SECOND_PERSON}
