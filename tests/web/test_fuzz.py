"""Requests made up at random: whatever comes, the answer is one of ours."""

from __future__ import annotations

import pytest
from flask import Flask

from lms.storage.database import Database
from tests.department import Find
from tests.fuzz import fuzz, logins

pytestmark = pytest.mark.heavy

_COUNT = 2_500


@pytest.fixture
def database(department: Database) -> Database:
    """A department with a history, so that numbers in addresses mean something."""
    return department


@pytest.mark.parametrize("seed", [2027, 2028])
def test_out_12_thousands_of_made_up_requests_get_no_500(app: Flask, find: Find, seed: int) -> None:
    people = {login: find(login) for login in logins()}
    tally = fuzz(app, people, count=_COUNT, seed=seed)
    assert not tally.broken, "\n".join(tally.broken[:10])
    assert sum(tally.statuses.values()) == _COUNT
    assert {200, 303, 400, 403, 404, 405, 422} <= set(tally.statuses)
