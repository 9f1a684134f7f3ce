"""Both sides of a fact flip: beside each other in practice, by section in one's own record."""

from __future__ import annotations

import pytest

from lms.domain.item import right_answer
from lms.storage.database import Database
from tests.department import NEARLY, SERGEANT, Find
from tests.factories import Someone
from tests.page_client import PageClient
from tests.studying import answer, begin, pin

LINES = "/training/where-one-fact-decides"
LESSON = "assist-or-stand-down"


@pytest.fixture
def database(department: Database) -> Database:
    return department


@pytest.fixture
def officer(find: Find, client: PageClient) -> Someone:
    someone = find(NEARLY)
    client.become(someone)
    return someone


def rightly(database: Database, officer: Someone, sitting: int, slug: str) -> None:
    pinned = pin(database, officer, sitting, LESSON)
    scenario = pinned.scenario(slug)
    right = {item.id: right_answer(item) for item in scenario.items}
    answer(database, officer, pinned, scenario, right)


def wrongly(database: Database, officer: Someone, sitting: int, slug: str) -> None:
    pinned = pin(database, officer, sitting, LESSON)
    scenario = pinned.scenario(slug)
    (item,) = scenario.items
    wrong = 0 if right_answer(item) != 0 else 1
    answer(database, officer, pinned, scenario, {item.id: wrong})


def test_both_sides_stand_beside_each_other_once_both_are_answered(
    client: PageClient, officer: Someone, database: Database
) -> None:
    sitting = begin(database, officer, "ice-in-the-city")
    address = f"/sittings/{sitting}/lessons/{LESSON}/practice/"
    rightly(database, officer, sitting, "warrant-in-force")
    first = client.get(address + "warrant-in-force")
    assert "one fact changed" not in first.text
    rightly(database, officer, sitting, "warrant-recalled")
    page = client.get(address + "warrant-recalled")
    assert "The same story, one fact changed" in page.text
    assert "<mark>the court recalled the warrant yesterday afternoon</mark>" in page.html
    assert "<mark>shown by WMS as active</mark>" in page.html
    assert "The same story, one fact changed" in client.get(address + "warrant-in-force").text


def test_a_line_is_known_when_both_of_its_sides_are_right(
    client: PageClient, officer: Someone, database: Database
) -> None:
    before = client.get(LINES).text.count("Both sides right")
    sitting = begin(database, officer, "ice-in-the-city")
    rightly(database, officer, sitting, "warrant-in-force")
    assert "One side right so far" in client.get(LINES).text
    rightly(database, officer, sitting, "warrant-recalled")
    assert client.get(LINES).text.count("Both sides right") == before + 1


def test_a_side_that_was_missed_is_told_without_its_story_or_key(
    client: PageClient, officer: Someone, database: Database
) -> None:
    sitting = begin(database, officer, "ice-in-the-city")
    wrongly(database, officer, sitting, "warrant-in-force")
    page = client.get(LINES)
    assert "Not right on one side" in page.text
    assert "Groveland Street" not in page.text
    assert "A warrant at the door" not in page.text


def test_somebody_who_has_met_none_is_told_so(
    client: PageClient, find: Find, database: Database
) -> None:
    client.become(find(SERGEANT))
    assert "You have met none of them yet" in client.get(LINES).text
