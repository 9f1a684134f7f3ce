from __future__ import annotations

import re
from datetime import date
from functools import partial

import pytest
from sqlalchemy import select

from lms.domain.access import SYSTEM
from lms.models import RequirementInstance
from lms.services.assign_module import open_period
from lms.storage.database import Database
from tests.clock import Clock
from tests.desk_people import PEOPLE
from tests.factories import decide, enlist, facts
from tests.page_client import PageClient
from tests.training_rows import School

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_the_chiefs_decisions_stand_on_one_page_and_one_form(
    school: School, desk: PageClient
) -> None:
    page = desk.get("/settings/decisions")
    for words in ("Measured: verified time", "Not decided", "the chief", "10-30"):
        assert words in page.text
    assert page.link("Propose a decision").startswith("/settings/")
    printed = desk.get("/settings/decisions.pdf")
    assert printed.response.data.startswith(b"%PDF")


def test_a_recorded_decision_takes_a_second_person_and_unsupported_ones_are_refused(
    school: School, desk: PageClient
) -> None:
    good = {
        "value": "next-year",
        "valid_from": "2027-03-02",
        "source": "Special order 27-3",
        "reason": "The policy does not say.",
    }
    desk.get("/settings/new-hires")
    assert "/proposals/" in desk.submit(fields=good).location
    desk.get("/settings/carry-over")
    refused = desk.submit(fields={**good, "value": "30 minutes"}, status=422)
    assert "This needs another value: none." in refused.text


def test_every_setting_prints_with_who_when_and_from_old_to_new(
    database: Database, clock: Clock, school: School, desk: PageClient
) -> None:
    decide(database, pass_mark=75)
    page = desk.get("/settings/history")
    cells = [each.strip() for each in re.findall(r"<t[hd][^>]*>([^<]*)<", page.html)]
    at = [place for place, each in enumerate(cells) if each == "Pass mark in percent"]
    assert [cells[place + 1 : place + 3] for place in at] == [["not decided", "70"], ["70", "75"]]
    assert cells[at[1] + 4] == "the chief"
    assert desk.get("/settings/history.pdf").response.data.startswith(b"%PDF")


def test_new_hires_owe_from_the_year_that_the_chief_decided(
    database: Database, members: dict[str, int], clock: Clock
) -> None:
    School.opened(database)
    decide(database, new_hires="next-year")
    new = enlist(database, *PEOPLE, facts("0300", hired_on=date(2027, 2, 1)))["0300"]

    def owing(day: date) -> set[int]:
        database.writing(partial(open_period, day=day, by=SYSTEM))
        with database.reading() as session:
            found = select(RequirementInstance.member_id).where(
                RequirementInstance.period_start == date(day.year, 1, 1)
            )
            return set(session.execute(found).scalars())

    assert owing(date(2027, 3, 1)) == set(members.values())
    assert owing(date(2028, 1, 2)) == {*members.values(), new}
