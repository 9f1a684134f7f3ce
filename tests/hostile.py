"""A department in which every free text is an attack, and a walk through all of its pages.

The columns are those of the tables as they are, and the addresses those of the address map:
what is added later is walked without a word here. A new column whose text is no person's
(a key, a name in an address) joins ``NOT_FREE``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from http import HTTPStatus
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, String, Table, select, text
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter, RequestRedirect, Rule
from werkzeug.test import TestResponse

from lms.domain.journal_chain import digest
from lms.models import Base
from lms.models.base import CanonicalJson
from lms.services.sign_in import start_sign_in
from tests.factories import Someone
from tests.page_reader import Form, PageReader

MARKUP = "\"><img src=x onerror=alert(1)></script><script>alert(2)</script>' onfocus=alert(3) x='"
SYNTAX = "{{7*7}}${7*7}{% raise %}%s%n{0.__class__}\u2028\u202ejavascript:alert(4)"
HOSTILE = MARKUP + SYNTAX

NOT_FREE = re.compile(
    r"(.*_)?(slug|code|key|sha256|digest|hash|salt|seed|nonce|token|kind|label|marker|page|lesson"
    r"|item|public_key|fingerprint|credential_id|user_handle|login_name|badge_number|media_type"
    r"|sealed_secret|body|lease_owner)"
)
"""Columns whose text the product makes itself, or finds things by."""

ALSO_NOT_FREE = frozenset(
    {
        ("access_log", "what"),
        ("account_notice", "what"),
        ("beat", "unit"),
        ("beat", "why_not"),
        ("beat_sum", "unit"),
        ("certificate", "subject"),
        ("credit_entry", "unit"),
        ("pace_review", "rule"),
        ("setting", "name"),
        ("signing_key", "purpose"),
        ("staged_document", "policy"),
        ("standard_mapping", "number"),
        ("standard_memo", "number"),
        ("standard_proof", "number"),
        ("time_posting", "unit"),
    }
)
FREE_IN_DOCUMENTS = frozenset(
    {"title", "text", "stem", "narrative", "rationale", "feedback", "summary", "words", "reason"}
)
"""What somebody writes inside stored documents, by its name there."""

SETTINGS_SPOILED = ("department", "issuing-official")
TWICE = 2
_ERROR_PAGES = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED)
LEFT_ALONE = ("sign_out", "lock", "end_sign_in", "end_others", "change_password", "unlock")
"""Posts, by the end of their endpoint, that would end the walk."""


def spoil(connection: Connection) -> None:
    """Append the attack to every free text of a database that only this test uses."""
    unlocked(connection)
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            free = type(column.type) is String and not column.foreign_keys
            if free and not NOT_FREE.fullmatch(column.name):
                _append(connection, table, column.name)
            elif isinstance(column.type, CanonicalJson) and not NOT_FREE.fullmatch(column.name):
                _append_within(connection, table, column.name)


def unlocked(connection: Connection) -> None:
    """Let the rows of a database that only this test uses be changed."""
    names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
    for (name,) in names.all():
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')


def _append(connection: Connection, table: Table, column: str) -> None:
    if (table.name, column) in ALSO_NOT_FREE:
        return
    name = table.c[column]
    try:
        with connection.begin_nested():
            connection.execute(
                table.update().where(name.is_not(None), name != "").values({column: name + HOSTILE})
            )
    except DBAPIError:
        """A CHECK that holds the text to a form: it is not free."""


def _append_within(connection: Connection, table: Table, column: str) -> None:
    key = next(iter(table.primary_key.columns))
    for number, document in connection.execute(select(key, table.c[column])).all():
        changed = _spoiled(document)
        if changed != document:
            values = {column: changed}
            if column == "document" and "digest" in table.c:
                values["digest"] = digest(changed)
            connection.execute(table.update().where(key == number).values(values))


def _spoiled(document: Any, *, free: bool = False) -> Any:  # noqa: ANN401 - any document
    if isinstance(document, dict):
        return {
            name: _spoiled(value, free=name in FREE_IN_DOCUMENTS)
            for name, value in document.items()
        }
    if isinstance(document, list):
        return [_spoiled(each, free=free) for each in document]
    return document + HOSTILE if free and isinstance(document, str) and document else document


@dataclass(frozen=True)
class Sent:
    """One answer as it went out: to whom, of which endpoint, and what a browser is given."""

    endpoint: str
    path: str
    answer: TestResponse

    @cached_property
    def reader(self) -> PageReader:
        """The page as it was read."""
        return PageReader(self.answer.get_data(as_text=True))

    @cached_property
    def builds(self) -> frozenset[object]:
        """How the page and its masthead are built: elements with their attributes' names.

        Pages at one endpoint that are built alike differ in words alone, and so do those of
        an error that is no form's: they are of one template.
        """
        status, read = self.answer.status_code, self.reader
        template = "" if status in _ERROR_PAGES else self.endpoint
        return frozenset({(template, status, tuple(read.elements)), frozenset(read.masthead)})


@dataclass(slots=True)
class Walk:
    """Somebody goes everywhere: every address without arguments, every link, every form.

    Attributes:
        sent: every answer.
        often: how many things of one endpoint are looked at.
    """

    app: Flask
    someone: Someone
    often: int = TWICE
    submits: bool = True
    sent: list[Sent] = field(default_factory=list)
    seen: set[tuple[str, tuple[tuple[str, Any], ...]]] = field(default_factory=set)
    posted: set[str] = field(default_factory=set)
    client: FlaskClient = field(init=False)
    adapter: MapAdapter = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()
        self.adapter = self.app.url_map.bind("localhost")

    def go(self) -> list[Sent]:
        """Walk until nothing new is left; returns what was sent."""
        self.sign_in()
        waiting = [*_starts(self.app)]
        while waiting:
            waiting += self._visit(waiting.pop(0))
        for rule in self.app.url_map.iter_rules():
            if rule.endpoint not in self.endpoints and "GET" in (rule.methods or ()):
                self._visit(_guessed(rule))
        return self.sent

    @property
    def endpoints(self) -> set[str]:
        """The endpoints that were opened."""
        return {endpoint for endpoint, _ in self.seen}

    def sign_in(self) -> None:
        """Start a sign-in without the page for it."""
        work = partial(
            start_sign_in,
            account_id=self.someone.account_id,
            login=self.someone.login,
            source="127.0.0.1",
            device=f"Linux {HOSTILE}"[:200],
        )
        token = self.app.extensions["lms"].database.writing(work)
        with self.client.session_transaction() as session:
            session.update(_user_id=token, _fresh=True)

    def _visit(self, address: str) -> Sequence[str]:
        """Open an address and send its forms; returns the addresses it leads to."""
        path = urlsplit(address).path
        place = self._place(path)
        if place is None or place in self.seen or self._enough(place[0]):
            return ()
        self.seen.add(place)
        answer = self.client.get(address, headers={"User-Agent": MARKUP}, buffered=True)
        if answer.location and answer.location.startswith("/sign-in"):
            self.sign_in()
            answer = self.client.get(address, buffered=True)
        sent = Sent(place[0], address, answer)
        self.sent.append(sent)
        if answer.location:
            return (urljoin(address, answer.location),)
        if answer.mimetype != "text/html":
            return ()
        page = sent.reader
        if answer.status_code == HTTPStatus.OK and self.submits:
            for form in page.forms:
                self._submit(form, address)
        return [urljoin(address, href) for href, _ in page.links if not urlsplit(href).netloc]

    def _place(self, path: str) -> tuple[str, tuple[tuple[str, Any], ...]] | None:
        try:
            endpoint, arguments = self.adapter.match(path, "GET")
        except (HTTPException, RequestRedirect):
            return None
        return None if endpoint == "static" else (endpoint, tuple(sorted(arguments.items())))

    def _enough(self, endpoint: str) -> bool:
        return sum(name == endpoint for name, _ in self.seen) >= self.often

    def _submit(self, form: Form, address: str) -> None:
        """Send a form with the attack in whatever is empty, and without what it fills in."""
        to = urljoin(address, form.action or address)
        try:
            endpoint, _ = self.adapter.match(urlsplit(to).path, form.method.upper())
        except (HTTPException, RequestRedirect):
            return
        if endpoint in self.posted or endpoint.endswith(LEFT_ALONE):
            return
        self.posted.add(endpoint)
        token = form.token or ""
        fields = {name: value or HOSTILE for name, value in form.fields}
        fields |= {name: HOSTILE for name in form.names if name not in fields}
        if form.method == "get":
            self.sent.append(Sent(endpoint, to, self.client.get(to, query_string=fields)))
            return
        for filled in (dict.fromkeys(fields, HOSTILE), fields):
            answer = self.client.post(
                to, data={**filled, "csrf_token": token}, headers={"Origin": "http://localhost"}
            )
            self.sent.append(Sent(f"POST {endpoint}", to, answer))
            if answer.location and answer.location.startswith(("/sign-in", "/confirm")):
                self.sign_in()


def _starts(app: Flask) -> Iterator[str]:
    for rule in app.url_map.iter_rules():
        if not rule.arguments and "GET" in (rule.methods or ()):
            yield rule.rule


def _guessed(rule: Rule) -> str:
    """An address of a rule to which no link led."""
    path = rule.rule
    for name in rule.arguments:
        path = path.replace(f"<int:{name}>", "1").replace(f"<{name}>", "haverhill-immigration")
    return path


def breaches(sent: Sequence[Sent]) -> list[str]:
    """What markup that came from people changed in the answers: scripts, handlers, attributes."""
    found = []
    for each in sent:
        if each.answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            found.append(f"{each.endpoint} {each.path}: answered {each.answer.status_code}")
        if _is_page(each.answer):
            said = each.reader.breaches()
            found += [f"{each.endpoint} {each.path}: {breach}" for breach in said]
    return found


def by_endpoint(sent: Sequence[Sent]) -> Mapping[str, Sent]:
    """One page of each endpoint, the last."""
    return {each.endpoint: each for each in sent if _is_page(each.answer)}


def _is_page(answer: TestResponse) -> bool:
    """Whether a browser shows it; what leads elsewhere is not looked at."""
    return answer.mimetype == "text/html" and not answer.location
