"""Time in a real browser: what is hidden, left, lost or elsewhere counts no more than it was.

The server's clock is moved by the test alone, and the timers of the page are pushed on by it;
everything between them, requests, storage and the connection, is Chromium's own. A tab that
another one really covers and a browser that is really killed are in ``test_left_for_real.py``.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from lms.demonstration import accounts
from lms.models import Beat
from lms.storage.database import Database
from tests.browser.conftest import DESKTOP, CheckAxe, NewPage
from tests.browser.officer import Officer
from tests.clock import Clock
from tests.department import NEARLY

pytestmark = pytest.mark.browser

BEAT = 15
MODULE = "exceptions"
READING = "ice-in-the-city"
"""A module that begins with a reading page; the other one was begun before."""


@pytest.fixture
def clock() -> Clock:
    """A clock that only the test moves: a slow machine adds nothing to what is counted."""
    return Clock()


@pytest.fixture
def database(department: Database) -> Database:
    return department


def _password(login: str) -> str:
    return next(each.password for each in accounts() if each.login == login)


class Reader:
    """An officer on the first page of a lesson, with hands on both clocks."""

    def __init__(
        self,
        page: Page,
        database: Database,
        clock: Clock,
        axe: CheckAxe,
        module: str = MODULE,
    ) -> None:
        self.page, self.database, self.clock = page, database, clock
        page.clock.install()
        self.officer = Officer(page, database, clock, axe)
        self.officer.sign_in(NEARLY, _password(NEARLY))
        self.start = self.counted()
        self.officer.begin(module)

    def counted(self) -> int:
        """What every page of everybody has counted so far."""
        with self.database.reading() as session:
            return int(
                session.execute(select(func.coalesce(func.sum(Beat.seconds), 0))).scalar_one()
            )

    @property
    def earned(self) -> int:
        """What was counted since the lesson was opened."""
        return self.counted() - self.start

    def pass_time(self, seconds: int = BEAT, *, page: Page | None = None) -> None:
        """Let a page live through some seconds, with each beat answered."""
        where = page or self.page
        for _ in range(seconds // BEAT):
            self.clock.advance(seconds=BEAT)
            with where.expect_response("**/beats"):
                where.clock.run_for(BEAT * 1000)

    def lose_time(self, seconds: int) -> None:
        """Let seconds pass without a connection."""
        for _ in range(seconds // BEAT):
            self.clock.advance(seconds=BEAT)
            self.page.clock.run_for(BEAT * 1000)

    def said(self, words: str | re.Pattern[str], *, page: Page | None = None) -> None:
        """Expect the notice about time to say something."""
        expect((page or self.page).locator("[data-say]")).to_contain_text(words)


@pytest.fixture
def reader(desktop: Page, database: Database, clock: Clock, axe: CheckAxe) -> Reader:
    return Reader(desktop, database, clock, axe, READING)


def _hide(page: Page, *, hidden: bool) -> None:
    """Put the page behind another one, or bring it back, as far as it can tell."""
    page.evaluate(
        """hidden => {
          Object.defineProperty(document, "hidden", {configurable: true, get: () => hidden});
          document.dispatchEvent(new Event("visibilitychange", {bubbles: true}));
        }""",
        hidden,
    )


def test_a_hidden_tab_a_drawer_a_second_tab_and_an_idle_page(
    desktop: Page, database: Database, clock: Clock, axe: CheckAxe
) -> None:
    reader, page = Reader(desktop, database, clock, axe, READING), desktop
    reader.pass_time(2 * BEAT)
    assert 28 <= reader.earned <= 34
    with page.expect_response("**/beats"):
        _hide(page, hidden=True)
    kept = reader.earned
    reader.clock.advance(seconds=120)
    page.clock.run_for(120_000)
    assert reader.earned == kept, "a hidden page sends nothing and counts nothing"
    with page.expect_response("**/beats"):
        _hide(page, hidden=False)
    assert reader.earned - kept <= 1
    page.locator("main [data-drawer]").first.click()
    expect(page.locator("dialog[open], [role=dialog]").first).to_be_visible()
    kept = reader.earned
    reader.pass_time()
    assert BEAT - 1 <= reader.earned - kept <= BEAT + 3, "the drawer counts as the lesson's page"
    page.keyboard.press("Escape")

    second = page.context.new_page()
    Officer(second, database, clock, axe).begin(MODULE)
    second.wait_for_url("**/lessons/**")
    kept, tabs = reader.earned, (page, second)
    for _ in range(3):
        with second.expect_response("**/beats"):
            reader.pass_time()
    assert reader.earned - kept <= 3 * BEAT + 4, "two pages never count more than the clock"
    waiting = [each for each in tabs if each.locator("[data-why=elsewhere]").count()]
    assert len(waiting) == 1, "one page is in use, the other one says so"
    reader.said("Another page was in use", page=waiting[0])
    with waiting[0].expect_response("**/beats"):
        waiting[0].get_by_role("button", name="Continue here").click()
    expect(waiting[0].get_by_role("button", name="Continue here")).to_be_hidden()
    second.close()
    kept = reader.earned
    reader.pass_time()
    assert reader.earned - kept >= BEAT - 2

    for _ in range(40):
        reader.pass_time()
        if "no sign" in page.locator("[data-say]").inner_text():
            break
    reader.said("no sign of activity")
    kept = reader.earned
    reader.pass_time()
    assert reader.earned == kept
    page.mouse.move(200, 300)
    page.mouse.move(260, 340)
    reader.pass_time()
    reader.pass_time()
    assert reader.earned > kept


def test_a_reload_and_a_killed_browser_keep_what_was_counted(
    desktop: Page, new_page: NewPage, database: Database, clock: Clock, axe: CheckAxe
) -> None:
    reader, page = Reader(desktop, database, clock, axe), desktop
    reader.pass_time(2 * BEAT)
    kept = reader.earned
    page.reload()
    assert reader.earned - kept <= 3
    reader.pass_time()
    assert reader.earned - kept >= BEAT - 2
    shown = page.locator("[data-counted]").inner_text()
    stopped, kept = page.url, reader.earned
    page.context.new_cdp_session(page).send("Network.enable")
    page.route("**/*", lambda route: route.abort())
    page.context.close()
    reader.clock.advance(minutes=20)
    again = new_page(DESKTOP)
    officer = Officer(again, reader.database, reader.clock, axe)
    officer.sign_in(NEARLY, _password(NEARLY))
    officer.press("Go on with")
    assert again.url == stopped
    assert again.locator("[data-counted]").inner_text() == shown
    assert reader.earned == kept


@pytest.mark.parametrize(("seconds", "counts"), [(90, True), (600, False)])
def test_a_lost_connection_counts_up_to_two_minutes_and_loses_nothing(
    reader: Reader, seconds: int, *, counts: bool
) -> None:
    page = reader.page
    stopped = page.url
    reader.pass_time()
    kept = reader.earned
    page.context.set_offline(True)
    reader.lose_time(seconds)
    reader.said("No connection")
    page.context.set_offline(False)
    page.wait_for_timeout(200)
    reader.clock.advance(seconds=1)
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url(lambda url: url != stopped)
    gained = reader.earned - kept
    if counts:
        assert gained >= 60, "a dead spot counts once the work goes on"
    assert gained <= (seconds + 5 if counts else BEAT * 2)


def test_a_shared_station_is_locked_in_the_officers_name_and_goes_on_where_it_was(
    reader: Reader,
) -> None:
    page = reader.page
    reader.pass_time()
    stopped, name = page.url, page.locator(".whose span").inner_text()
    page.get_by_role("button", name="Lock").click()
    expect(page.get_by_text(name).first).to_be_visible()
    expect(page.get_by_label("Password", exact=True)).to_be_visible()
    kept = reader.earned
    reader.clock.advance(minutes=3)
    page.goto("/minutes")
    expect(page.get_by_label("Password", exact=True)).to_be_visible()
    assert reader.earned - kept <= 2
    page.goto(f"/locked?next={stopped.partition('//')[2].partition('/')[2].join(['/', ''])}")
    page.get_by_label("Password", exact=True).fill(_password(NEARLY))
    page.get_by_role("button", name=re.compile("Go on|Unlock|Confirm")).first.click()
    page.wait_for_url(stopped)
    reader.pass_time()
    assert reader.earned - kept >= BEAT - 2


def test_from_phone_to_desk_one_clock_counts(
    phone: Page, new_page: NewPage, database: Database, clock: Clock, axe: CheckAxe
) -> None:
    carried = Reader(phone, database, clock, axe)
    carried.pass_time(2 * BEAT)
    kept = carried.earned
    desk = new_page(DESKTOP)
    desk.clock.install()
    officer = Officer(desk, database, clock, axe)
    officer.sign_in(NEARLY, _password(NEARLY))
    officer.press("Go on with")
    assert desk.url == phone.url
    started = clock.now
    for _ in range(4):
        clock.advance(seconds=BEAT)
        for each in (phone, desk):
            with each.expect_response("**/beats"):
                each.clock.run_for(BEAT * 1000)
    took = (clock.now - started).total_seconds()
    assert carried.earned - kept <= took + 12, "two devices never count more than the clock"
