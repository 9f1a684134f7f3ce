"""The browser's own checks find what they are there to find."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import CheckAxe, listen

pytestmark = pytest.mark.browser

HEADERS = {"Content-Security-Policy": "default-src 'self'", "Content-Type": "text/html"}
GOOD = "<!DOCTYPE html><html lang='en'><title>A</title><main><h1>A</h1></main></html>"
BAD = GOOD.replace("<main>", "<main><script>1</script><img src='/no.png'><input>")


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def open_page(chromium: Browser, complaints: list[str]) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    listen(page, complaints)
    page.route("**/good", lambda route: route.fulfill(body=GOOD, headers=HEADERS))
    page.route("**/bad", lambda route: route.fulfill(body=BAD, headers=HEADERS))
    page.route("**/no.png", lambda route: route.fulfill(status=404))
    yield page
    context.close()


def test_a_good_page_is_not_complained_about(
    open_page: Page, axe: CheckAxe, complaints: list[str]
) -> None:
    open_page.goto("http://127.0.0.1/good")
    axe(open_page)
    assert complaints == []


def test_a_bad_page_is_complained_about(
    open_page: Page, axe: CheckAxe, complaints: list[str]
) -> None:
    open_page.goto("http://127.0.0.1/bad")
    open_page.wait_for_load_state("networkidle")
    with pytest.raises(AssertionError, match="Form elements must have labels"):
        axe(open_page)
    assert any("Content Security Policy" in complaint for complaint in complaints)
    assert any("no.png answered 404" in complaint for complaint in complaints)
