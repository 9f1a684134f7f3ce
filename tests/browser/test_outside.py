"""Training taken elsewhere: sent from a phone with a photo, decided at a desk, counted."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from lms.demonstration import accounts
from lms.storage.database import Database
from tests.browser.conftest import DESKTOP, PHONE, CheckAxe, NewPage
from tests.browser.officer import Officer
from tests.clock import Clock
from tests.department import NEARLY, SERGEANT

pytestmark = pytest.mark.browser


@pytest.fixture
def database(department: Database) -> Database:
    return department


def _somebody(page: Page, database: Database, clock: Clock, axe: CheckAxe, login: str) -> Page:
    someone = Officer(page, database, clock, axe)
    someone.sign_in(login, next(each.password for each in accounts() if each.login == login))
    return someone.page


def _checked(page: Page, size: tuple[int, int], axe: CheckAxe, heading: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    axe(page)


def _photo() -> FilePayload:
    data = BytesIO()
    Image.new("RGB", (800, 600), "white").save(data, "PNG")
    return FilePayload(name="certificate.png", mimeType="image/png", buffer=data.getvalue())


def test_an_officer_sends_training_from_a_phone_and_its_minutes_count_when_another_grants_them(
    new_page: NewPage, database: Database, clock: Clock, axe: CheckAxe
) -> None:
    officer = _somebody(new_page(PHONE), database, clock, axe, NEARLY)
    officer.goto("/minutes")
    officer.get_by_role("link", name="Training taken elsewhere").tap()
    _checked(officer, PHONE, axe, "Training taken elsewhere")
    officer.get_by_role("link", name="Send training").first.tap()
    _checked(officer, PHONE, axe, "Send training taken elsewhere")
    officer.get_by_label("What it was called").fill("Detainers after the statute")
    officer.get_by_label("Who offered it").fill("Regional Academy")
    officer.get_by_label("Day", exact=True).fill("2026-03-05")
    officer.locator("input[name^=minutes_]").first.fill("30")
    officer.get_by_label("What it was about").fill("What a detainer asks, and what state law says.")
    officer.get_by_role("button", name="Send it").tap()
    expect(officer.locator(".error-summary")).to_contain_text("Choose the scan")
    _checked(officer, PHONE, axe, "Send training taken elsewhere")
    officer.get_by_label("Certificate or agenda").set_input_files(_photo())
    officer.get_by_role("button", name="Send it").tap()
    expect(officer.locator("main")).to_contain_text("It waits for a second person")
    _checked(officer, PHONE, axe, "Detainers after the statute")

    desk = _somebody(new_page(DESKTOP), database, clock, axe, SERGEANT)
    desk.get_by_role("link", name="Outside training of 1 submission waits").click()
    _checked(desk, DESKTOP, axe, "Training taken elsewhere")
    desk.locator("main tbody a").first.click()
    expect(desk.locator("img.scan")).to_be_visible()
    _checked(desk, DESKTOP, axe, "Detainers after the statute")
    desk.get_by_label("Grant").first.check()
    desk.get_by_role("button", name="Record the decision").click()
    expect(desk.locator("main")).to_contain_text("30 minutes granted")
    _checked(desk, DESKTOP, axe, "Detainers after the statute")

    officer.goto("/minutes")
    expect(officer.get_by_role("row", name="Detainers after the statute")).to_contain_text(
        "Outside training, not timed here"
    )
    _checked(officer, PHONE, axe, "My minutes")
    desk.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    desk.goto("/desk/outside")
    _checked(desk, PHONE, axe, "Training taken elsewhere")
