"""What a password alone opens, route by route; and what asks for a recent confirmation."""

from __future__ import annotations

import pytest
from flask import Flask

from lms.domain.access import Role, asks_second_factor, reach
from lms.domain.sign_in import Proof
from lms.web.access import CONFIRMS
from tests.factories import CAST
from tests.house.access_table import TABLE
from tests.house.routes import routes
from tests.house.test_access import _address, database, made_world, world
from tests.house.world import World
from tests.page_client import PageClient

__all__ = ["database", "made_world", "world"]
_FILES = (".csv", ".xlsx", ".zip", ".ics", ".json")


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


def test_every_export_of_others_asks_for_a_recent_confirmation(app: Flask) -> None:
    bare = [
        rule
        for method, rule, endpoint in routes(app)
        if rule.endswith(_FILES)
        and TABLE[method, rule].gate is not None
        and any(
            asks_second_factor(TABLE[method, rule].gate, found)  # type: ignore[arg-type]
            for roles in CAST.values()
            if (found := reach(roles, TABLE[method, rule].gate)) is not None  # type: ignore[arg-type]
        )
        and not getattr(app.view_functions[endpoint], CONFIRMS, False)
    ]
    assert not bare, "put @recently_confirmed below @requires"
