"""Real Chromium against a server of its own: SQLite, and a clock that runs.

``phone`` and ``desktop`` are pages of those sizes; ``page`` is each in turn; ``new_page``
opens further browsers that share nothing. A page fails its test when it breaks the content
security policy, writes an error to the console, or asks for a file that is not there.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Locator,
    Page,
    Response,
    expect,
    sync_playwright,
)
from werkzeug.serving import make_server

from lms.storage.database import Database
from tests.clock import Clock

PHONE = (390, 844)
DESKTOP = (1440, 900)
_RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-gpu",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
_WATCH = """document.addEventListener("securitypolicyviolation", event =>
  console.error(`content security policy: ${event.violatedDirective} ${event.blockedURI}`))"""

_PATIENCE_MS = 30_000
"""How long an element may take to appear: a busy machine is slow, not wrong."""

NewPage = Callable[[tuple[int, int]], Page]
CheckAxe = Callable[[Page], None]


@pytest.fixture
def clock() -> Clock:
    """A clock that runs, as the browser's does; a test may push it forward."""
    return Clock(running=True)


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """A fresh migrated SQLite database."""
    return sqlite_database


@pytest.fixture
def _door() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as door:
        yield door


@pytest.fixture
def base_url(_door: socket.socket) -> str:
    """The address of the live server."""
    return f"http://127.0.0.1:{_door.getsockname()[1]}"


@pytest.fixture
def live_server(app: Flask, base_url: str, _door: socket.socket) -> Iterator[str]:
    """Serve the application in threads; gives its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True, fd=_door.fileno())
    server.daemon_threads = True  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield base_url
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def _whole_pages() -> Iterator[None]:
    """Let a click end when the page to which it leads is whole: nobody reads half a page."""
    click = Locator.click

    def click_and_wait(locator: Locator, **options: Any) -> None:  # noqa: ANN401 - passed on
        click(locator, **options)
        if not locator.page.is_closed():
            locator.page.wait_for_load_state()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Locator, "click", click_and_wait)
        yield


@pytest.fixture(scope="session")
def chromium(_whole_pages: None) -> Iterator[Browser]:
    """One Chromium for all tests of a worker."""
    expect.set_options(timeout=_PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=list(_ARGUMENTS)
        )
        yield browser
        browser.close()


@pytest.fixture
def new_page(chromium: Browser, live_server: str) -> Iterator[NewPage]:
    """Open pages by size, each in a browser profile of its own."""
    contexts, complaints = [], list[str]()

    def open_page(size: tuple[int, int]) -> Page:
        width, height = size
        context = chromium.new_context(
            base_url=live_server,
            viewport={"width": width, "height": height},
            has_touch=size == PHONE,
            is_mobile=size == PHONE,
            locale="en-US",
            timezone_id="America/New_York",
            reduced_motion="reduce",
        )
        context.set_default_timeout(_PATIENCE_MS)
        context.add_init_script(_WATCH)
        contexts.append(context)
        page = context.new_page()
        listen(page, complaints)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)


def listen(page: Page, complaints: list[str]) -> None:
    """Note what a page complains about, or what is missing on it."""

    def console(message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            complaints.append(f"{page.url}: {message.text}")

    def response(answer: Response) -> None:
        wanted = answer.request.resource_type != "document" or answer.status >= 500
        refused = answer.status == 422 and "/passkey" in answer.url
        if wanted and answer.status >= 400 and not refused:
            complaints.append(f"{answer.request.method} {answer.url} answered {answer.status}")

    page.on("console", console)
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    page.on("response", response)


@pytest.fixture
def phone(new_page: NewPage) -> Page:
    """A page on a phone."""
    return new_page(PHONE)


@pytest.fixture
def desktop(new_page: NewPage) -> Page:
    """A page on a desk."""
    return new_page(DESKTOP)


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desktop"])
def page(request: pytest.FixtureRequest, new_page: NewPage) -> Page:
    """A page on a phone, then one on a desk."""
    return new_page(request.param)


@pytest.fixture
def axe() -> CheckAxe:
    """Check the page that is open against WCAG 2.2 AA, and that it does not scroll sideways."""

    def check(page: Page) -> None:
        page.wait_for_load_state()
        options = {
            "runOnly": {"type": "tag", "values": list(_RULES)},
            "resultTypes": ["violations"],
        }
        found = Axe().run(page, options=options).response["violations"]
        told = [
            f"{rule['id']}: {rule['help']}\n    "
            + "\n    ".join(node["html"] for node in rule["nodes"])
            for rule in found
        ]
        assert not told, f"{page.url}\n" + "\n".join(told)
        width = (page.viewport_size or {"width": 0})["width"]
        wide = page.evaluate("document.documentElement.scrollWidth") - width
        assert wide <= 0, f"{page.url} scrolls sideways by {wide} pixels"

    return check
