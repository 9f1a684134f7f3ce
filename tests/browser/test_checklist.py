"""A checklist on a phone, and on one printed page."""

from __future__ import annotations

import io

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from lms.demonstration import accounts
from lms.queries.checklists import checklists
from lms.storage.database import Database
from tests.browser.conftest import DESKTOP, PHONE, CheckAxe, NewPage
from tests.browser.officer import Officer
from tests.clock import Clock
from tests.department import DAY, NEARLY

pytestmark = pytest.mark.browser


@pytest.fixture
def database(department: Database) -> Database:
    return department


def addresses(database: Database) -> list[str]:
    with database.reading() as session:
        rows = checklists(session, day=DAY)
    return [f"/checklists/{row.version.policy}/{row.version.slug}" for row in rows]


def opened(page: Page, database: Database, clock: Clock, axe: CheckAxe) -> Officer:
    officer = Officer(page, database, clock, axe)
    password = next(each.password for each in accounts() if each.login == NEARLY)
    officer.sign_in(NEARLY, password)
    return officer


def test_a_checklist_is_read_on_a_phone(
    new_page: NewPage, database: Database, clock: Clock, axe: CheckAxe
) -> None:
    page = opened(new_page(PHONE), database, clock, axe).page
    found = addresses(database)
    assert len(found) == 3
    for address in found:
        page.goto(address)
        axe(page)
        lines = page.locator(".check-lines > li")
        assert lines.count() >= 6
        width = page.locator("main").evaluate("element => element.scrollWidth")
        assert width <= PHONE[0]
        size = lines.first.locator(".check-text").evaluate(
            "element => parseFloat(getComputedStyle(element).fontSize)"
        )
        assert size >= 16


def test_each_checklist_prints_on_one_page(
    new_page: NewPage, database: Database, clock: Clock, axe: CheckAxe
) -> None:
    page = opened(new_page(DESKTOP), database, clock, axe).page
    for address in addresses(database):
        page.goto(address)
        printed = PdfReader(io.BytesIO(page.pdf(format="Letter", tagged=True)))
        assert len(printed.pages) == 1, address
        assert address in printed.pages[0].extract_text().replace("\n", "")
