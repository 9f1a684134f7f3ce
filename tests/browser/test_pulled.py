"""A development that pulls four scenarios within one request, while an attempt is open."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from lms.storage.database import Database
from tests.browser.conftest import DESKTOP, PHONE, CheckAxe, NewPage
from tests.browser.officer import Officer
from tests.clock import Clock
from tests.factories import Someone
from tests.services.test_pulled_while_open import PULLED, Case

pytestmark = pytest.mark.browser


@pytest.fixture
def database(department: Database) -> Database:
    return department


def test_a_review_pulls_four_scenarios_from_an_attempt_that_is_open(
    new_page: NewPage, database: Database, clock: Clock, axe: CheckAxe
) -> None:
    case = Case(database)

    def signed_in(size: tuple[int, int], someone: Someone) -> Page:
        page = new_page(size)
        Officer(page, database, clock, axe).sign_in(someone.login, someone.password)
        return page

    phone = signed_in(PHONE, case.officer)
    phone.goto(f"/attempts/{case.attempt_id}/review")
    owner = signed_in(DESKTOP, case.owner)
    owner.goto(f"/register/{case.code}/review")
    axe(owner)
    owner.get_by_role("button", name="I have reviewed this").click()
    expect(owner.get_by_text("Not scored from now on")).to_be_visible()
    phone.get_by_role("checkbox").last.check()
    phone.get_by_role("button", name="Submit").click()
    expect(phone.get_by_text("Passed:")).to_be_visible()
    axe(phone)
    unscored = phone.get_by_text("not scored", exact=False)
    assert unscored.count() >= PULLED
    case.assert_serial()
