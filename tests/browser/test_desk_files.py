"""An assignment rule, and a roster file that ends many services, as a browser shows them."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
from playwright.sync_api import FilePayload, Page, expect

from lms.demonstration import accounts
from lms.storage.database import Database
from tests.browser.conftest import DESKTOP, PHONE, CheckAxe, NewPage
from tests.browser.officer import Officer
from tests.clock import Clock
from tests.department import SERGEANT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"]),
]
LEAVING = 4


@pytest.fixture
def database(department: Database) -> Database:
    return department


@pytest.fixture
def desk(
    new_page: NewPage, database: Database, clock: Clock, axe: CheckAxe, size: tuple[int, int]
) -> Page:
    someone = Officer(new_page(size), database, clock, axe)
    someone.sign_in(SERGEANT, next(each.password for each in accounts() if each.login == SERGEANT))
    return someone.page


def _checked(page: Page, size: tuple[int, int], axe: CheckAxe, heading: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    axe(page)


def test_a_rule_is_looked_at_made_and_read_on_its_own_page(
    desk: Page, axe: CheckAxe, size: tuple[int, int]
) -> None:
    desk.goto("/desk/rules/new")
    desk.get_by_label("Name of the rule").fill("Sergeants and lieutenants")
    desk.get_by_label("The year\u2019s plan").check()
    desk.get_by_label("Sergeant", exact=True).check()
    desk.get_by_label("Lieutenant", exact=True).check()
    desk.get_by_role("button", name="See whom it reaches").click()
    expect(desk.get_by_role("region", name="Whom it reaches")).to_contain_text("Corrigan")
    _checked(desk, size, axe, "Make a rule")
    desk.get_by_role("button", name="Make the rule").click()
    _checked(desk, size, axe, "Sergeants and lieutenants")
    expect(desk.locator("main")).to_contain_text("Rank Lieutenant or Sergeant")
    desk.goto("/desk/rules")
    _checked(desk, size, axe, "Assignment rules")


def test_a_file_that_ends_many_people_s_service_is_proposed_with_their_names(
    desk: Page, axe: CheckAxe, size: tuple[int, int], clock: Clock
) -> None:
    header, *lines = (files("lms.demonstration") / "roster.csv").read_text("utf-8").splitlines()
    day = clock.now.date().isoformat()
    patrol = [line.split(",") for line in lines if ",Patrol," in line and "Officer" in line]
    left = [[*each[:10], day, day] for each in patrol[:LEAVING]]
    data = "\n".join([header, *(",".join(each) for each in left), ""]).encode()
    desk.goto("/desk/roster")
    file = FilePayload(name="roster.csv", mimeType="text/csv", buffer=data)
    desk.locator("input[type=file]").set_input_files(file)
    desk.get_by_role("button", name="Compare with the roster").click()
    _checked(desk, size, axe, "What this roster file changes")
    expect(desk.locator("main")).to_contain_text("This takes two people")
    desk.get_by_label("Reason").fill("The academy class moved to the county.")
    desk.get_by_role("button", name="Propose it").click()
    expect(desk.locator("main")).to_contain_text(left[0][2])
    expect(desk).to_have_url(re.compile(r"/proposals/\d+"))
    assert desk.evaluate("document.documentElement.scrollWidth") <= size[0]
    axe(desk)
