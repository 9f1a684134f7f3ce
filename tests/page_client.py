"""A browser without a screen: it checks every page it gets, and follows nothing by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Self

from flask import Flask
from sqlalchemy import event
from werkzeug.test import TestResponse

from lms.domain.sign_in import Proof
from lms.services.sign_in import start_sign_in
from tests.factories import Someone
from tests.page_reader import Form, PageReader
from tests.rendering.tag_check import assert_says_what_it_is

MOST_STATEMENTS = 33
_UNCOUNTED = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "COMMIT")
_SECURITY = ("Content-Security-Policy", "X-Content-Type-Options", "Cache-Control")

Fields = Mapping[str, str | Sequence[str]]


def _beside(action: str) -> bool:
    """Whether a form stands on many pages, or is shown by a script only."""
    path = action.partition("?")[0]
    return path.endswith(("/sign-out", "/lock", "/passkey", "/account/passkeys"))


@dataclass
class Page:
    """One answer, and what is on it where it is a page."""

    path: str
    response: TestResponse
    statements: tuple[str, ...]

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.response.status_code

    @property
    def is_html(self) -> bool:
        """Whether it is a page and not a file or data."""
        return self.response.mimetype == "text/html" and bool(self.html)

    @cached_property
    def html(self) -> str:
        """The body as text."""
        return self.response.get_data(as_text=True)

    @cached_property
    def reader(self) -> PageReader:
        """The page as it was read."""
        return PageReader(self.html)

    @property
    def heading(self) -> str:
        """The text of its h1."""
        return " ".join(self.reader.headings[0].split())

    @cached_property
    def text(self) -> str:
        """What can be read on it, with single blanks."""
        return " ".join(self.reader.text.split())

    @property
    def location(self) -> str:
        """Where a redirect leads."""
        return self.response.headers["Location"]

    @property
    def data(self) -> Any:  # noqa: ANN401 - whatever the JSON holds
        """The body as JSON."""
        return self.response.get_json()

    def form(self, action: str = "") -> Form:
        """The form whose action holds ``action``; the page's only POST form where it is empty."""
        posts = [form for form in self.reader.forms if form.method == "post"]
        own = [form for form in posts if not _beside(form.action)]
        if action:
            own = [form for form in self.reader.forms if action in form.action]
        assert len(own) == 1, f"{len(own)} forms fit {action!r} on {self.path}: {posts}"
        return own[0]

    def link(self, text: str) -> str:
        """The address of the first link that reads ``text``."""
        for href, label in self.reader.links:
            if text in " ".join(label.split()):
                return href
        raise AssertionError(f"no link reads {text!r} on {self.path}: {self.reader.links}")


class PageClient:
    """One browser of one person.

    ``get`` and ``post`` take the status they expect and how many SQL statements the answer
    may cost; a page that breaks a rule of the house fails the test that asked for it.
    """

    def __init__(self, app: Flask, *, most_statements: int = MOST_STATEMENTS) -> None:
        self.app = app
        self.most_statements = most_statements
        self.page: Page | None = None
        self._browser = app.test_client()
        self._origin = app.extensions["lms"].base_url
        self._token: str | None = None

    def get(
        self,
        path: str,
        *,
        status: int = 200,
        statements: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Page:
        """Open an address."""
        return self._ask("GET", path, status, statements, headers=headers)

    def post(
        self,
        path: str,
        fields: Fields | None = None,
        *,
        status: int = 303,
        statements: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Page:
        """Send fields with the CSRF token last seen, and stay where the answer is."""
        sent = dict(fields or {})
        if self._token is not None:
            sent.setdefault("csrf_token", self._token)
        return self._ask("POST", path, status, statements, data=sent, headers=headers)

    def post_json(self, path: str, data: object, *, status: int = 200) -> Page:
        """Send JSON as a script of ours does."""
        headers = {"X-CSRFToken": self._token or "", "Accept": "application/json"}
        return self._ask("POST", path, status, None, json=data, headers=headers)

    def ask(self, method: str, path: str, fields: Fields | None = None) -> Page:
        """Ask for anything and take any answer; a POST carries the CSRF token last seen."""
        if method == "GET":
            return self._open("GET", path)
        return self._open(method, path, data={"csrf_token": self._token or "", **(fields or {})})

    def submit(
        self,
        action: str = "",
        fields: Fields | None = None,
        *,
        status: int = 303,
        statements: int | None = None,
    ) -> Page:
        """Fill in a form of the page that is open and send it as a browser would."""
        assert self.page is not None, "open a page first"
        form = self.page.form(action)
        filled = dict(fields or {})
        unknown = set(filled) - form.names
        assert not unknown, f"the form has no field {unknown}; it has {sorted(form.names)}"
        sent: dict[str, str | Sequence[str]] = {}
        for name, value in form.fields:
            before = sent.get(name, [])
            sent[name] = [*([before] if isinstance(before, str) else before), value]
        sent |= filled
        path = form.action or self.page.path
        if form.method == "get":
            return self._ask("GET", path, status, statements, query_string=sent)
        return self._ask("POST", path, status, statements, data=sent)

    def follow(self, page: Page | None = None, *, status: int = 200) -> Page:
        """Open the address that a redirect names."""
        found = page or self.page
        assert found is not None, "nothing to follow"
        return self.get(found.location, status=status)

    def sign_in(self, login: str, password: str) -> Page:
        """Sign in on the page for it, and follow to the first page of this person."""
        self.get("/sign-in")
        self.submit(fields={"login": login, "password": password})
        page = self.follow(status=302)
        return self.follow(page)

    def become(self, someone: Someone, *, proof: Proof = Proof.BOTH_FACTORS) -> Self:
        """Be signed in as somebody without the page for it, which is slow on purpose."""
        database = self.app.extensions["lms"].database
        token = database.writing(
            partial(
                start_sign_in,
                account_id=someone.account_id,
                login=someone.login,
                source="127.0.0.1",
                device="Linux",
                proof=proof,
            )
        )
        with self._browser.session_transaction() as session:
            session.clear()
            session.update(_user_id=token, _fresh=True)
        return self

    def _ask(
        self,
        method: str,
        path: str,
        status: int,
        statements: int | None,
        **how: Any,  # noqa: ANN401 - options of Werkzeug's client
    ) -> Page:
        page = self._open(method, path, **how)
        shown = f"{method} {path} answered {page.status}, not {status}: "
        assert page.status == status, shown + (page.text if page.is_html else page.html)[:600]
        self._count(page, self.most_statements if statements is None else statements)
        return page

    def _open(self, method: str, path: str, **how: Any) -> Page:  # noqa: ANN401 - as above
        headers = {"Origin": self._origin, **(how.pop("headers", None) or {})}
        with self._counted() as seen:
            response = self._browser.open(path, method=method, headers=headers, **how)
        page = Page(path, response, tuple(seen))
        missing = [name for name in _SECURITY if name not in response.headers]
        assert not missing, f"{path} answers without {missing}"
        self.page = page
        if page.is_html and not 300 <= page.status < 400:
            self._check(page)
        if response.mimetype == "application/pdf" and ".pdf" in path:
            assert_says_what_it_is(response.data)
        return page

    def _count(self, page: Page, most: int) -> None:
        seen = page.statements
        told = f"{page.path} took {len(seen)} SQL statements, not {most} at most:\n"
        assert len(seen) <= most, told + "\n".join(seen)

    def _check(self, page: Page) -> None:
        breaches = page.reader.breaches()
        assert not breaches, f"{page.path} breaks rules of the house:\n" + "\n".join(breaches)
        tokens = [form.token for form in page.reader.forms if form.token]
        self._token = next(iter([*page.reader.tokens, *tokens]), self._token)

    @contextmanager
    def _counted(self) -> Iterator[list[str]]:
        engine = self.app.extensions["lms"].database.engine
        seen: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            if not statement.startswith(_UNCOUNTED):
                seen.append(" ".join(statement.split())[:160])

        event.listen(engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(engine, "before_cursor_execute", note)
