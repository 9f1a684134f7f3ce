"""Every address is known, gated, and where it was."""

from __future__ import annotations

import pytest
from flask import Flask

from lms.domain.access import Permission
from lms.web.access import GATE, PUBLIC
from tests.house.access_table import TABLE
from tests.house.routes import SNAPSHOT, lines, routes

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_every_view_says_what_it_asks_for(app: Flask) -> None:
    open_views = [
        endpoint
        for endpoint, view in app.view_functions.items()
        if endpoint != "static"
        and getattr(view, GATE, None) != PUBLIC
        and not isinstance(getattr(view, GATE, None), Permission)
    ]
    assert not open_views, "add @requires(...) or @public"


def test_the_routes_are_those_of_the_snapshot(app: Flask) -> None:
    assert lines(app) == SNAPSHOT.read_text(), "look, then: python -m tests.house.routes"


def test_every_route_has_its_row_in_the_access_table(app: Flask) -> None:
    found = {(method, rule) for method, rule, _ in routes(app)}
    assert not sorted(found - set(TABLE)), "add them to tests/house/access_table.py"
    assert not sorted(set(TABLE) - found), "take them out of tests/house/access_table.py"


def test_every_route_asks_for_the_permission_of_its_row(app: Flask) -> None:
    for method, rule, endpoint in routes(app):
        row = TABLE.get((method, rule))
        if row is not None:
            gate = getattr(app.view_functions[endpoint], GATE, None)
            assert gate == (row.gate or PUBLIC), f"{method} {rule}"
