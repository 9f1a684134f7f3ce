"""The Monday page, the make-up and the year's close, on a phone and at a desk."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from lms.demonstration import accounts
from lms.storage.database import Database
from tests.browser.conftest import DESKTOP, PHONE, CheckAxe, NewPage
from tests.browser.officer import Officer
from tests.clock import Clock
from tests.department import SERGEANT

pytestmark = pytest.mark.browser

CHIEF = "0101"
TUESDAY = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
JANUARY = datetime(2027, 1, 4, 15, 0, tzinfo=UTC)
SIZES = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])


@pytest.fixture
def database(department: Database) -> Database:
    return department


def _at_the_desk(
    page: Page, database: Database, clock: Clock, axe: CheckAxe, login: str = SERGEANT
) -> Officer:
    someone = Officer(page, database, clock, axe)
    someone.sign_in(login, next(each.password for each in accounts() if each.login == login))
    return someone


def _fits(page: Page, size: tuple[int, int]) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


@SIZES
def test_the_sergeant_sees_who_is_short_and_assigns_the_make_up(
    new_page: NewPage, database: Database, clock: Clock, axe: CheckAxe, size: tuple[int, int]
) -> None:
    clock.now = TUESDAY
    sergeant = _at_the_desk(new_page(size), database, clock, axe)
    page = sergeant.page
    page.goto("/desk")
    words = page.locator(".hero-words").first
    expect(words).to_contain_text("short,")
    expect(words).to_be_in_viewport()
    expect(page.locator(".groups > li").first).to_be_in_viewport()
    _fits(page, size)
    axe(page)
    page.locator(".groups a").first.click()
    expect(page).to_have_url(re.compile(r"/desk\?.*shift="))
    page.get_by_role("button", name="Assign the make-up").click()
    expect(page.get_by_role("status").first).to_contain_text("assigned to")
    expect(page.get_by_role("button", name="Assign the make-up")).to_have_count(0)


@SIZES
def test_january_is_an_afternoon_the_sergeant_opens_the_chief_signs(
    new_page: NewPage, database: Database, clock: Clock, axe: CheckAxe, size: tuple[int, int]
) -> None:
    clock.now = JANUARY
    sergeant = _at_the_desk(new_page(size), database, clock, axe)
    page = sergeant.page
    page.goto("/desk/year")
    expect(page.get_by_role("heading", level=1)).to_have_text("2026 and its close")
    _fits(page, size)
    axe(page)
    page.get_by_role("checkbox").first.check()
    page.get_by_label("Reason").fill("On orders until spring.")
    page.get_by_label("Approved by").fill("Chief Keough")
    sergeant.press("Record it")
    expect(page.get_by_role("status").first).to_contain_text("recorded for 1 person")
    sergeant.press("Open 2027")
    expect(page.get_by_role("status").first).to_contain_text("2027 is open for")
    chief = _at_the_desk(new_page(size), database, clock, axe, CHIEF)
    chief.page.goto("/desk/year?year=2026")
    chief.press("Sign and close 2026")
    expect(chief.page.get_by_role("heading", level=1)).to_have_text("2026 is closed")
    axe(chief.page)
    _fits(chief.page, size)
