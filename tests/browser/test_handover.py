"""A desk handed over in Chromium: offered at a desk, read and accepted on a phone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from lms.demonstration import accounts
from lms.domain.access import Role
from lms.storage.database import Database
from tests.browser.conftest import DESKTOP, PHONE, CheckAxe, NewPage
from tests.browser.officer import Officer
from tests.clock import Clock
from tests.department import SERGEANT
from tests.factories import PASSWORD, sign_up

pytestmark = pytest.mark.browser

TUESDAY = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


@pytest.fixture
def database(department: Database) -> Database:
    return department


def _enter(page: Page, database: Database, clock: Clock, axe: CheckAxe, login: str) -> Officer:
    someone = Officer(page, database, clock, axe)
    known = next((each.password for each in accounts() if each.login == login), PASSWORD)
    someone.sign_in(login, known)
    return someone


@pytest.mark.parametrize(
    ("giving", "taking"), [(DESKTOP, PHONE), (PHONE, DESKTOP)], ids=["desk", "phone"]
)
def test_a_desk_is_offered_and_its_successor_reads_and_accepts_it(
    new_page: NewPage,
    database: Database,
    clock: Clock,
    axe: CheckAxe,
    giving: tuple[int, int],
    taking: tuple[int, int],
) -> None:
    clock.now = TUESDAY
    sign_up(database, Role.TRAINING_UNIT, login="next", name="Nora Next")
    leaver = _enter(new_page(giving), database, clock, axe, SERGEANT)
    page = leaver.page
    page.goto("/desk/handover")
    expect(page.get_by_role("heading", level=1)).to_have_text("What is open")
    axe(page)
    leaver.press("Hand the desk over")
    page.get_by_label("Successor", exact=True).select_option(label="Nora Next")
    page.get_by_label("What the successor should know").fill("Ask Ana about the scans.")
    axe(page)
    leaver.press("Put it before the successor")
    expect(page.get_by_role("status").first).to_contain_text("with your successor")
    axe(page)
    successor = _enter(new_page(taking), database, clock, axe, "next")
    page = successor.page
    expect(page.get_by_text("desk is being handed over to you")).to_be_in_viewport()
    page.get_by_role("link", name="Read it and answer").click()
    expect(page.get_by_text("Ask Ana about the scans.")).to_be_visible()
    axe(page)
    page.get_by_text("I have read it and accept the desk").click()
    successor.press("Record the answer")
    expect(page.get_by_role("status").first).to_contain_text("no role changed")
    axe(page)
