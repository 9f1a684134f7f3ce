"""Signing in, the lock of a shared station, devices, and the first password."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from functools import partial

import pytest

from lms.domain.access import SYSTEM
from lms.services.open_account import FIRST_LINK, make_sign_in_link
from lms.storage.database import Database
from tests.clock import Clock
from tests.factories import PASSWORD, Someone, cast
from tests.page_client import PageClient

Browsers = Callable[[], PageClient]


@pytest.fixture
def people(database: Database) -> dict[str, Someone]:
    return cast(database)


def _try(client: PageClient, login: str, password: str, status: int) -> str:
    client.get("/sign-in")
    return client.submit(fields={"login": login, "password": password}, status=status).text


def test_auth_01_a_wrong_password_and_an_unknown_badge_get_the_same_answer(
    new_client: Browsers, people: dict[str, Someone]
) -> None:
    known = _try(new_client(), people["officer"].login, "wrong words for a test", 422)
    unknown = _try(new_client(), "9999", "wrong words for a test", 422)
    assert known == unknown


def test_auth_04_after_five_wrong_passwords_the_right_one_waits(
    client: PageClient, people: dict[str, Someone], clock: Clock
) -> None:
    login = people["officer"].login
    for _ in range(5):
        _try(client, login, "wrong words for a test", 422)
    for _ in range(4):
        assert "Too many tries" in _try(client, login, PASSWORD, 429)
    clock.advance(seconds=3)
    _try(client, login, PASSWORD, 303)


def test_auth_05_a_delay_from_elsewhere_does_not_lock_anybody_out(
    new_client: Browsers, people: dict[str, Someone]
) -> None:
    login = people["officer"].login
    new_client().become(people["officer"])
    attacker = new_client()
    for number in range(6):
        away = {"X-Forwarded-For": "10.1.2.3"}
        attacker.get("/sign-in", headers=away)
        fields = {"login": login, "password": "wrong words"}
        attacker.post("/sign-in", fields, status=422 if number < 5 else 429, headers=away)
    holder = new_client()
    holder.get("/sign-in")
    assert holder.post("/sign-in", {"login": login, "password": PASSWORD}).status == 303


def test_ses_03_a_sign_in_idles_out_and_ends_after_twelve_hours(
    client: PageClient, people: dict[str, Someone], clock: Clock
) -> None:
    client.become(people["officer"]).get("/devices")
    clock.advance(minutes=29)
    client.get("/devices")
    clock.advance(minutes=31)
    client.get("/devices", status=302)
    client.become(people["officer"]).get("/devices")
    for _ in range(26):
        clock.advance(minutes=27)
        client.get("/devices")
    clock.advance(minutes=27)
    client.get("/devices", status=302)


def test_a_locked_station_opens_for_its_holder_and_nobody_else(
    client: PageClient, people: dict[str, Someone]
) -> None:
    client.become(people["officer"]).get("/devices")
    client.post("/lock", {"back": "/devices"})
    assert client.get("/devices", status=303).location.endswith("/locked?next=/devices")
    page = client.get("/locked?next=/devices")
    assert people["officer"].login in page.text
    client.submit("", {"password": "not the password of anybody"}, status=422)
    client.submit("", {"password": PASSWORD}).location.endswith("/devices")
    client.get("/devices")


def test_ses_07_an_ended_device_is_out_at_its_next_request(
    new_client: Browsers, people: dict[str, Someone]
) -> None:
    phone, desk = new_client(), new_client()
    phone.become(people["officer"]).get("/devices")
    desk.become(people["officer"]).get("/devices")
    desk.post("/devices/end-others")
    phone.get("/devices", status=302)
    desk.get("/devices")


def test_ses_08_a_post_without_its_token_is_refused(
    client: PageClient, people: dict[str, Someone]
) -> None:
    client.become(people["officer"]).get("/devices")
    client.post("/devices/end-others", {"csrf_token": "forged"}, status=400)
    client.post("/devices/end-others", {"csrf_token": ""}, status=400)


@pytest.mark.parametrize(
    "origin", ["null", "https://evil.example", "http://localhost.evil.example"]
)
def test_ses_11_another_origin_is_refused(
    client: PageClient, people: dict[str, Someone], origin: str
) -> None:
    client.become(people["officer"]).get("/devices")
    client.post("/devices/end-others", status=400, headers={"Origin": origin})


def test_auth_08_a_one_time_link_works_once_and_lets_its_holder_choose(
    client: PageClient, people: dict[str, Someone], database: Database, clock: Clock
) -> None:
    officer = people["officer"]
    link = partial(make_sign_in_link, account_id=officer.account_id, lifetime=FIRST_LINK, by=SYSTEM)
    older, token = database.writing(link), database.writing(link)
    client.get(f"/first-sign-in/{older}", status=404)
    client.get(f"/first-sign-in/{token}x", status=404)
    client.get(f"/first-sign-in/{token}")
    for weak in ("short", "aaaaaaaaaaaaaaaa", f"words with badge {officer.login} inside"):
        client.submit("", {"password": weak, "again": weak}, status=422)
    chosen = "four quiet words at night"
    client.submit("", {"password": chosen, "again": chosen})
    client.get(f"/first-sign-in/{token}", status=404)
    _try(client, officer.login, chosen, 303)


@pytest.mark.parametrize(
    "target", ["//evil.example", "/\\evil.example", "https:evil", "javascript:x", "/ok\nx", "/x y"]
)
def test_web_09_sign_in_leads_to_own_paths_only(
    client: PageClient, people: dict[str, Someone], target: str
) -> None:
    client.get("/sign-in")
    found = client.post(
        f"/sign-in?next={target.replace(chr(10), '%0A').replace(' ', '%20')}",
        {"login": people["officer"].login, "password": PASSWORD},
    )
    assert found.location == "/"


@pytest.mark.parametrize("path", ["/", "/sign-in", "/verify", "/no-such-page"])
def test_web_05_another_host_is_refused(client: PageClient, path: str) -> None:
    answer = client.app.test_client().get(path, headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert b"evil" not in answer.data


def test_pages_travel_compressed_and_unpack_to_the_same(client: PageClient) -> None:
    browser = client.app.test_client()
    plain = browser.get("/verify").data
    packed = browser.get("/verify", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain
