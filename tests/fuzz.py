"""Requests made up at random from the address map: none may be answered with a 500.

``python -m tests.fuzz 100000`` tries more of them over a demonstration department.
"""

from __future__ import annotations

import logging
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from lms.app import create_app
from lms.config import Config
from lms.demonstration import accounts
from lms.services.sign_in import start_sign_in
from lms.storage.application_log import configure_log
from tests.clock import Clock
from tests.databases import migrated_sqlite
from tests.demonstrations import demonstration
from tests.department import DAY, somebody
from tests.factories import Someone
from tests.page_reader import PageReader

METHODS = ("GET", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS")
TYPES = ("application/json", "text/plain", "multipart/form-data; boundary=x", "text/xml", "\u00e9")
ODD: tuple[str, ...] = (
    *("", " ", "0", "-1", "1", "2", "17", "9" * 20, "1e9", "NaN", "0x10", "1.5", "null", "true"),
    *("'", '"', "' OR 1=1 --", "1; DROP TABLE member", "%", "_", "\\", "%00", "\0", "\x1b[31m"),
    *("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}", "{% x %}"),
    *("${7*7}", "%s%n", "{0.__class__}", "=1+1", "@SUM(A1)", "../../etc/passwd", "..%2f.."),
    *(
        "//evil.example",
        "javascript:alert(1)",
        "\u202eabc",
        "\u200b",
        "\U0001f600",
    ),
    *(
        "\u0110\u1eb7ng",
        "\u0645\u0631\u062d\u0628\u0627",
        "\uff07",
        "e\u0301",
        "a" * 300,
        "\r\nX: y",
    ),
    *(
        "2026-02-30",
        "0000-00-00",
        "9999-12-31",
        "31/12/2026",
        "2026-W01",
        "IV.B.2",
        "haverhill-immigration",
    ),
)
ALSO = (
    "q",
    "sort",
    "page",
    "next",
    "year",
    "role",
    "code",
    "section",
    "state",
    "unit",
    "go",
    "back",
)

TAILS = ("/", ".json", ";x", "%00", "//")


@dataclass(slots=True)
class Tally:
    """How often each status came, and every request that was answered with 500 or more."""

    statuses: Counter[int] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Browser:
    """Somebody's cookie and the token of their forms; they sign in again where they were ended."""

    name: str
    someone: Someone | None
    client: FlaskClient
    token: str = ""

    def sign_in(self) -> None:
        """Start a sign-in and take up the token of its pages."""
        if self.someone is not None:
            _start(self.client, self.someone)
        page = PageReader(self.client.get("/policies").get_data(as_text=True))
        self.token = next(iter(page.tokens), self.token)


def fuzz(app: Flask, people: Mapping[str, Someone], *, count: int, seed: int) -> Tally:
    """Send ``count`` requests as everybody in turn; the same seed sends the same ones."""
    chance = random.Random(seed)  # noqa: S311 - the same every time
    browsers = [Browser("nobody", None, app.test_client())]
    browsers += [Browser(name, someone, app.test_client()) for name, someone in people.items()]
    for browser in browsers:
        browser.sign_in()
    names = sorted(_field_names(app, browsers))
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]
    tally = Tally()
    for _ in range(count):
        browser, rule = chance.choice(browsers), chance.choice(rules)
        method, path, how = _request(chance, rule, names, browser.token)
        answer = browser.client.open(path, method=method, buffered=True, **how)
        tally.statuses[answer.status_code] += 1
        if answer.location and answer.location.startswith(("/sign-in", "/locked")):
            browser.sign_in()
        if answer.status_code >= 500 and answer.status_code != 503:
            tally.broken.append(f"{browser.name}: {method} {path} {how}")
    return tally


def _start(client: FlaskClient, someone: Someone) -> None:
    work = partial(
        start_sign_in,
        account_id=someone.account_id,
        login=someone.login,
        source="127.0.0.1",
        device="Linux",
    )
    token = client.application.extensions["lms"].database.writing(work)
    with client.session_transaction() as session:
        session.update(_user_id=token, _fresh=True)


def _field_names(app: Flask, browsers: Sequence[Browser]) -> set[str]:
    """Every name of a field on a page that needs nothing in its address."""
    found = set(ALSO)
    for browser in browsers:
        for rule in app.url_map.iter_rules():
            if not rule.arguments and "GET" in (rule.methods or ()):
                answer = browser.client.get(rule.rule)
                if answer.mimetype == "text/html":
                    forms = PageReader(answer.get_data(as_text=True)).forms
                    found |= {name for form in forms for name, _ in form.fields}
    return found - {"csrf_token"}


def _request(
    chance: random.Random, rule: Rule, names: Sequence[str], token: str
) -> tuple[str, str, dict[str, Any]]:
    usual = sorted(set(rule.methods or ()) & {"GET", "POST"}) or ["GET"]
    method = chance.choice(usual) if chance.random() < 0.85 else chance.choice(METHODS)
    how: dict[str, Any] = {"headers": {"Origin": "http://localhost"}}
    if chance.random() < 0.5:
        how["query_string"] = dict(_pairs(chance, names, 3))
    if method not in {"GET", "HEAD", "OPTIONS"}:
        how |= _body(chance, names, token)
        how["headers"]["X-CSRFToken"] = token
    if chance.random() < 0.1:
        how["headers"]["Accept"] = "application/json"
    return method, _path(chance, rule), how


def _path(chance: random.Random, rule: Rule) -> str:
    path = rule.rule
    for name in rule.arguments:
        number = f"<int:{name}>"
        value = str(chance.choice((0, 1, 2, 3, 5, 8, 13, 21, 10**9, 10**19)))
        path = path.replace(number, value).replace(f"<{name}>", _segment(chance))
    return path if chance.random() < 0.95 else path + chance.choice(TAILS)


def _segment(chance: random.Random) -> str:
    return chance.choice(ODD).replace("/", "%2f").replace("?", "%3f").replace("#", "%23") or "x"


def _pairs(chance: random.Random, names: Sequence[str], most: int) -> Iterator[tuple[str, str]]:
    for _ in range(chance.randint(0, most)):
        yield chance.choice(names), chance.choice(ODD)


def _body(chance: random.Random, names: Sequence[str], token: str) -> dict[str, Any]:
    kind = chance.random()
    if kind < 0.8:
        return {"data": {**dict(_pairs(chance, names, 8)), "csrf_token": token}}
    if kind < 0.9:
        value: Any = chance.choice(
            ([], {}, None, 1, "x", {"token": 1}, {"kind": []}, {"token": "x", "kind": "beat"})
        )
        return {"json": value}
    return {"data": chance.choice(ODD).encode("utf-8"), "content_type": chance.choice(TYPES)}


def main() -> None:
    """Try as many as the command line says."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        loaded = demonstration(folder, migrated_sqlite(folder), DAY, small=True)
        database = loaded.copy_to(folder / "fuzzed.db")
        config = Config(f"sqlite:///{folder}/fuzzed.db", "http://localhost", folder, "x" * 40)
        configure_log(lowest=logging.ERROR)
        app = create_app(config, clock=Clock(loaded.now, running=True))
        people = {login: somebody(database, login) for login in logins()}
        tally = fuzz(app, people, count=count, seed=count)
    sys.stdout.write(f"{count} requests: {dict(sorted(tally.statuses.items()))}\n")
    sys.stdout.write("".join(f"{line}\n" for line in tally.broken[:50]))
    sys.exit(bool(tally.broken))


def logins() -> tuple[str, ...]:
    """Everybody of the demonstration who signs in, one of each kind."""
    return tuple(dict.fromkeys(each.login for each in accounts()))


if __name__ == "__main__":
    main()
