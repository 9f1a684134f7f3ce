"""The main job from end to end: an officer's year, and the sergeant who sees it."""

from __future__ import annotations

import subprocess
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from lms.demonstration import accounts
from lms.domain.access import SYSTEM
from lms.domain.certificate import clean_code
from lms.domain.setting import SettingName
from lms.models import ServiceRecord
from lms.services.decide_setting import decide_setting
from lms.services.verify_journal import verify_journal
from lms.storage.database import Database
from tests.browser.conftest import DESKTOP, PHONE, CheckAxe, NewPage
from tests.browser.officer import Officer
from tests.clock import Clock

pytestmark = [pytest.mark.browser, pytest.mark.heavy]


@pytest.fixture
def database(department: Database, base_url: str) -> Database:
    """The small demonstration department, reached under the live server's address."""
    department.writing(
        partial(
            decide_setting,
            name=SettingName.ADDRESS,
            value=base_url,
            valid_from=date(2026, 1, 1),
            decided_by="test",
            source="test",
            by=SYSTEM,
        )
    )
    return department


def _password(login: str) -> str:
    return next(each.password for each in accounts() if each.login == login)


def _member_id(database: Database, badge: str) -> int:
    with database.reading() as session:
        found = session.execute(
            select(ServiceRecord.member_id).where(ServiceRecord.badge_number == badge)
        ).scalar()
    assert found is not None
    return found


def _officer(page: Page, database: Database, clock: Clock, axe: CheckAxe, badge: str) -> Officer:
    officer = Officer(page, database, clock, axe)
    officer.sign_in(badge, _password(badge))
    return officer


def _decoded(pdf: bytes, folder: Path) -> str:
    """The address in the QR code of a certificate, read from the rendered page."""
    (folder / "certificate.pdf").write_bytes(pdf)
    subprocess.run(
        ["pdftoppm", "-r", "200", "-png", "certificate.pdf", "page"], cwd=folder, check=True
    )
    picture = next(folder.glob("page*.png"))
    found = subprocess.run(
        ["zbarimg", "--quiet", "--raw", str(picture)], capture_output=True, check=True, text=True
    )
    return found.stdout.strip()


def test_an_officer_completes_the_year_and_a_stranger_verifies_the_certificate(
    page: Page,
    new_page: NewPage,
    database: Database,
    clock: Clock,
    axe: CheckAxe,
    tmp_path: Path,
) -> None:
    officer = _officer(page, database, clock, axe, "0147")
    axe(page)
    member_id = _member_id(database, "0147")
    officer.begin("exceptions")
    axe(page)
    kept = page.url
    page.reload()
    assert page.url == kept
    for module in ("exceptions", "ice-in-the-city"):
        officer.finish_lessons(module)
        axe(page)
        officer.take_attempt(member_id=member_id, right=True)
        expect(page.get_by_text("Passed:")).to_be_visible()
        axe(page)
    page.goto("/training")
    expect(page.get_by_text("2026 is complete.")).to_be_visible()
    axe(page)
    page.goto("/minutes")
    axe(page)
    page.goto("/training")
    link = page.locator("aside a", has_text="In-service training").first.get_attribute("href")
    assert link is not None
    answer = page.request.get(link)
    assert answer.headers["content-type"] == "application/pdf"
    address = _decoded(answer.body(), tmp_path)
    assert clean_code(address.rpartition("/")[2]) is not None
    stranger = new_page(PHONE)
    stranger.goto(address)
    expect(stranger.get_by_role("heading", name="Valid")).to_be_visible()
    expect(stranger.get_by_text("Daniela N\u00fa\u00f1ez")).to_be_visible()
    axe(stranger)
    assert page.request.get(link).body() == answer.body()
    assert verify_journal(database).findings == ()


def test_a_failed_attempt_shows_sections_without_keys_and_a_retake_passes(
    phone: Page, database: Database, clock: Clock, axe: CheckAxe
) -> None:
    officer = _officer(phone, database, clock, axe, "0147")
    member_id = _member_id(database, "0147")
    officer.finish_lessons("exceptions")
    officer.take_attempt(member_id=member_id, right=False)
    expect(phone.get_by_text("Not passed this time")).to_be_visible()
    expect(phone.get_by_role("heading", name="Sections to read again")).to_be_visible()
    assert phone.locator(".answered-options").count() == 0
    axe(phone)
    phone.goto("/training/haverhill-immigration/exceptions")
    officer.take_attempt(member_id=member_id, right=True)
    expect(phone.get_by_text("Passed:")).to_be_visible()


def test_the_sergeant_assigns_a_module_and_sees_who_is_done(
    page: Page, database: Database, clock: Clock, axe: CheckAxe
) -> None:
    sergeant = _officer(page, database, clock, axe, "0120")
    page.goto("/desk")
    axe(page)
    page.goto("/desk/members")
    axe(page)
    page.goto("/desk/assign")
    axe(page)
    page.goto("/desk")
    page.locator("main a", has_text="The five exceptions").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("The five exceptions")
    axe(page)
    assert sergeant.page.request.get(page.url + ".csv").status == 200


def test_without_a_script_a_lesson_can_be_worked_through(
    phone: Page, database: Database, clock: Clock, axe: CheckAxe
) -> None:
    phone.route("**/*.js*", lambda route: route.abort())
    officer = _officer(phone, database, clock, axe, "0147")
    officer.begin("exceptions")
    officer.finish_lesson()
    expect(phone.get_by_role("heading", name="Done")).to_be_visible()


def test_a_lesson_and_an_attempt_go_on_where_they_stopped_on_another_device(
    phone: Page, new_page: NewPage, database: Database, clock: Clock, axe: CheckAxe
) -> None:
    officer = _officer(phone, database, clock, axe, "0147")
    officer.begin("exceptions")
    begun = phone.url
    while phone.url.startswith(begun):
        officer.turn()
    stopped = phone.url
    desk = new_page(DESKTOP)
    other = _officer(desk, database, clock, axe, "0147")
    other.press("Go on with")
    assert desk.url == stopped
    other.finish_lesson(check=True)
    other.finish_lessons("exceptions")
    other.press("Start an attempt")
    first = desk.url
    other.answer_first(member_id=_member_id(database, "0147"))
    phone.goto("/training")
    officer.press("Go on with the graded scenarios")
    phone.goto(first)
    assert phone.locator("main input:checked").count() > 0
