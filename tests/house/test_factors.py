"""What asks that its person has confirmed who they are a moment ago."""

from __future__ import annotations

import pytest
from flask import Flask

from lms.domain.access import asks_second_factor, reach
from lms.web.access import CONFIRMS
from tests.factories import CAST
from tests.house.access_table import TABLE
from tests.house.routes import routes

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
_FILES = (".csv", ".xlsx", ".zip", ".ics", ".json")


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
