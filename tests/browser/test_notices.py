"""A notice as its officer reads and answers it on a phone, and the desk hands it over."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from lms.services.verify_journal import verify_journal
from lms.storage.database import Database
from tests.browser.conftest import DESKTOP, PHONE, CheckAxe, NewPage
from tests.browser.officer import Officer
from tests.clock import Clock
from tests.factories import Someone, decide
from tests.fair_people import fails
from tests.key_corrections import Case
from tests.stored_rows import found_as

pytestmark = pytest.mark.browser
SAID = "I was called to a crash in the middle of it."


def test_a_notice_is_opened_answered_and_handed_over(
    new_page: NewPage, database: Database, clock: Clock, axe: CheckAxe
) -> None:
    case = Case.opened(database)
    found_as(database, demonstration=True)
    decide(database, adverse_notice="failure, review")
    *_, last = fails(case, "0101", 3)
    fails(case, "0102", 3)

    def signed_in(size: tuple[int, int], someone: Someone) -> Page:
        Officer(page := new_page(size), database, clock, axe).sign_in(
            someone.login, someone.password
        )
        return page

    phone = signed_in(PHONE, case.officers["0101"])
    axe(phone)
    phone.get_by_role("link", name="Open the notice").click()
    axe(phone)
    phone.get_by_role("button", name="Open and read it").click()
    phone.get_by_role("link", name="Add a statement").click()
    axe(phone)
    phone.get_by_label("Your statement").fill(SAID)
    phone.get_by_role("button", name="Keep my statement").click()
    expect(phone.get_by_text("Your statement is kept")).to_be_visible()
    phone.goto("/training/notices/1")
    expect(phone.get_by_text(SAID)).to_be_visible()
    axe(phone)
    phone.goto(f"/attempts/{last}/result")
    expect(phone.get_by_text(SAID)).to_be_visible()
    axe(phone)
    phone.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    axe(phone)
    phone.goto("/training/notices/1")
    axe(phone)

    desk = signed_in(DESKTOP, case.trainer)
    desk.get_by_role("link", name="1 notice to officers not opened").click()
    axe(desk)
    desk.get_by_role("link", name="0102").click()
    axe(desk)
    desk.get_by_label("Handed over by").fill("Lt. Marsh")
    desk.get_by_label("On", exact=True).fill(database.clock().date().isoformat())
    desk.get_by_role("button", name="Record it").click()
    expect(desk.get_by_text("Handed over by Lt. Marsh")).to_be_visible()
    desk.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    axe(desk)
    desk.goto("/desk/notices")
    axe(desk)
    desk.goto(f"/desk/members/{case.officers['0101'].member}")
    expect(desk.get_by_text(SAID)).to_be_visible()
    axe(desk)
    assert [each for each in verify_journal(database).findings if "otice" in each] == []
