"""The checks of every page find what they are there to find."""

from __future__ import annotations

import pytest

from tests.page_reader import PageReader

GOOD = """<!DOCTYPE html><html lang="en"><head><title>Sign in</title>
<meta name="csrf-token" content="t"><script type="module" src="/static/page.js"></script></head>
<body><svg viewBox="0 0 1 1"><title>Ring</title><path d="M0 0"/></svg><h1>Sign <b>in</b></h1>
<form method="post" action="/x"><input type="hidden" name="csrf_token" value="t">
<label for="a">A</label><input id="a" name="a" value="1" aria-describedby="h"><p id="h">hint</p>
<label><input type="checkbox" name="b" value="2" checked> B</label>
<label><input type="radio" name="c" value="3"> C</label>
<label>D <select name="d"><option value="4">four</option><option value="5" selected>5</option>
</select></label><label>E <textarea name="e">six</textarea></label>
<button name="go" value="on">Go</button></form><a href="/y">to <i>y</i></a></body></html>"""

BREACHES = {
    ("<h1>", "<h2>"): "0 h1",
    ("<title>Sign in</title>", ""): "no title",
    (' lang="en"', ""): "no lang",
    ('id="h"', 'id="a"'): "stands 2 times",
    ('<label for="a">A</label>', ""): "no label for input a",
    ("<label>E <textarea", "<label>E </label><textarea"): "no label for textarea e",
    ('name="csrf_token"', 'name="other"'): "no CSRF token",
    ("<body>", '<body onload="x()">'): "inline script in onload",
    ('href="/y"', 'href="JavaScript:x()"'): "inline script in href",
    ("<p id", '<p style="color:red" id'): "inline style",
    (' src="/static/page.js"', ""): "inline script at",
    ('<a href="/y">', '<img src="x"><a href="/y">'): "no alt",
    ("</i>", ""): "closes ['i']",
    ('for="a"', 'for="z"'): "points at nothing",
}


def test_a_good_page_has_no_breach_and_its_form_is_read() -> None:
    page = PageReader(GOOD)
    assert page.breaches() == []
    assert page.title == "Sign in"
    assert page.headings == ["Sign in"]
    assert page.links == [("/y", "to y")]
    form = page.forms[0]
    expected = [("csrf_token", "t"), ("a", "1"), ("b", "2"), ("d", "5"), ("e", "six")]
    assert form.fields == expected
    assert form.buttons == [("go", "on")]
    assert form.names == {"csrf_token", "a", "b", "c", "d", "e", "go"}


@pytest.mark.parametrize(("change", "sentence"), BREACHES.items())
def test_a_breach_is_named(change: tuple[str, str], sentence: str) -> None:
    before, after = change
    assert before in GOOD
    found = PageReader(GOOD.replace(before, after)).breaches()
    assert any(sentence in breach for breach in found), found
