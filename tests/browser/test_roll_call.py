"""A roll call in four taps, the attendee's word, the week's approval; paper with its scan."""

from __future__ import annotations

from datetime import UTC, datetime
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

LIEUTENANT, SECOND = "0111", "0141"
EVENING = datetime(2026, 11, 24, 21, 0, tzinfo=UTC)


@pytest.fixture
def database(department: Database) -> Database:
    return department


def _somebody(page: Page, database: Database, clock: Clock, axe: CheckAxe, login: str) -> Officer:
    someone = Officer(page, database, clock, axe)
    someone.sign_in(login, next(each.password for each in accounts() if each.login == login))
    return someone


def _fits(page: Page, size: tuple[int, int]) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_a_roll_call_takes_four_taps_and_counts_when_two_have_said_so(
    new_page: NewPage, database: Database, clock: Clock, axe: CheckAxe
) -> None:
    clock.now = EVENING
    page = _somebody(new_page(PHONE), database, clock, axe, LIEUTENANT).page
    page.get_by_role("link", name="Classes", exact=True).tap()
    page.get_by_role("link", name="Roll call", exact=True).first.tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Roll call")
    page.locator("main .row a").first.tap()
    ticked = page.locator("input[name=there]:checked")
    expect(page.locator(".tick-list legend")).to_have_text("Who is here: Evening")
    assert ticked.count() > 3
    _fits(page, PHONE)
    axe(page)
    clock.advance(seconds=7 * 60)
    page.get_by_role("button", name="Record the roll call").tap()
    expect(page.get_by_role("status").first).to_contain_text("provisional")
    _fits(page, PHONE)

    officer = _somebody(new_page(PHONE), database, clock, axe, NEARLY).page
    asked = officer.locator(".card", has_text="Were you there?")
    expect(asked).to_be_visible()
    asked.get_by_role("button", name="Yes, I was there").first.tap()
    expect(officer.get_by_role("status").first).to_contain_text("That is recorded")

    second = _somebody(new_page(DESKTOP), database, clock, axe, SECOND).page
    second.goto("/desk/classes")
    waiting = second.locator(".card", has_text="Waiting for a second person")
    expect(waiting).to_contain_text("1 confirmed")
    axe(second)
    waiting.get_by_role("button", name="Approve what is ticked").click()
    expect(second.get_by_role("status").first).to_contain_text("approved")
    expect(waiting).to_contain_text("No roster waits.")
    officer.goto("/minutes")
    expect(officer.locator("main")).to_contain_text("Class or roll call")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_paper_comes_in_with_its_scan_and_counts_when_a_second_person_approves(
    new_page: NewPage, database: Database, clock: Clock, axe: CheckAxe, size: tuple[int, int]
) -> None:
    clock.now = EVENING
    scan = BytesIO()
    Image.new("RGB", (40, 30), "white").save(scan, "PNG")
    lines = (
        "badge,family_name,day,minutes,subject,provider,taught_by,scan\n"
        "0147,Nunez,2026-02-03,14,Policy,Winter class,Jo Instructor,sheet.png\n"
    )
    page = _somebody(new_page(size), database, clock, axe, SERGEANT).page
    page.goto("/desk/papers")
    axe(page)
    file = FilePayload(name="lines.csv", mimeType="text/csv", buffer=lines.encode())
    page.get_by_label("Lines").set_input_files(file)
    file = FilePayload(name="sheet.png", mimeType="image/png", buffer=scan.getvalue())
    page.get_by_label("Scans").set_input_files([file])
    page.get_by_role("button", name="Read lines and scans").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 line from paper")
    expect(page.locator("main")).to_contain_text("from paper, not timed")
    _fits(page, size)
    axe(page)
    page.get_by_label("Reason").fill("Held before the product came.")
    page.get_by_role("button", name="Propose it").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Enter 14 minutes of 1 member")
    address = page.url

    second = _somebody(new_page(size), database, clock, axe, SECOND).page
    second.goto(address)
    second.get_by_label("Approve; it happens now").check()
    second.get_by_role("button", name="Record the decision").click()
    expect(second.locator("main")).to_contain_text("Approved")

    officer = _somebody(new_page(size), database, clock, axe, NEARLY).page
    officer.goto("/minutes")
    row = officer.get_by_role("row", name="Winter class")
    expect(row).to_contain_text("From paper, not timed")
    with officer.expect_download() as download:
        row.get_by_role("link").click()
    assert download.value.suggested_filename.endswith(".png")
    axe(officer)
