"""The accreditation manager's hour in a real browser: map, choose proofs, memo, export."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from lms.demonstration import accounts
from lms.storage.database import Database
from tests.browser.conftest import DESKTOP, PHONE, CheckAxe, NewPage
from tests.browser.officer import Officer
from tests.clock import Clock
from tests.department import COMPLETE

pytestmark = pytest.mark.browser

MANAGER = "accreditation"


@pytest.fixture
def database(department: Database) -> Database:
    return department


def signed_in(page: Page, login: str, database: Database, clock: Clock, axe: CheckAxe) -> Page:
    officer = Officer(page, database, clock, axe)
    password = next(each.password for each in accounts() if each.login == login)
    officer.sign_in(login, password)
    return officer.page


def test_the_manager_s_hour(
    new_page: NewPage, database: Database, clock: Clock, axe: CheckAxe
) -> None:
    page = signed_in(new_page(DESKTOP), MANAGER, database, clock, axe)
    page.goto("/evidence")
    page.get_by_role("link", name="Standards").click()
    page.get_by_role("link", name="Map a standard").first.click()
    axe(page)
    page.get_by_label("Number").fill("33.5.2")
    page.get_by_label("Title").fill("Annual training, in our manual's words")
    page.get_by_label("Sections of the policy").fill("IV.E")
    page.get_by_text("Lesson plan").click()
    page.get_by_text("Who completed the year, by name").click()
    page.get_by_label("Why these prove it").fill("The section asks for the hours.")
    page.get_by_role("button", name="Record the mapping").click()
    for _ in range(2):
        page.locator("#year-2026-offer").select_option(index=0)
        page.locator("#year-2026-reason").fill("It shows what was taught and to whom.")
        page.get_by_role("button", name="Choose this proof for 2026").click()
    axe(page)
    page.get_by_role("link", name="Write a memo to file for 2024").click()
    page.get_by_label("Memo to file").fill("The policy was not in force in 2024.")
    page.get_by_role("button", name="Sign and attach").click()
    page.get_by_role("link", name="Standards").click()
    axe(page)
    assert page.get_by_text("2 proofs").is_visible()
    assert page.get_by_text("2025 has no proof and no memo").is_visible()
    page.goto("/evidence/packages")
    page.get_by_text("Thin folder of the last year").click()
    page.get_by_role("button", name="Build it").click()
    axe(page)
    assert page.get_by_text("Being built").is_visible()


def test_the_training_record_is_read_on_a_phone(
    new_page: NewPage, database: Database, clock: Clock, axe: CheckAxe
) -> None:
    page = signed_in(new_page(PHONE), COMPLETE, database, clock, axe)
    page.goto("/minutes/record")
    axe(page)
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= PHONE[0]
    refused = page.goto("/evidence/standards")
    assert refused is not None
    assert refused.status == 403
