"""A challenge that helps three people, as four people at four browsers see it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from lms.services.verify_journal import verify_journal
from lms.storage.database import Database
from tests.browser.conftest import DESKTOP, PHONE, CheckAxe, NewPage
from tests.browser.officer import Officer
from tests.clock import Clock
from tests.factories import Someone
from tests.key_corrections import ALSO_RIGHT, Case
from tests.stored_rows import found_as

pytestmark = pytest.mark.browser
SAID = "Asking a sergeant first is right as well: the section names both."


def test_a_challenge_that_helps_three_people(
    new_page: NewPage, database: Database, clock: Clock, axe: CheckAxe
) -> None:
    case = Case.opened(database)
    found_as(database, demonstration=True)
    tried = {badge: case.tried(badge, ALSO_RIGHT) for badge in case.officers}

    def signed_in(size: tuple[int, int], someone: Someone) -> Page:
        Officer(page := new_page(size), database, clock, axe).sign_in(
            someone.login, someone.password
        )
        return page

    phone = signed_in(PHONE, case.officers["0101"])
    phone.goto(f"/attempts/{tried['0101']}/result")
    phone.get_by_role("link", name="Challenge it").click()
    axe(phone)
    phone.get_by_text("1. At the desk").click()
    phone.get_by_role("link", name="Challenge this question").first.click()
    axe(phone)
    phone.get_by_label("What is wrong?").fill(SAID)
    phone.get_by_role("button", name="Send to the policy owner").click()
    expect(phone.get_by_text("Waits for an answer")).to_be_visible()

    owner = signed_in(DESKTOP, case.owner)
    owner.get_by_role("link", name="Challenges (1)").click()
    axe(owner)
    owner.get_by_role("link", name="At the desk: What now?").click()
    axe(owner)
    expect(owner.get_by_text("missed by 3 of 3")).to_be_visible()
    owner.get_by_text("The officer is right; the key is wrong").click()
    owner.get_by_label("What you say to the officer").fill("You are right. Thank you.")
    owner.get_by_role("button", name="Record the answer").click()
    axe(owner)
    owner.get_by_label("Call it in now.").check()
    owner.get_by_role("button", name="Show who changes").click()
    axe(owner)
    expect(owner.get_by_text("2 of 2, passed")).to_have_count(3)
    owner.get_by_label("Reason").fill("Section IV.B.1 allows both.")
    owner.get_by_role("button", name="Propose it to a second person").click()
    expect(owner.get_by_text("You proposed it.")).to_be_visible()

    second = signed_in(DESKTOP, case.trainer)
    second.get_by_role("link", name="Approvals (1)").click()
    second.get_by_role("link", name="Correct the key").first.click()
    axe(second)
    second.get_by_text("Approve; it happens now").click()
    second.get_by_role("button", name="Record the decision").click()
    expect(second.get_by_text("Approved, and done.")).to_be_visible()

    for badge, attempt_id in tried.items():
        page = phone if badge == "0101" else signed_in(PHONE, case.officers[badge])
        page.goto(f"/attempts/{attempt_id}/result")
        expect(page.get_by_text("Passed: 2 of 2 points")).to_be_visible()
        axe(page)
    phone.goto(f"/attempts/{tried['0101']}/challenges")
    expect(phone.get_by_text("You are right. Thank you.")).to_be_visible()
    assert verify_journal(database).findings == ()
