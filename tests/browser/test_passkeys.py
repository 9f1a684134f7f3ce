"""Passkeys in real Chromium with a virtual authenticator, on both databases."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from datetime import datetime
from functools import partial

import pytest
from playwright.sync_api import CDPSession, Page, expect
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from lms.domain.access import SYSTEM
from lms.domain.sign_in import FAILURES_IN_ALL
from lms.models import Passkey, PasskeyChallenge, SecurityLog, SignInThrottle
from lms.services.open_account import RESET_LINK, make_sign_in_link
from lms.storage.database import Database
from lms.storage.engine import make_engine
from tests.browser.conftest import CheckAxe
from tests.clock import Clock
from tests.conftest import BOTH, FreshUrl
from tests.factories import PASSWORD, Someone, cast

pytestmark = pytest.mark.browser


@pytest.fixture(params=BOTH)
def database(
    request: pytest.FixtureRequest, fresh_url: FreshUrl, clock: Clock
) -> Iterator[Database]:
    """A fresh migrated database, once on each engine."""
    with fresh_url(request.param) as url:
        opened = Database(make_engine(url), clock)
        yield opened
        opened.dispose()


@pytest.fixture
def people(database: Database) -> dict[str, Someone]:
    return cast(database)


@pytest.fixture
def base_url(_door: socket.socket) -> str:
    """An address with a name: browsers make no passkeys for numbers."""
    return f"http://localhost:{_door.getsockname()[1]}"


def with_authenticator(page: Page) -> tuple[CDPSession, str]:
    """A device of this page that verifies its person and keeps passkeys."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    made = devices.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return devices, made["authenticatorId"]


def sign_in(page: Page, someone: Someone) -> None:
    page.goto("/sign-in")
    page.get_by_label("Badge number").fill(someone.login)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Sign in")


def sign_out(page: Page) -> None:
    page.goto("/account")
    page.locator("details.account summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def register(page: Page, name: str) -> None:
    page.get_by_label("Name of the device").fill(name)
    page.get_by_role("button", name="Set up a passkey").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text(
        re.compile("How I sign in|Set up a second factor")
    )


def test_a_passkey_is_set_up_and_opens_the_desk_without_badge_or_password(
    phone: Page, people: dict[str, Someone], database: Database, axe: CheckAxe
) -> None:
    with_authenticator(phone)
    sign_in(phone, people["training-unit"])
    expect(phone.get_by_role("heading", level=1)).to_have_text("Set up a second factor")
    axe(phone)
    register(phone, "my phone")
    expect(phone.locator(".codes code")).to_have_count(10)
    axe(phone)
    phone.get_by_role("link", name="I have kept them").click()
    assert phone.url.endswith("/desk")
    phone.goto("/account")
    expect(phone.get_by_text("my phone").first).to_be_visible()
    axe(phone)
    sign_out(phone)
    axe(phone)
    phone.get_by_role("button", name="Use a passkey").click()
    phone.wait_for_url("**/desk")
    with database.reading() as session:
        kept = session.execute(select(Passkey.sign_count, Passkey.last_used_at)).one()
        left = session.execute(select(PasskeyChallenge.sha256)).all()
    assert kept.sign_count > 0
    assert kept.last_used_at is not None
    assert not left


def test_a_typed_badge_must_be_that_of_the_passkey(phone: Page, people: dict[str, Someone]) -> None:
    with_authenticator(phone)
    sign_in(phone, people["officer"])
    phone.goto("/account")
    register(phone, "my phone")
    sign_out(phone)
    phone.get_by_label("Badge number").fill(people["stranger"].login)
    phone.get_by_role("button", name="Use a passkey").click()
    expect(phone.get_by_text("belongs to somebody else")).to_be_visible()
    phone.get_by_label("Badge number").fill(people["officer"].login)
    phone.get_by_role("button", name="Use a passkey").click()
    phone.wait_for_url(re.compile(r"/training$|/policies$"))


def test_a_passkey_that_was_copied_or_taken_away_opens_nothing(
    phone: Page, people: dict[str, Someone], database: Database
) -> None:
    with_authenticator(phone)
    sign_in(phone, people["officer"])
    phone.goto("/account")
    register(phone, "my phone")
    sign_out(phone)

    def overtake(session, *, now):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        session.execute(update(Passkey).values(sign_count=1_000))

    database.writing(overtake)
    phone.get_by_role("button", name="Use a passkey").click()
    expect(phone.get_by_text("could not be checked")).to_be_visible()
    with database.reading() as session:
        kinds = session.execute(select(SecurityLog.kind)).scalars().all()
    assert "passkey-refused" in kinds


def _refuse_password(session: Session, *, login: str, now: datetime) -> None:
    """As if a hundred guesses had been made at it."""
    row = {"key": f"account:{login}", "failures": FAILURES_IN_ALL, "last_failure_at": now}
    session.execute(insert(SignInThrottle).values(row))


def test_auth_05_after_a_hundred_wrong_passwords_passkey_and_reset_link_still_open(
    phone: Page, people: dict[str, Someone], database: Database, clock: Clock
) -> None:
    chief = people["chief"]
    with_authenticator(phone)
    sign_in(phone, chief)
    register(phone, "my phone")
    sign_out(phone)
    database.writing(partial(_refuse_password, login=chief.login))
    phone.get_by_label("Badge number").fill(chief.login)
    phone.get_by_label("Password", exact=True).fill(PASSWORD)
    phone.get_by_role("button", name="Sign in", exact=True).click()
    expect(phone.get_by_text("too many wrong tries").first).to_be_visible()
    phone.get_by_role("button", name="Use a passkey").click()
    phone.wait_for_url("**/desk")
    token = database.writing(
        partial(make_sign_in_link, account_id=chief.account_id, lifetime=RESET_LINK, by=SYSTEM)
    )
    phone.goto(f"/first-sign-in/{token}")
    phone.get_by_label("New password").fill("seven gray herons wading")
    phone.get_by_label("The same password again").fill("seven gray herons wading")
    phone.get_by_role("button", name="Set this password").click()
    phone.get_by_label("Badge number").fill(chief.login)
    phone.get_by_label("Password", exact=True).fill("seven gray herons wading")
    phone.get_by_role("button", name="Sign in", exact=True).click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Your second factor")


def test_ses_15_two_officers_in_turn_at_a_shared_station_see_only_their_own(
    desktop: Page, people: dict[str, Someone]
) -> None:
    first, second = people["officer"], people["stranger"]
    sign_in(desktop, first)
    desktop.goto("/devices")
    expect(desktop.locator("details.account summary")).to_contain_text("Olivia")
    sign_out(desktop)
    desktop.go_back()
    desktop.wait_for_load_state()
    expect(desktop.get_by_role("heading", level=1)).to_have_text("Sign in")
    assert "Olivia" not in desktop.content()
    sign_in(desktop, second)
    desktop.goto("/devices")
    expect(desktop.locator("details.account summary")).to_contain_text("Sterling")
    assert "Olivia" not in desktop.content()
    expect(desktop.locator("main ul.rows > li")).to_have_count(1)
