"""A tab that is really covered, and a browser that is really killed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from lms.demonstration import accounts
from lms.models import Beat
from lms.storage.database import Database
from tests.browser.conftest import DESKTOP, CheckAxe, NewPage
from tests.browser.officer import Officer
from tests.browser.own_chromium import OwnChromium, Tab, own_chromium
from tests.clock import Clock
from tests.department import NEARLY

pytestmark = pytest.mark.browser

MODULE = "exceptions"
_READY = "document.readyState === 'complete'"


@pytest.fixture
def clock() -> Clock:
    """A clock that only the test moves: a slow machine adds nothing to what is counted."""
    return Clock()


@pytest.fixture
def database(department: Database) -> Database:
    return department


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[OwnChromium]:
    with own_chromium(tmp_path / "profile") as browser:
        yield browser


@pytest.fixture
def lesson(browser: OwnChromium, live_server: str) -> Tab:
    """The first page of a lesson, in front."""
    tab = browser.tab("about:blank")
    tab.go(f"{live_server}/sign-in")
    tab.run(
        f"document.querySelector('[name=login]').value = '{NEARLY}';"
        f"document.querySelector('[name=password]').value = {_password()!r};"
        "document.querySelector('[name=password]').form.requestSubmit()"
    )
    tab.until(f"{_READY} && location.pathname !== '/sign-in'")
    tab.go(f"{live_server}/training/haverhill-immigration/{MODULE}")
    tab.run(
        "document.querySelector('[name=duty][value=on-duty]').checked = true;"
        "document.querySelector('[name=duty]').form.requestSubmit()"
    )
    tab.until(f"{_READY} && location.pathname.includes('/lessons/')")
    return tab


def _password() -> str:
    return next(each.password for each in accounts() if each.login == NEARLY)


class Record:
    """What the server has of everybody's time."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._start = self._read()

    def _read(self) -> tuple[int, int]:
        total = select(func.coalesce(func.sum(Beat.seconds), 0), func.count())
        with self._database.reading() as session:
            seconds, beats = session.execute(total).one()
        return int(seconds), int(beats)

    @property
    def earned(self) -> int:
        """Seconds counted since it was made."""
        return self._read()[0] - self._start[0]

    @property
    def beats(self) -> int:
        """Signs of work kept since it was made."""
        return self._read()[1] - self._start[1]

    def await_beats(self, count: int) -> None:
        """Wait until so many are kept."""
        since = time.monotonic()
        while self.beats < count:
            assert time.monotonic() - since < 60, f"{self.beats} of {count} beats came"
            time.sleep(0.05)
        assert self.beats == count


def test_a_tab_behind_another_counts_nothing_and_after_five_minutes_asks_who_is_there(
    browser: OwnChromium, lesson: Tab, database: Database, clock: Clock
) -> None:
    record = Record(database)
    assert lesson.run("document.visibilityState") == "visible"
    clock.advance(seconds=15)
    other = browser.tab("about:blank")
    record.await_beats(1)
    assert lesson.run("document.visibilityState") == "hidden"
    kept = record.earned
    assert kept == 15, "leaving the page counts what was worked on it"
    clock.advance(seconds=120)
    lesson.show()
    record.await_beats(2)
    assert other.run("document.visibilityState") == "hidden"
    assert record.earned == kept, "what was behind another tab counts nothing"
    clock.advance(seconds=10)
    other.show()
    record.await_beats(3)
    assert record.earned - kept == 10
    clock.advance(minutes=6)
    lesson.show()
    lesson.until(f"{_READY} && location.pathname === '/locked'")


def test_a_killed_browser_says_nothing_and_another_goes_on_at_the_same_page(
    browser: OwnChromium,
    lesson: Tab,
    new_page: NewPage,
    database: Database,
    clock: Clock,
    axe: CheckAxe,
) -> None:
    record = Record(database)
    clock.advance(seconds=15)
    browser.tab("about:blank")
    record.await_beats(1)
    lesson.show()
    record.await_beats(2)
    stopped, kept = lesson.run("location.href"), record.earned
    clock.advance(seconds=12)
    browser.kill()
    clock.advance(minutes=20)
    again = new_page(DESKTOP)
    officer = Officer(again, database, clock, axe)
    officer.sign_in(NEARLY, _password())
    assert (record.earned, record.beats) == (kept, 2), "a dead browser sends no last word"
    officer.press("Go on with")
    assert again.url == stopped
    assert record.earned == kept
