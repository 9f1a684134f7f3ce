"""Over https, behind a proxy that is trusted, and told lies by those that are not."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path

import pytest
from flask import Flask

from lms.app import create_app
from lms.config import Config
from lms.storage.database import Database
from tests.clock import Clock
from tests.conftest import SECRET_KEY
from tests.factories import PASSWORD, cast

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
BASE = "https://training.example.gov"
INSIDE = "training.example.gov"


@pytest.fixture
def app(database: Database, clock: Clock, tmp_path: Path) -> Iterator[Flask]:
    url = database.engine.url.render_as_string(hide_password=False)
    made = create_app(
        Config(url, BASE, tmp_path, SECRET_KEY, (ip_network("10.0.0.0/24"),)), clock=clock
    )
    yield made
    made.extensions["lms"].database.dispose()


def _ask(
    app: Flask, path: str, *, peer: str = "10.0.0.7", method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], str]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = app.test_client().open(
        path,
        method=method,
        headers={"Host": INSIDE, **named},
        environ_overrides={"REMOTE_ADDR": peer},
    )
    return answer.status_code, dict(answer.headers), answer.get_data(as_text=True)


def test_web_01_over_tls_the_browser_is_told_to_stay_there(app: Flask) -> None:
    _, headers, _ = _ask(app, "/sign-in", X_Forwarded_Proto="https")
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_auth_18_without_tls_a_page_leads_to_its_https_address(app: Flask) -> None:
    status, headers, _ = _ask(app, "/sign-in?next=/devices", X_Forwarded_Proto="http")
    assert (status, headers["Location"]) == (308, f"{BASE}/sign-in?next=/devices")
    status, _, _ = _ask(app, "/sign-in", method="POST", X_Forwarded_Proto="http")
    assert status == 400
    status, headers, _ = _ask(app, "//evil.example/", X_Forwarded_Proto="http")
    assert headers.get("Location", BASE).startswith(f"{BASE}/")


def test_auth_18_only_the_configured_proxy_is_believed_to_have_seen_tls(app: Flask) -> None:
    assert _ask(app, "/sign-in", X_Forwarded_Proto="https")[0] == 200
    for peer in ("10.0.1.7", "127.0.0.1", "203.0.113.9", "::1"):
        assert _ask(app, "/sign-in", peer=peer, X_Forwarded_Proto="https")[0] == 308
    assert _ask(app, "/sign-in", X_Forwarded_Proto="https, http")[0] == 308, "the last hop decides"


def test_web_05_a_forged_forwarded_host_changes_no_address(app: Flask) -> None:
    status, headers, body = _ask(
        app, "/", X_Forwarded_Proto="https", X_Forwarded_Host="evil.example"
    )
    assert status == 302
    assert "evil" not in headers["Location"] + body


def test_web_06_of_ten_forged_hops_only_the_proxys_own_counts(
    app: Flask, database: Database
) -> None:
    from tests.web.test_requests import noted  # noqa: PLC0415 - it brings fixtures of its own

    forged = ", ".join(f"198.51.100.{number}" for number in range(10))
    cast(database)
    browser = app.test_client()
    browser.post(
        "/sign-in",
        headers={"Host": INSIDE, "Origin": "https://evil.example", "X-Forwarded-Proto": "https"}
        | {"X-Forwarded-For": f"{forged}, 192.0.2.44"},
        environ_overrides={"REMOTE_ADDR": "10.0.0.7"},
        data={"login": "0101", "password": PASSWORD},
    )
    assert noted(database)[-1][0] == "request-refused"
    with database.engine.connect() as connection:
        last = connection.exec_driver_sql(
            "SELECT source FROM security_log ORDER BY id DESC LIMIT 1"
        ).scalar()
    assert last == "192.0.2.44"


def test_ses_05_over_tls_the_cookie_is_the_hosts_own_and_secure(app: Flask) -> None:
    _, headers, _ = _ask(app, "/sign-in", X_Forwarded_Proto="https")
    cookie = headers["Set-Cookie"]
    assert cookie.startswith("__Host-lms=")
    for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in cookie
    assert "Domain" not in cookie


def test_a_probe_on_the_machine_needs_no_tls(app: Flask) -> None:
    assert _ask(app, "/health", peer="127.0.0.1")[0] == 200
