"""No secret that passes through stands in a log, a table or on a page."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from functools import partial

import pytest
from sqlalchemy import MetaData, select

from lms.domain.access import SYSTEM
from lms.services.open_account import FIRST_LINK, make_sign_in_link
from lms.storage.application_log import configure_log
from lms.storage.database import Database
from tests.factories import PASSWORD, Someone, cast
from tests.page_client import PageClient

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
WRONG = "canary-wrong-password-5d81"


@pytest.fixture
def people(database: Database) -> dict[str, Someone]:
    return cast(database)


@pytest.fixture
def _talking() -> Iterator[None]:
    configure_log()
    yield
    configure_log(lowest=logging.WARNING)


def _everything(database: Database) -> str:
    """Every value of every table, as text."""
    found = MetaData()
    with database.engine.connect() as connection:
        found.reflect(connection)
        return "\n".join(
            str(tuple(row))
            for table in found.sorted_tables
            for row in connection.execute(select(table))
        )


@pytest.mark.usefixtures("_talking")
def test_out_05_passwords_tokens_and_cookies_stand_in_no_log_table_or_page(
    client: PageClient,
    people: dict[str, Someone],
    database: Database,
    capfd: pytest.CaptureFixture[str],
) -> None:
    officer = people["officer"]
    link = partial(make_sign_in_link, account_id=officer.account_id, lifetime=FIRST_LINK, by=SYSTEM)
    token = database.writing(link)
    client.get(f"/first-sign-in/{token}")
    client.submit("", {"password": WRONG, "again": WRONG + "x"}, status=422)
    client.get(f"/first-sign-in/{token}/", status=404)
    client.get(f"/sign-in?next=/first-sign-in/{token}")
    client.submit(fields={"login": officer.login, "password": WRONG}, status=422)
    client.get("/sign-in", headers={"User-Agent": "evil\r\n{}".replace("\r\n", "\x1b[31m")})
    client.submit(fields={"login": officer.login, "password": PASSWORD})
    page = client.get("/devices")
    cookie = client._browser.get_cookie("lms")
    assert cookie is not None
    forged = {"csrf_token": "canary-forged-token-77", "back": token}
    client.post("/lock", forged, status=400)
    client.get(f"/{token}", status=404)
    session_token = _session_token(client)
    written = _everything(database)
    told = capfd.readouterr()
    lines = told.out + told.err
    secrets = (token, WRONG, PASSWORD, cookie.value, session_token, "canary-forged-token-77")
    for secret in (*secrets, client._token or "no token"):
        assert secret not in written, "in a table"
        assert secret not in lines, "in the application's log"
    for secret in (token, WRONG, PASSWORD, cookie.value, session_token):
        assert secret not in page.html, "on a page"
    assert "\x1b" not in lines
    assert all(line.startswith("{") and line.endswith("}") for line in told.err.splitlines())


def _session_token(client: PageClient) -> str:
    with client._browser.session_transaction() as session:
        return str(session["_user_id"])


def test_ses_15_nothing_private_is_left_behind_after_signing_out(
    client: PageClient, people: dict[str, Someone]
) -> None:
    client.become(people["officer"])
    for path in ("/devices", "/training", "/minutes", "/who-looked"):
        assert client.get(path).response.headers["Cache-Control"] == "no-store"
    left = client.post("/sign-out")
    assert '"cache"' in left.response.headers["Clear-Site-Data"]
    client.get("/devices", status=302)
