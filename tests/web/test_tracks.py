"""Tracks for those who have a job of their own, and what civilians see."""

from __future__ import annotations

import pytest

from lms.demonstration.people import DISPATCHER
from lms.queries.local_day import local_day
from lms.queries.owed import owed_on, owes
from lms.storage.database import Database
from tests.department import COMPLETE, NEARLY, Find
from tests.page_client import PageClient
from tests.studying import begin


@pytest.fixture
def database(department: Database) -> Database:
    return department


def test_a_dispatcher_is_shown_what_is_assigned_and_no_hours(
    client: PageClient, find: Find
) -> None:
    client.become(find(DISPATCHER))
    page = client.get("/training")
    assert "You owe no hours." in page.text
    assert "120" not in page.text
    assert "Dispatch: the code and the caller" in page.text
    assert "Equal service, questions and documents" not in page.text


def test_an_officer_is_shown_the_course_and_no_track_of_others(
    client: PageClient, find: Find
) -> None:
    client.become(find(NEARLY))
    page = client.get("/training")
    assert "Equal service, questions and documents" in page.text
    assert "Dispatch: the code and the caller" not in page.text
    assert "The officer in charge" not in page.text
    assert "of 4 modules passed" in page.text


def test_a_track_that_somebody_has_begun_is_shown_to_them(
    client: PageClient, find: Find, database: Database
) -> None:
    sergeant = find(COMPLETE)
    begin(database, sergeant, "officer-in-charge")
    client.become(sergeant)
    assert "The officer in charge" in client.get("/training").text


def test_the_years_hours_are_owed_by_sworn_members_only(find: Find, database: Database) -> None:
    officer, dispatcher = find(NEARLY), find(DISPATCHER)
    with database.reading() as session:
        (owed,) = owed_on(session, local_day(session, database.clock()))
        assert owes(session, member_id=officer.member, owed=owed)
        assert not owes(session, member_id=dispatcher.member, owed=owed)
