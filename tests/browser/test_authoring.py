"""An author drafts a scenario, a second person approves it, and an officer meets it."""

from __future__ import annotations

from functools import partial

import pytest
from playwright.sync_api import Page, expect

from lms.domain.scenario import Scenario, Use
from lms.domain.training import TrainingModule
from lms.models import ContentKind
from lms.queries.attempt_work import attempt_of, opened_attempt
from lms.queries.content import approved, approved_module, thing, things
from lms.services.decide_content import retire_content
from lms.services.verify_journal import verify_journal
from lms.storage.database import Database
from tests.browser.conftest import DESKTOP, PHONE, CheckAxe, NewPage
from tests.browser.officer import Officer
from tests.clock import Clock
from tests.department import SERGEANT, Find
from tests.factories import Someone
from tests.studying import POLICY, study
from tests.web.test_authoring import FIELDS, SITUATION, SLUG

pytestmark = pytest.mark.browser
SECOND, MODULE = "0141", "equal-service"
CHOICES = [str(FIELDS[f"items.0.options.{at}.text"]) for at in range(4)]


@pytest.fixture
def database(department: Database) -> Database:
    return department


def signed_in(
    page: Page, someone: Someone, database: Database, clock: Clock, axe: CheckAxe
) -> Page:
    Officer(page, database, clock, axe).sign_in(someone.login, someone.password)
    return page


def test_an_author_drafts_a_second_person_approves_and_an_officer_meets_it(
    new_page: NewPage, database: Database, clock: Clock, axe: CheckAxe, find: Find
) -> None:
    page = signed_in(new_page(DESKTOP), find(SERGEANT), database, clock, axe)
    page.goto("/desk/content")
    page.get_by_role("link", name="Write content").click()
    axe(page)
    page.get_by_label("Name for its address").fill(SLUG)
    page.get_by_role("button", name="Begin").click()
    axe(page)
    page.locator("#title").fill(str(FIELDS["title"]))
    page.locator("#use").select_option("graded")
    page.get_by_label("Find a section or words").fill("IV.B.1")
    page.locator(".section-options input[value='IV.B.1']").check()
    page.locator("#situation").fill(SITUATION)
    expect(page.locator("[data-preview]")).to_contain_text(SITUATION[:60])
    page.locator("#items-0-stem").fill(str(FIELDS["items.0.stem"]))
    for at, text in enumerate(CHOICES):
        page.locator(f"#items-0-options-{at}-text").fill(text)
        page.locator(f"#items-0-options-{at}-feedback").fill(f"The report is hers: {at}.")
    page.locator("[name='items.0.right']").nth(2).check()
    page.locator("#items-0-rationale").fill(str(FIELDS["items.0.rationale"]))
    expect(page.locator("[data-preview]")).to_contain_text("Nothing to mend.")
    page.get_by_role("button", name="Save and preview").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Send for review").click()
    expect(page.get_by_text("It is in review.").first).to_be_visible()
    axe(page)

    second = signed_in(new_page(DESKTOP), find(SECOND), database, clock, axe)
    second.goto(page.url)
    second.locator("#words").fill("Good. The choices are close to each other.")
    second.get_by_role("button", name="Add the comment").click()
    second.get_by_role("button", name="Approve version 1").click()
    expect(second.get_by_text("Officers meet it from now on.")).to_be_visible()
    axe(second)

    leave_room_for_it(database, find(SECOND))
    officer = find("0148")
    phone = signed_in(new_page(PHONE), officer, database, clock, axe)
    met(phone, officer, database)
    assert verify_journal(database).findings == ()


def met(phone: Page, officer: Someone, database: Database) -> None:
    """Start a graded attempt of the module and answer the new scenario in it."""
    study(database, officer, MODULE)
    phone.goto(f"/training/{POLICY}/{MODULE}")
    phone.get_by_role("button", name="Start").last.click()
    phone.wait_for_url("**/attempts/**")
    attempt_id = int(phone.url.rsplit("/attempts/", 1)[1].split("/")[0])
    with database.reading() as session:
        drawn = opened_attempt(session, attempt_of(session, attempt_id, officer.member))
    number = [each.id for each in drawn.scenarios].index(SLUG) + 1
    phone.goto(f"/attempts/{attempt_id}/scenarios/{number}")
    expect(phone.get_by_text(SITUATION[:60])).to_be_visible()
    phone.get_by_label(CHOICES[2]).check()


def leave_room_for_it(database: Database, second: Someone) -> None:
    """Retire so much of its group that every draw needs the new scenario."""
    with database.reading() as session:
        module = thing(
            session, approved_module(session, policy=POLICY, slug=MODULE), TrainingModule
        )
        versions = approved(session, ContentKind.SCENARIO, policy=POLICY)
        known = things(session, versions.values(), Scenario).values()
    group = next(each for each in module.blueprint.groups if "IV.B.1" in each.provisions)
    room, gone = group.items - 1, list[str]()
    for each in module.pool(known):
        if each.provisions[0] not in group.provisions or each.id == SLUG:
            continue
        if each.use is Use.GRADED and each.item_count <= room:
            room -= each.item_count
        elif each.use.graded:
            gone.append(each.id)
    assert room == 0
    database.writing(
        partial(
            retire_content,
            policy=POLICY,
            kind=ContentKind.SCENARIO,
            slugs=gone,
            by=second.actor,
        )
    )
