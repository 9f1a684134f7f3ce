"""The accreditation manager's hour and the assessor's ten minutes, in a real browser."""

from __future__ import annotations

import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Page, expect

from lms.demonstration import accounts
from lms.jobs.worker import Worker
from lms.services.keep_keys import record_key
from lms.storage.database import Database
from lms.storage.files import FileStore
from lms.storage.keys import make_journal_key
from tests.browser.conftest import DESKTOP, PHONE, CheckAxe, NewPage
from tests.browser.officer import Officer
from tests.clock import Clock
from tests.demonstrations import Loaded
from tests.department import COMPLETE, NEARLY, somebody

pytestmark = pytest.mark.browser

MANAGER, ASSESSOR, COUNSEL = "accreditation", "assessor", "outside-counsel"
NUMBER, OPENED, CLOSED = "33.5.2", "33.5.1", "12.2.1"


@pytest.fixture
def database(department: Database) -> Database:
    return department


@pytest.fixture
def worker(database: Database, loaded: Loaded, tmp_path: Path) -> Worker:
    """A worker over the files and the key of the live application."""
    key = make_journal_key(tmp_path)
    database.writing(partial(record_key, key=key, previous=None, reason="a test"))
    shutil.copytree(loaded.files, tmp_path / "files", dirs_exist_ok=True)
    return Worker(database, FileStore(tmp_path / "files"), None, tmp_path)


def signed_in(page: Page, login: str, database: Database, clock: Clock, axe: CheckAxe) -> Page:
    officer = Officer(page, database, clock, axe)
    password = next(each.password for each in accounts() if each.login == login)
    officer.sign_in(login, password)
    return officer.page


def checked_offline(page: Page, link: str, folder: Path) -> list[str]:
    """Download a package, run the verifier that travels in it, and name its papers."""
    with page.expect_download() as found:
        page.get_by_role("link", name=link).click()
    package = folder / "package.zip"
    found.value.save_as(package)
    with ZipFile(package) as opened:
        opened.extract("verify.py", folder)
        names = opened.namelist()
    said = subprocess.run(
        [sys.executable, "-I", folder / "verify.py", package],
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stdout
    return [name for name in names if name.endswith(".pdf")]


def fill_the_file(page: Page, axe: CheckAxe) -> None:
    """Map a standard and choose two proofs with the reason."""
    page.goto("/evidence")
    page.get_by_role("link", name="Standards").click()
    page.get_by_role("link", name="Map a standard").first.click()
    axe(page)
    page.get_by_label("Number").fill(NUMBER)
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


def mend_what_is_found(page: Page, axe: CheckAxe) -> None:
    """Follow each finding of a missing year to its memo, and sign it."""
    for year in (2024, 2025):
        page.goto("/evidence/standards")
        page.get_by_role("link", name=f"{NUMBER}: {year} has no proof and no memo").click()
        page.get_by_label("Memo to file").fill(f"The policy was not in force in {year}.")
        page.get_by_role("button", name="Sign and attach").click()
    page.goto("/evidence/standards")
    axe(page)
    for year in (2024, 2025):
        gap = f"{NUMBER}: {year} has no proof and no memo"
        assert page.get_by_role("link", name=gap).count() == 0
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name=NUMBER, exact=True))
    assert [cell.inner_text().strip() for cell in row.get_by_role("cell").all()] == [
        "Memo",
        "Memo",
        "2 proofs",
    ]


def test_the_manager_s_hour(
    new_page: NewPage,
    database: Database,
    clock: Clock,
    axe: CheckAxe,
    worker: Worker,
    tmp_path: Path,
) -> None:
    page = signed_in(new_page(DESKTOP), MANAGER, database, clock, axe)
    fill_the_file(page, axe)
    mend_what_is_found(page, axe)
    page.goto("/evidence/packages")
    page.get_by_text("Thin folder of the last year").click()
    page.get_by_role("button", name="Build it").click()
    axe(page)
    assert page.get_by_text("Being built").is_visible()
    worker.turn()
    page.get_by_role("link", name="Look again").click()
    axe(page)
    papers = checked_offline(page, "Download the package", tmp_path)
    assert [name for name in papers if name.startswith("33-5-2-2026/")] == [
        "33-5-2-2026/1-directive.pdf",
        "33-5-2-2026/2-lesson-plan.pdf",
        "33-5-2-2026/3-completion.pdf",
    ]
    page.goto("/evidence/invitations")
    page.get_by_role("link", name="Malcolm Tremblay").click()
    axe(page)
    page.get_by_role("button", name="View as assessor").click()
    axe(page)
    assert page.get_by_text("You are signed in as yourself").is_visible()
    page.goto("/evidence/invitations/assessor")
    axe(page)


@pytest.mark.usefixtures("worker")
def test_the_assessor_s_ten_minutes(
    page: Page, database: Database, clock: Clock, axe: CheckAxe, tmp_path: Path
) -> None:
    signed_in(page, ASSESSOR, database, clock, axe)
    assert page.get_by_role("heading", level=1).inner_text() == "The files for your assessment"
    axe(page)
    page.get_by_role("link", name=OPENED).click()
    axe(page)
    papers = checked_offline(page, "Folder of 2026", tmp_path)
    assert {name.partition("/")[0] for name in papers} == {"33-5-1-2026"}
    page.get_by_role("link", name="The files").click()
    page.get_by_role("link", name="Draw a sample").click()
    page.get_by_label("How many").fill("3")
    page.get_by_label("Seed").fill("dice 426")
    page.get_by_role("button", name="Draw and record").click()
    axe(page)
    packets = page.get_by_role("link", name="PDF of")
    assert packets.count() == 3
    packet = page.context.request.get(str(packets.first.get_attribute("href")))
    assert packet.status == 200
    assert packet.headers["content-type"] == "application/pdf"
    page.goto("/room/officers")
    axe(page)
    for path, status in (
        (f"/room/standards/{CLOSED}", 404),
        ("/record", 403),
        ("/evidence/standards", 403),
        ("/desk", 403),
        ("/policies", 403),
    ):
        refused = page.goto(path)
        assert refused is not None
        assert refused.status == status, path
    axe(page)


def test_counsel_reads_one_matter_and_places_a_hold(
    phone: Page, database: Database, clock: Clock, axe: CheckAxe
) -> None:
    page = signed_in(phone, COUNSEL, database, clock, axe)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Docket")
    axe(page)
    assert page.get_by_role("heading", name="The full archive").count() == 0
    records = page.locator("main a[href$='/record']")
    assert records.count() == 2
    records.first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Training record as of")
    axe(page)
    link = page.get_by_role("link", name="Training record (PDF)")
    paper = page.context.request.get(str(link.get_attribute("href")))
    assert (paper.status, paper.headers["content-type"]) == (200, "application/pdf")
    page.locator("main").get_by_role("link", name="The matter").click()
    page.get_by_label("Reason").fill("A suit is pending.")
    page.get_by_role("button", name="Place a hold on the matter").click()
    expect(page.get_by_text("The hold stands.")).to_be_visible()
    expect(page.get_by_text("Stands", exact=True)).to_have_count(2)
    axe(page)
    other = somebody(database, NEARLY).member
    for path, status in (
        (f"/counsel/members/{other}/record", 404),
        ("/evidence/holds", 403),
        ("/evidence/standards", 403),
        ("/room", 403),
        ("/record", 403),
        ("/desk", 403),
        ("/evidence/packages", 403),
    ):
        refused = page.goto(path)
        assert refused is not None
        assert refused.status == status, path
    axe(page)


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
