"""A department with a year that is open, and its training sergeant at the desk."""

from __future__ import annotations

import pytest

from lms.storage.database import Database
from tests.desk_people import desk_members, training_sergeant
from tests.page_client import PageClient
from tests.training_rows import School


@pytest.fixture
def members(database: Database) -> dict[str, int]:
    """The people of the desk, by badge."""
    return desk_members(database)


@pytest.fixture
def school(database: Database, members: dict[str, int]) -> School:
    """A school whose year is open for all members."""
    school = School.opened(database)
    school.open_year()
    return school


@pytest.fixture
def desk(database: Database, members: dict[str, int], client: PageClient) -> PageClient:
    """The desk as the training sergeant sees it."""
    return client.become(training_sergeant(database, members))
