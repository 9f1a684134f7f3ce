"""Every role walks through every page of a department whose every text is an attack.

The addresses come from the address map and from the pages' own links, the columns from the
tables: what is added later is walked without a word here. The pages are fetched without a
browser and shown in one, with their headers, so that a script that runs would be seen.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Route

import lms.web
from lms.domain.access import Role
from lms.rendering.package.index import Linked, Section, index_page
from lms.storage.database import Database
from tests.clock import Clock
from tests.demonstrations import Loaded
from tests.department import somebody
from tests.factories import sign_up
from tests.fuzz import logins
from tests.hostile import HOSTILE, Sent, Walk, breaches, by_endpoint, spoil
from tests.studying import open_attempt

pytestmark = [pytest.mark.browser, pytest.mark.heavy]

OUTSIDERS = {"counsel": Role.COUNSEL, "second": Role.SECOND_PERSON}
NOT_STARTED = "0148"
STATIC = Path(lms.web.__file__).parent / "static"
ORIGIN = "http://localhost"
_WATCH = """window.broken = [];
document.addEventListener("securitypolicyviolation", event =>
  window.broken.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
for (const name of ["alert", "confirm", "prompt"])
  window[name] = () => window.broken.push(name);"""
_WRONG = """() => window.broken.concat(
  [...document.querySelectorAll("script:not([src]), style, [style], img[src='x']")]
    .map(each => each.outerHTML.slice(0, 200)),
  [...document.querySelectorAll("*")]
    .filter(each => [...each.attributes].some(a => a.name.startsWith("on")
      || (["href", "src", "action", "formaction"].includes(a.name)
          && /^\\s*(javascript|data|vbscript):/i.test(a.value)
          && !a.value.startsWith("data:image/svg+xml"))))
    .map(each => each.outerHTML.slice(0, 200)))"""

_FINE: set[object] = set()
"""How pages are built that a browser found nothing wrong on; it is shown each build once."""


@pytest.fixture
def base_url() -> str:
    """The address under which the application answers; no server runs."""
    return ORIGIN


@pytest.fixture
def database(loaded: Loaded, clock: Clock, tmp_path: Path) -> Database:
    """The small demonstration with people from outside, and an attack in every text."""
    clock.now = loaded.now
    shutil.copytree(loaded.files, tmp_path / "files", dirs_exist_ok=True)
    opened = loaded.copy_to(tmp_path / "hostile.db")
    opened.clock = clock
    for login, role in OUTSIDERS.items():
        sign_up(opened, role, login=login, name=login.title())
    open_attempt(opened, somebody(opened, NOT_STARTED), "exceptions")
    with opened.engine.begin() as connection:
        spoil(connection)
    return opened


@pytest.fixture
def walk(app: Flask, database: Database) -> Callable[[str], Walk]:
    """Let somebody walk through the product."""
    return lambda login: Walk(app, somebody(database, login))


def test_out_04_the_first_page_of_a_package_is_text_when_it_is_opened_from_a_disk(
    chromium: Browser, tmp_path: Path
) -> None:
    file = Linked(f"papers/{HOSTILE}.pdf", HOSTILE, HOSTILE)
    made = index_page(
        title=HOSTILE,
        department=HOSTILE,
        about=HOSTILE,
        head=HOSTILE,
        demonstration=True,
        sections=[Section(HOSTILE, HOSTILE, [file])],
    )
    (tmp_path / "index.html").write_text(made)
    context = chromium.new_context()
    try:
        context.add_init_script(_WATCH)
        page = context.new_page()
        page.goto((tmp_path / "index.html").as_uri(), wait_until="domcontentloaded")
        assert page.evaluate("window.broken") == []
        assert page.evaluate("document.querySelectorAll('script, img, [onfocus]').length") == 0
        assert page.locator("h1").inner_text().startswith('">')
    finally:
        context.close()


def _shown(context: BrowserContext, pages: dict[str, Sent]) -> Page:
    """A page whose requests are answered with what was sent."""

    def fulfil(route: Route) -> None:
        url = urlsplit(route.request.url)
        place = unquote(url.query) if url.path == "/sent" else ""
        if place in pages:
            answer = pages[place].answer
        elif url.path.startswith("/static/"):
            route.fulfill(path=STATIC / url.path.removeprefix("/static/"))
            return
        else:
            route.abort()
            return
        kept = {k: v for k, v in answer.headers.items() if k != "Set-Cookie"}
        route.fulfill(status=200, headers=kept, body=answer.get_data())

    context.add_init_script(_WATCH)
    context.route("**/*", fulfil)
    return context.new_page()


def _broken(page: Page, pages: dict[str, Sent]) -> list[str]:
    """What a browser finds wrong on each page."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(f"{page.url}: {error}"))
    for place in pages:
        page.goto(f"{ORIGIN}/sent?{quote(place)}", wait_until="domcontentloaded")
        found += [f"{place}: {said}" for said in page.evaluate(_WRONG)]
    return found


@pytest.mark.parametrize("login", [*logins(), *OUTSIDERS])
def test_out_02_out_03_out_04_out_08_markup_and_syntax_in_every_field_are_text_to_every_role(
    login: str, walk: Callable[[str], Walk], chromium: Browser
) -> None:
    sent = walk(login).go()
    wrong = breaches(sent)
    assert not wrong, "\n".join(wrong[:20])
    pages = by_endpoint(sent)
    if login == "accreditation":
        assert {"accreditation.record", "accreditation.acts"} <= set(pages), "the journal's words"
    text = "\n".join(each.answer.get_data(as_text=True) for each in pages.values())
    assert "{{7*7}}${7*7}{% raise %}%s%n{0.__class__}" in text, "nothing hostile was shown"
    assert "49${" not in text
    new = {place: page for place, page in pages.items() if not page.builds <= _FINE}
    context = chromium.new_context()
    try:
        shown = _shown(context, new)
        broken = _broken(shown, new)
    finally:
        context.close()
    assert not broken, "\n".join(broken[:20])
    _FINE.update(*(page.builds for page in new.values()))


def test_the_walk_would_see_a_script_that_runs(
    walk: Callable[[str], Walk], chromium: Browser
) -> None:
    made = walk("0101")
    made.submits = False
    sent = made.go()
    page = next(each for each in by_endpoint(sent).values() if b"</main>" in each.answer.data)
    page.answer.set_data(
        page.answer.get_data(as_text=True).replace("</main>", f'<a href="{HOSTILE}</main>')
    )
    page = replace(page)
    assert breaches([page])
    context = chromium.new_context()
    try:
        broken = _broken(_shown(context, {"x": page}), {"x": page})
    finally:
        context.close()
    assert any("img" in each for each in broken), broken
