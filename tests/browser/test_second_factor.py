"""An authenticator app, recovery codes and a reset by mail in real Chromium, on both databases."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyotp
import pytest
from playwright.sync_api import Page, expect

from lms.jobs.send_mail import MailRoom
from lms.jobs.worker import Worker
from lms.storage.database import Database
from lms.storage.engine import make_engine
from lms.storage.files import FileStore
from lms.storage.mail import MailServer
from tests.browser.conftest import CheckAxe
from tests.browser.test_passkeys import sign_in, sign_out
from tests.clock import Clock
from tests.conftest import BOTH, FreshUrl
from tests.factories import Someone, cast
from tests.mail_server import Inbox, at, free_port, mail_server

pytestmark = pytest.mark.browser
NEW = "seven gray herons wading"


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
def port() -> int:
    return free_port()


@pytest.fixture
def mail(port: int) -> MailServer:
    """Where this installation hands its letters in."""
    return at(port)


def _code(secret: str, clock: Clock) -> str:
    return pyotp.TOTP(secret).at(int(clock.now.timestamp()))


def test_an_app_is_set_up_asked_for_and_stood_in_for_by_a_recovery_code(
    phone: Page, people: dict[str, Someone], clock: Clock, axe: CheckAxe
) -> None:
    sign_in(phone, people["training-unit"])
    phone.get_by_role("link", name="Set up an app").click()
    axe(phone)
    picture = phone.get_by_role("img", name=re.compile("QR code"))
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth > 0")
    secret = "".join((phone.locator("#app-key").text_content() or "").split())
    phone.get_by_label("Code").fill(_code(secret, clock))
    phone.get_by_role("button", name="Set up this app").click()
    codes = phone.locator(".codes code").all_text_contents()
    assert len(codes) == 10
    phone.get_by_role("link", name="I have kept them").click()
    assert phone.url.endswith("/desk")
    sign_out(phone)
    clock.advance(seconds=60)
    sign_in(phone, people["training-unit"])
    expect(phone.get_by_role("heading", level=1)).to_have_text("Your second factor")
    axe(phone)
    phone.get_by_label("Code").fill(_code(secret, clock))
    phone.get_by_role("button", name="Go on").click()
    assert phone.url.endswith("/desk")
    sign_out(phone)
    sign_in(phone, people["training-unit"])
    phone.get_by_label("Code").fill(codes[0])
    phone.get_by_role("button", name="Go on").click()
    assert phone.url.endswith("/desk")
    phone.goto("/account")
    expect(phone.get_by_text("9 codes left")).to_be_visible()
    clock.advance(minutes=11)
    phone.get_by_role("link", name="Change my password").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Confirm that it is you")
    axe(phone)


def test_a_new_password_is_chosen_with_a_link_from_a_letter(
    desktop: Page,
    people: dict[str, Someone],
    database: Database,
    port: int,
    live_server: str,
    axe: CheckAxe,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    desktop.goto("/sign-in")
    desktop.get_by_role("link", name="I cannot sign in").click()
    axe(desktop)
    desktop.get_by_label("Badge number").fill(people["officer"].login)
    desktop.get_by_role("button", name="Send me a link").click()
    expect(desktop.get_by_text("is on its way")).to_be_visible()
    inbox, files = Inbox(), FileStore(tmp_path_factory.mktemp("files"))
    with mail_server(inbox, port):
        Worker(database, files, MailRoom(database, at(port), live_server)).turn()
    desktop.goto(inbox.links[0])
    axe(desktop)
    expect(desktop.get_by_text("At least 15 characters")).to_be_visible()
    desktop.get_by_label("New password").fill(NEW)
    desktop.get_by_label("The same password again").fill(NEW)
    desktop.get_by_role("button", name="Set this password").click()
    expect(desktop.get_by_text("Your password is set")).to_be_visible()
    desktop.get_by_label("Badge number").fill(people["officer"].login)
    desktop.get_by_label("Password", exact=True).fill(NEW)
    desktop.get_by_role("button", name="Sign in", exact=True).click()
    expect(desktop.get_by_role("heading", level=1)).not_to_have_text("Sign in")


def test_without_a_script_the_second_factor_works_and_passkeys_are_not_shown(
    phone: Page, people: dict[str, Someone], clock: Clock
) -> None:
    phone.route("**/*.js*", lambda route: route.abort())
    sign_in(phone, people["chief"])
    expect(phone.get_by_role("button", name="Set up a passkey")).to_be_hidden()
    phone.get_by_role("link", name="Set up an app").click()
    secret = "".join((phone.locator("#app-key").text_content() or "").split())
    phone.get_by_label("Code").fill(_code(secret, clock))
    phone.get_by_role("button", name="Set up this app").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Your recovery codes")


def test_the_address_of_numbers_offers_no_passkeys(desktop: Page) -> None:
    desktop.goto("/sign-in")
    expect(desktop.get_by_role("button", name="Use a passkey")).to_have_count(0)
