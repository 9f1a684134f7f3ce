"""What a year asks is proposed on a page and changes when a second person approves it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from lms.domain.access import Role
from lms.models import RequirementVersion
from lms.services.verify_journal import verify_journal
from lms.storage.database import Database
from tests.clock import Clock
from tests.factories import Someone, sign_up
from tests.page_client import PageClient
from tests.training_rows import School

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

PATH = "/settings/requirements/annual"
FIELDS = {
    "minutes": "90",
    "hour_definition": "An hour is 50 minutes of instruction.",
    "valid_from": "2028-01-01",
    "source": "Memo 9",
    "reason": "The policy was revised.",
}


@pytest.fixture
def chief(database: Database, school: School) -> Someone:
    return sign_up(database, Role.CHIEF, login="chief", name="Chief Chris")


def _asked(database: Database) -> list[tuple[str, int]]:
    with database.reading() as session:
        rows = session.execute(select(RequirementVersion).order_by(RequirementVersion.id)).scalars()
        return [(each.valid_from.isoformat(), each.seconds) for each in rows]


def test_two_people_change_what_a_coming_year_asks(
    database: Database,
    desk: PageClient,
    chief: Someone,
    new_client: Callable[[], PageClient],
    clock: Clock,
) -> None:
    before = _asked(database)
    assert PATH in desk.get("/settings").html
    desk.get(PATH)
    there = desk.submit(fields=FIELDS).location
    assert _asked(database) == before, "one person changes nothing"
    page = desk.get(there)
    assert "120" in page.text
    assert "90" in page.text
    assert "January 1, 2028" in page.text
    second = new_client().become(chief)
    second.get(there)
    second.submit(fields={"outcome": "approved"})
    assert _asked(database) == [*before, ("2028-01-01", 5_400)]
    assert "120 minutes" in desk.get("/settings").text, "the year that runs keeps its rule"
    desk.get(PATH)
    again = desk.submit(fields=FIELDS, status=422)
    assert "asks for this already" in again.text
    clock.advance(days=400)
    assert verify_journal(database).findings == ()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"minutes": "0"}, "1 to 6,000 minutes."),
        ({"minutes": "two hours"}, "Write whole minutes, such as 10."),
        ({"hour_definition": " "}, "Say what the department calls an hour."),
        ({"valid_from": "2027-01-01"}, "Choose a year to come."),
        ({"valid_from": "2028-02-01"}, "Choose a year to come."),
        ({"source": ""}, "Name the order, memo or section."),
        ({"reason": ""}, "Say why."),
    ],
)
def test_a_mistake_is_named_at_its_field(
    desk: PageClient, chief: Someone, fields: dict[str, str], words: str
) -> None:
    del chief
    desk.get(PATH)
    assert desk.submit(fields={**FIELDS, **fields}, status=422).text.count(words) == 2


def test_a_role_that_proposes_none_is_told_so(
    chief: Someone, database: Database, client: PageClient
) -> None:
    client.become(sign_up(database, Role.ADMINISTRATOR, login="joel", name="Joel Admin"))
    page = client.get(PATH)
    assert "your role proposes none" in page.text
    client.post(PATH, FIELDS, status=403)
