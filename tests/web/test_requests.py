"""What a request must be before a view sees it, and what is noted of one that is refused."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import IntegerConverter

from lms.domain.access import Permission
from lms.models import SecurityLog
from lms.storage.application_log import configure_log
from lms.storage.database import Database
from lms.web.access import GATE
from lms.web.headers import _HEADERS
from tests.factories import PASSWORD, Someone, cast
from tests.page_client import PageClient

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
OWN = "http://localhost"
FIELDS = {"csrf_token": "x"}


@pytest.fixture
def people(database: Database) -> dict[str, Someone]:
    return cast(database)


@pytest.fixture
def talking_log() -> Iterator[None]:
    """Every event is written, as in a server."""
    configure_log()
    yield
    configure_log(lowest=logging.WARNING)


def noted(database: Database) -> list[tuple[str, int | None, str]]:
    with database.reading() as session:
        rows = session.execute(
            select(SecurityLog.kind, SecurityLog.account_id, SecurityLog.detail).order_by(
                SecurityLog.id
            )
        ).all()
    return [(row.kind, row.account_id, row.detail) for row in rows]


@pytest.mark.parametrize("path", ["/", "/sign-in", "/health", "/nothing", "/static/style.css"])
def test_web_01_every_answer_wears_the_headers(app: Flask, path: str) -> None:
    answer = app.test_client().get(path, buffered=True)
    for name, value in _HEADERS.items():
        assert answer.headers[name] == value
    policy = answer.headers["Content-Security-Policy"]
    for rule in ("default-src 'none'", "object-src 'none'", "base-uri 'none'"):
        assert rule in policy
    assert "frame-ancestors 'none'" in policy, "SES-16: no page is framed"
    assert "unsafe" not in policy, "WEB-02"
    assert "Server" not in answer.headers
    assert "X-Powered-By" not in answer.headers
    assert "Strict-Transport-Security" not in answer.headers, "plain http on the loopback"


def test_web_01_a_missing_file_is_not_kept_for_a_year(app: Flask) -> None:
    assert app.test_client().get("/static/no.css").headers["Cache-Control"] == "no-store"


def test_ses_16_no_page_may_be_framed(app: Flask) -> None:
    answer = app.test_client().get("/sign-in")
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "DENY"


def test_ses_11_a_post_says_that_a_page_of_ours_sent_it(
    client: PageClient, people: dict[str, Someone], database: Database
) -> None:
    client.become(people["officer"]).get("/devices")
    sent = {"csrf_token": client._token or ""}
    plain = client._browser
    signs: list[tuple[Mapping[str, str], int]] = [
        ({}, 400),
        ({"Origin": "null"}, 400),
        ({"Origin": "http://localhost:81"}, 400),
        ({"Origin": "http://a.localhost"}, 400),
        ({"Origin": "http://localhost.evil.example"}, 400),
        ({"Origin": "https://localhost"}, 400),
        ({"Origin": OWN, "Sec-Fetch-Site": "cross-site"}, 400),
        ({"Sec-Fetch-Site": "same-site"}, 400),
        ({"Sec-Fetch-Site": "none"}, 400),
        ({"Referer": "http://localhost.evil.example/devices"}, 400),
        ({"Referer": "http://evil.example/?http://localhost/"}, 400),
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Referer": f"{OWN}/devices"}, 303),
        ({"Origin": OWN}, 303),
        ({"Origin": OWN, "Sec-Fetch-Site": "same-origin"}, 303),
    ]
    for headers, status in signs:
        answer = plain.post("/devices/end-others", data=sent, headers=dict(headers))
        assert answer.status_code == status, headers
    refused = [row for row in noted(database) if row[0] == "request-refused"]
    assert len(refused) == sum(status == 400 for _, status in signs)


def _posts(app: Flask) -> list[str]:
    found = []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if "POST" in (rule.methods or ()):
                filled = {
                    name: 1 if isinstance(rule._converters[name], IntegerConverter) else "x"
                    for name in rule.arguments
                }
                found.append(app.url_for(rule.endpoint, _method="POST", **filled))  # type: ignore[arg-type]
    return found


def test_ses_08_no_address_takes_a_post_without_the_token_of_this_sign_in(
    app: Flask,
    new_client: Callable[[], PageClient],
    people: dict[str, Someone],
    database: Database,
) -> None:
    client, other = new_client(), new_client()
    other.become(people["stranger"]).get("/devices")
    strangers = other._token or ""
    client.become(people["officer"]).get("/devices")
    old = client._token or ""
    client.become(people["officer"]).get("/devices")
    before = len(noted(database))
    posts = _posts(app)
    assert len(posts) > 15
    for path in posts:
        for token in (None, "", strangers, old):
            data = {} if token is None else {"csrf_token": token}
            answer = client._browser.post(path, data=data, headers={"Origin": OWN})
            assert answer.status_code == 400, path
        own = client._token or ""
        answer = client._browser.post(
            path, query_string={"csrf_token": own}, headers={"Origin": OWN}
        )
        assert answer.status_code == 400, f"{path}: the token counts in the address"
    assert {row[0] for row in noted(database)[before:]} == {"request-refused"}


def test_ses_09_other_kinds_of_bodies_and_method_overrides_do_nothing(
    app: Flask, client: PageClient, people: dict[str, Someone]
) -> None:
    client.become(people["officer"]).get("/devices")
    token = client._token or ""
    for path in _posts(app):
        for body, kind in (
            (f"csrf_token={token}", "text/plain"),
            (f'{{"csrf_token": "{token}"}}', "application/json"),
            (f"<a>{token}</a>", "text/xml"),
        ):
            answer = client._browser.post(
                path, data=body, content_type=kind, headers={"Origin": OWN}
            )
            assert answer.status_code in {400, 415}, path
        answer = client._browser.get(
            path,
            query_string={"_method": "POST", "csrf_token": token},
            headers={"X-HTTP-Method-Override": "POST"},
        )
        assert answer.status_code in {200, 302, 303, 403, 404, 405}
    client.get("/devices")


def test_ses_04_a_cookie_that_was_changed_is_nobody_and_is_noted(
    app: Flask, client: PageClient, people: dict[str, Someone], database: Database
) -> None:
    client.become(people["officer"]).get("/devices")
    cookie = client._browser.get_cookie("lms")
    assert cookie is not None
    value = cookie.value
    for place in range(0, len(value), 7):
        changed = value[:place] + ("A" if value[place] != "A" else "B") + value[place + 1 :]
        browser = app.test_client()
        browser.set_cookie("lms", changed)
        assert browser.get("/devices").status_code == 302
    for odd in ("", "x", "." * 30, "é", "a" * 4000):
        browser = app.test_client()
        browser.set_cookie("lms", odd)
        assert browser.get("/devices").status_code == 302
    kinds = [row[0] for row in noted(database)]
    assert kinds.count("cookie-refused") >= len(range(0, len(value), 7))


def test_ses_05_the_cookie_is_out_of_reach_of_scripts_and_other_sites(
    client: PageClient, people: dict[str, Someone]
) -> None:
    client.get("/sign-in")
    client.submit(fields={"login": people["officer"].login, "password": PASSWORD})
    cookie = client._browser.get_cookie("lms")
    assert cookie is not None
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    assert cookie.path == "/"
    assert cookie.origin_only, "no Domain"


def test_az_19_a_field_that_comes_twice_is_refused(
    client: PageClient, people: dict[str, Someone]
) -> None:
    client.become(people["officer"]).get("/devices")
    token = client._token or ""
    client.post("/lock", {"back": ["/devices", "/people"]}, status=400)
    client.post("/lock?back=/people", {"back": "/devices"}, status=400)
    client.post("/lock?a=1&a=2", {}, status=400)
    client.post("/lock", {"csrf_token": [token, "other"]}, status=400)


def test_web_a_form_of_too_many_bytes_fields_or_parts_is_refused(client: PageClient) -> None:
    client.get("/sign-in")
    client.post("/sign-in", {"login": "x" * 200_000}, status=413)
    client.post("/sign-in", {f"f{number}": "" for number in range(300)}, status=413)
    parts = {f"f{number}": "" for number in range(300)}
    answer = client._browser.post(
        "/sign-in", data=parts, content_type="multipart/form-data", headers={"Origin": OWN}
    )
    assert answer.status_code == 413


def test_az_01_what_somebody_was_refused_is_noted_with_its_number(
    client: PageClient, people: dict[str, Someone], database: Database
) -> None:
    officer = people["officer"]
    client.become(officer).get("/certificates/77.pdf", status=404)
    client.get("/desk", status=403)
    client.get("/no/such/page", status=404)
    assert noted(database)[-2:] == [
        ("refused", officer.account_id, "404: GET /certificates/77.pdf"),
        ("refused", officer.account_id, "403: GET /desk"),
    ]


def test_a_link_with_a_token_in_it_stands_in_no_line(
    client: PageClient,
    people: dict[str, Someone],
    database: Database,
    capfd: pytest.CaptureFixture[str],
    talking_log: None,
) -> None:
    client.become(people["officer"]).get("/devices")
    client.get("/first-sign-in/canary-3f9a1c", status=404)
    assert "canary-3f9a1c" not in str(noted(database))
    told = capfd.readouterr()
    assert "canary-3f9a1c" not in told.out + told.err
    assert '"event":"request"' in told.err


def test_every_view_that_changes_something_is_gated(app: Flask) -> None:
    public = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ())
        and not isinstance(getattr(app.view_functions[rule.endpoint], GATE, None), Permission)
    }
    assert public == {
        "/cannot-sign-in",
        "/first-sign-in/<token>",
        "/passkey",
        "/passkey/options",
        "/sign-in",
        "/verify/paper",  # compares a file with the record and keeps neither
    }


def test_web_14_no_other_site_may_read_an_answer(app: Flask) -> None:
    asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    for path in ("/", "/sign-in", "/health", "/beats", "/static/style.css"):
        for method in ("OPTIONS", "GET"):
            answer = app.test_client().open(path, method=method, headers=asked, buffered=True)
            assert not [name for name, _ in answer.headers if "access-control" in name.lower()]


def test_web_07_a_page_shows_nothing_of_the_headers_it_was_asked_with(app: Flask) -> None:
    told = {
        "X-Forwarded-Host": "canary.example",
        "X-Forwarded-Prefix": "/canary",
        "X-Original-URL": "/canary",
        "X-Rewrite-URL": "/canary",
        "Forwarded": "host=canary.example",
        "X-Host": "canary.example",
        "Referer": "http://canary.example/",
        "User-Agent": "canary",
    }
    for path in ("/", "/sign-in", "/devices", "/nothing", "/verify/unknown"):
        answer = app.test_client().get(path, headers=told)
        assert b"canary" not in answer.data
        assert "canary" not in str(answer.headers)
