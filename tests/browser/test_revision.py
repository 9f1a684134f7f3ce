"""A revision from its document to the minutes of the officer who is trained on what changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from lms.domain.acknowledgement import WHOLE, Answer
from lms.models import CreditEntry
from lms.services.acknowledge_policy import acknowledge_policy
from lms.services.verify_journal import verify_journal
from lms.storage.database import Database
from tests.browser.conftest import DESKTOP, PHONE, CheckAxe, NewPage
from tests.browser.officer import Officer
from tests.clock import Clock
from tests.coming import CHIEF, OWNER
from tests.department import NEARLY, SERGEANT, Find
from tests.factories import Someone, today
from tests.policies import DRAFT, FOLDER, SLUG
from tests.services.test_change_module import reconfirm
from tests.studying import answer_rightly, open_attempt

pytestmark = pytest.mark.browser
HERE = f"/policies/{SLUG}/revisions/2"
BEGINS_ITS_OWN_PARAGRAPH = "DHS-ICE and the DHS Secure Communities Program"


@pytest.fixture
def database(department: Database) -> Database:
    return department


@dataclass(frozen=True, slots=True)
class Desk:
    """A person at a desk who signs in, and presses and reads what pages offer."""

    page: Page
    axe: CheckAxe

    def press(self, name: str) -> None:
        self.page.locator("main").get_by_role("button", name=name, exact=True).first.click()
        self.page.wait_for_load_state()

    def follow(self, name: str) -> None:
        self.page.locator("main").get_by_role("link", name=name, exact=True).first.click()
        self.page.wait_for_load_state()

    def import_and_correct(self) -> None:
        """Take the document in; part a paragraph from the heading above it."""
        page = self.page
        page.goto("/policies")
        self.follow("Import a document")
        page.get_by_label("Document", exact=True).set_input_files(FOLDER / DRAFT / "policy.txt")
        page.get_by_label("It is a revision of").select_option(SLUG)
        self.press("Read the document")
        expect(page.get_by_role("heading", name="The source")).to_be_visible()
        self.axe(page)
        page.locator("li", has_text=BEGINS_ITS_OWN_PARAGRAPH).get_by_role("link").last.click()
        page.get_by_label("The second part begins with").fill(BEGINS_ITS_OWN_PARAGRAPH)
        self.axe(page)
        self.press("Split")
        expect(page.get_by_text("The correction is kept.")).to_be_visible()
        expect(page.get_by_text("1 correction is kept for this")).to_be_visible()
        self.press("Store as a revision")
        expect(page.get_by_text("revision 2 is stored. It is not in force.")).to_be_visible()

    def compare(self) -> None:
        page = self.page
        page.goto(f"/policies/{SLUG}/revisions")
        self.follow("Compare two revisions")
        expect(page.locator("ins").first).to_be_visible()
        expect(page.locator("del").first).to_be_visible()
        self.axe(page)

    def mark(self) -> None:
        """Say on the impact page that every change is one of substance, and why."""
        page = self.page
        page.goto(f"{HERE}/impact")
        self.axe(page)
        for select_ in page.locator("main select").all():
            select_.select_option("substantive")
        for reason in page.locator("main .impact-mark input").all():
            reason.fill("After I-247A and Lunn.")
        self.press("Keep these marks")
        expect(page.get_by_text("all marked")).to_be_visible()
        expect(page.get_by_text("officer-minutes")).to_be_visible()

    def choose(self) -> None:
        """Let every section stand on the words that its clauses have now."""
        page = self.page
        page.goto(f"{HERE}/sections")
        self.axe(page)
        links = page.locator(f"main a[href^='{HERE}/sections/']").all()
        for address in [each.get_attribute("href") for each in links]:
            page.goto(address or "")
            page.get_by_label("It stands on the words below").check()
            if page.get_by_label("What it says, in one sentence").input_value() == "":
                page.get_by_label("What it says, in one sentence").fill("Nobody is held for it.")
            self.press("Keep it")
            expect(page.get_by_text(": kept.")).to_be_visible()

    def propose(self, day: date) -> str:
        """Ask for the publication at the beginning of a day; where the proposal stands."""
        page = self.page
        page.goto(f"{HERE}/publication")
        page.get_by_label("From the beginning of a day").check()
        page.get_by_label("The day").fill(day.isoformat())
        page.get_by_label("Reason").fill("The form of the detainer changed, and the court spoke.")
        self.axe(page)
        self.press("Propose it")
        expect(page.get_by_text("You proposed it.")).to_be_visible()
        return page.url

    def approve(self, address: str) -> None:
        page = self.page
        page.goto(address)
        self.axe(page)
        page.get_by_text("Approve; it happens now").click()
        self.press("Record the decision")
        expect(page.get_by_text("Approved, and done.")).to_be_visible()


def counted(database: Database, member_id: int) -> int:
    with database.reading() as session:
        found = session.execute(
            select(func.sum(CreditEntry.seconds)).where(CreditEntry.member_id == member_id)
        )
        return found.scalar() or 0


def received_before(database: Database, officer: Someone) -> None:
    database.writing(
        partial(
            acknowledge_policy,
            policy=SLUG,
            sequence=1,
            part=WHOLE,
            answer=Answer.RECEIVED,
            by=officer.actor,
        )
    )


def test_a_document_becomes_the_rule_and_trains_whom_it_concerns_on_what_changed(  # noqa: PLR0915 - one flow from the document to the minutes
    new_page: NewPage, database: Database, clock: Clock, axe: CheckAxe, find: Find
) -> None:
    officer = find(NEARLY)
    received_before(database, officer)
    attempt_id = open_attempt(database, officer, "exceptions")
    answer_rightly(database, officer, attempt_id)

    def signed_in(size: tuple[int, int], login: str) -> Page:
        someone, page = find(login), new_page(size)
        Officer(page, database, clock, axe).sign_in(someone.login, someone.password)
        return page

    owner = Desk(signed_in(DESKTOP, OWNER), axe)
    owner.import_and_correct()
    owner.compare()
    owner.mark()
    owner.choose()
    day = today(database) + timedelta(days=1)
    proposal = owner.propose(day)
    Desk(signed_in(DESKTOP, CHIEF), axe).approve(proposal)
    phone = signed_in(PHONE, NEARLY)
    phone.goto(f"/attempts/{attempt_id}/review")
    expect(phone.get_by_text("This attempt is on revision")).to_have_count(0)

    phone.goto("/training")
    clock.advance(days=1)
    Officer(phone, database, clock, axe).sign_in(officer.login, officer.password)
    phone.goto(f"/attempts/{attempt_id}/review")
    expect(phone.get_by_text("This attempt is on revision 1 of 2 of the policy")).to_be_visible()
    axe(phone)
    phone.get_by_role("checkbox").last.check()
    phone.get_by_role("button", name="Submit").click()
    expect(phone.get_by_text("Scored on revision 1 of 2 of the policy")).to_be_visible()
    expect(phone.get_by_text("Passed:")).to_be_visible()

    phone.goto("/training")
    axe(phone)
    expect(phone.get_by_text("sections of the policy have changed")).to_be_visible()
    phone.get_by_role("link", name="Read and acknowledge them").click()
    axe(phone)
    acts = phone.get_by_role("button", name="I acknowledge")
    while acts.count():
        acts.first.click()
        phone.wait_for_load_state()
    expect(phone.get_by_text("You have answered everything")).to_be_visible()

    reconfirm(database, find)
    owner = Desk(signed_in(DESKTOP, OWNER), axe)
    owner.page.goto(f"{HERE}/training")
    axe(owner.page)
    owner.page.get_by_label("Due by").fill((day + timedelta(days=30)).isoformat())
    owner.press("Draft the module")
    expect(owner.page.get_by_text("Somebody else approves it").first).to_be_visible()
    sergeant = Desk(signed_in(DESKTOP, SERGEANT), axe)
    sergeant.page.goto(f"{HERE}/training")
    sergeant.press("Approve and assign it")
    expect(sergeant.page.get_by_text("It is assigned to the people")).to_be_visible()

    taker = Officer(phone, database, clock, axe)
    before = counted(database, officer.member)
    phone.goto("/training")
    phone.get_by_role("link", name="What revision 2 of the policy changes").first.click()
    taker.finish_lessons("revision-2")
    taker.take_attempt(member_id=officer.member, right=True)
    expect(phone.get_by_text("Passed:")).to_be_visible()
    assert counted(database, officer.member) > before
    phone.goto("/minutes")
    expect(phone.get_by_text("What revision 2 of the policy changes").first).to_be_visible()
    assert verify_journal(database).findings == ()
