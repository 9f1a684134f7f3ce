"""Guessing at passwords: one look on every path, delays nobody can turn on the chief, alerts."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from lms.domain.sign_in import FAILURES_IN_ALL, GUESSES_PER_SOURCE
from lms.models import SecurityLog, SignInThrottle
from lms.services.sign_in import note_guess
from lms.storage.database import Database
from tests.clock import Clock
from tests.factories import PASSWORD, Someone, cast
from tests.page_client import Page, PageClient

Browsers = Callable[[], PageClient]
WRONG = "wrong words for a test"


@pytest.fixture
def people(database: Database) -> dict[str, Someone]:
    return cast(database)


@pytest.fixture
def verified(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every argon2 verification that is made."""
    seen: list[str] = []
    real = PasswordHasher.verify

    def verify(self: PasswordHasher, stored: str, password: str) -> bool:
        seen.append(password)
        return bool(real(self, stored, password))

    monkeypatch.setattr(PasswordHasher, "verify", verify)
    return seen


def _try(client: PageClient, login: str, password: str = WRONG, source: str = "10.0.0.1") -> Page:
    headers = {"X-Forwarded-For": source}
    client.get("/sign-in", headers=headers)
    fields = {"login": login, "password": password, "csrf_token": client._token or ""}
    return client._open("POST", "/sign-in", data=fields, headers=headers)


def _kinds(database: Database) -> Counter[str]:
    with database.reading() as session:
        return Counter(session.execute(select(SecurityLog.kind)).scalars())


def _headers(page: Page) -> list[tuple[str, str]]:
    volatile = {"Set-Cookie", "Date", "Content-Length"}
    return sorted((name, value) for name, value in page.response.headers if name not in volatile)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_auth_01_known_and_unknown_get_the_same_bytes_and_one_look_each(
    new_client: Browsers, people: dict[str, Someone], verified: list[str]
) -> None:
    answers = set()
    logins = (people["officer"].login, "9999", people["administrator"].login, "nobody", "")
    for number, login in enumerate(logins * 4):
        verified.clear()
        page = _try(new_client(), login, source=f"10.1.0.{number}")
        if login:
            assert len(verified) == 1
            answers.add((page.status, page.text, str(_headers(page))))
    assert len(answers) == 1
    verified.clear()
    assert _try(new_client(), people["officer"].login, PASSWORD, "10.2.0.1").status == 303
    assert len(verified) == 1


def test_auth_04_wrong_guesses_from_five_sources_slow_a_sixth(
    new_client: Browsers, people: dict[str, Someone], clock: Clock
) -> None:
    login = people["officer"].login
    for number in range(5):
        assert _try(new_client(), login, source=f"10.0.1.{number}").status == 422
    assert _try(new_client(), login, PASSWORD, "10.0.2.1").status == 429
    clock.advance(seconds=3)
    assert _try(new_client(), login, PASSWORD, "10.0.2.1").status == 303


def test_auth_04_fifty_parallel_guesses_are_not_fifty_tries(
    database: Database, people: dict[str, Someone]
) -> None:
    login = people["officer"].login
    allowed = []

    def guess(number: int) -> None:
        source = f"10.0.3.{number % 5}"
        allowed.append(database.writing(partial(note_guess, login=login, source=source)).allowed)

    threads = [threading.Thread(target=guess, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(allowed) == 50
    assert sum(allowed) == 5


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_auth_04_after_a_hundred_the_password_alone_is_refused_and_an_alert_says_so(
    client: PageClient, people: dict[str, Someone], database: Database, clock: Clock
) -> None:
    login = people["officer"].login
    _spend(database, login, clock)
    assert "too many wrong tries" in _try(client, login, PASSWORD, "10.9.9.9").text
    assert _kinds(database)["alert-password-refused"] == 1
    assert _kinds(database)["sign-in-delayed"] == 1


def _spend(database: Database, login: str, clock: Clock) -> None:
    for number in range(FAILURES_IN_ALL):
        clock.advance(minutes=2)
        source = f"10.4.{number}.1"
        assert database.writing(partial(note_guess, login=login, source=source)).allowed


def test_auth_05_the_chief_signs_in_at_the_usual_station_whoever_guesses_elsewhere(
    new_client: Browsers, people: dict[str, Someone], clock: Clock
) -> None:
    login, station = people["chief"].login, "10.5.0.1"
    assert _try(new_client(), login, PASSWORD, station).status == 303
    for number in range(12):
        _try(new_client(), login, source=f"10.6.0.{number}")
        clock.advance(seconds=61)
    _try(new_client(), login, source="10.6.1.1")
    assert _try(new_client(), login, PASSWORD, "10.7.0.1").status == 429
    assert _try(new_client(), login, PASSWORD, station).status == 303


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_auth_06_one_guess_at_each_of_many_badges_is_slowed_by_its_source_and_noticed(
    client: PageClient, people: dict[str, Someone], database: Database, verified: list[str]
) -> None:
    answers = Counter(_try(client, f"{number:04d}").status for number in range(300, 360))
    assert answers == {422: GUESSES_PER_SOURCE, 429: 60 - GUESSES_PER_SOURCE}
    assert len(verified) == GUESSES_PER_SOURCE
    assert _kinds(database)["alert-spraying"] == 1
    assert _try(client, people["officer"].login, PASSWORD, "10.0.0.2").status == 303


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("login", "password"),
    [("admin", "admin"), ("administrator", "administrator"), ("root", "root"), ("demo", "demo")],
)
def test_auth_13_there_is_no_default_account(
    client: PageClient, people: dict[str, Someone], login: str, password: str
) -> None:
    assert _try(client, login, password).status == 422


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("path", ["/setup", "/install", "/admin", "/first-sign-in"])
def test_auth_13_there_is_no_page_that_sets_up_a_first_account(
    client: PageClient, path: str
) -> None:
    client.get(path, status=404)


@pytest.mark.parametrize(
    "login",
    [
        "0101\0",
        "\0",
        "' OR '1'='1",
        "*)(uid=*))(|(uid=*",
        "0e1234",
        "0x65",
        "\ud83d\ude94".encode("utf-16", "surrogatepass").decode("utf-16"),
        "a" * 64,
        "%00",
        "0101\u202e",
    ],
)
def test_auth_14_odd_logins_fail_like_any_other(
    client: PageClient, people: dict[str, Someone], login: str
) -> None:
    page = _try(client, login)
    assert page.status == 422
    assert "is not right" in page.text


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_auth_14_arrays_json_and_too_much_are_refused(
    client: PageClient, people: dict[str, Someone]
) -> None:
    client.get("/sign-in")
    token = client._token or ""
    twice = {"login": ["0101", "0102"], "password": PASSWORD, "csrf_token": token}
    assert client._open("POST", "/sign-in", data=twice).status == 400
    for sent in ({"login": 101, "password": True}, ["login"], {"login": {"a": 1}}, 7):
        client.post_json("/sign-in", sent, status=400)
    large = {"login": "0101", "password": "x" * 1_000_000, "csrf_token": token}
    assert client._open("POST", "/sign-in", data=large).status == 413


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "sent", [[], 7, "x", None, {}, {"credential": []}, {"credential": {"id": 7}}]
)
def test_auth_14_what_is_no_passkey_proves_nothing(
    client: PageClient, people: dict[str, Someone], sent: object
) -> None:
    client.get("/sign-in")
    client.post_json("/passkey/options", {})
    client.post_json("/passkey", sent, status=422)


def test_ses_03_beats_keep_no_sign_in_alive(
    client: PageClient, people: dict[str, Someone], clock: Clock
) -> None:
    client.become(people["officer"]).get("/devices")
    for _ in range(3):
        clock.advance(minutes=10)
        client.post_json("/beats", {}, status=400)
    clock.advance(seconds=1)
    client.get("/devices", status=302)


def test_ses_07_one_person_s_sign_ins_end_everywhere_at_the_next_request(
    new_client: Browsers, people: dict[str, Someone]
) -> None:
    devices = [new_client().become(people["officer"]) for _ in range(3)]
    other = new_client().become(people["stranger"])
    for device in devices:
        device.get("/devices")
    admin = new_client().become(people["administrator"])
    admin.get("/accounts")
    admin.post(f"/accounts/{people['officer'].account_id}/end-sign-ins")
    for device in devices:
        device.get("/devices", status=302)
    other.get("/devices")


def test_ses_07_everybody_s_sign_ins_end_but_the_one_that_ended_them(
    new_client: Browsers, people: dict[str, Someone]
) -> None:
    everybody = [new_client().become(people[name]) for name in ("officer", "chief", "assessor")]
    for device in everybody:
        device.get("/devices")
    admin = new_client().become(people["administrator"])
    admin.get("/accounts")
    admin.post("/accounts/end-all-sign-ins")
    for device in everybody:
        device.get("/devices", status=302)
    admin.get("/devices")


def test_ses_10_nobody_is_signed_in_by_another_site(
    client: PageClient, people: dict[str, Someone], database: Database
) -> None:
    client.get("/sign-in")
    fields = {"login": people["officer"].login, "password": PASSWORD}
    evil = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    client.post("/sign-in", fields, status=400, headers=evil)
    fresh = client.app.test_client()
    own = {"Origin": "http://localhost"}
    assert fresh.post("/sign-in", data=fields, headers=own).status_code == 400
    with database.reading() as session:
        assert not session.execute(select(SignInThrottle.key)).all()
    client.get("/devices", status=302)


def test_ses_15_signing_out_clears_the_browser_and_no_private_page_is_kept(
    client: PageClient, people: dict[str, Someone]
) -> None:
    page = client.become(people["officer"]).get("/devices")
    assert "no-store" in page.response.headers["Cache-Control"]
    left = client.submit("/sign-out")
    assert left.response.headers["Clear-Site-Data"] == '"cache", "storage"'
    client.get("/devices", status=302)


def test_whoever_has_left_is_behind_none_of_their_sign_ins(
    client: PageClient, people: dict[str, Someone], database: Database
) -> None:
    from tests.factories import enlist, facts, today  # noqa: PLC0415

    client.become(people["officer"]).get("/devices")
    enlist(
        database,
        facts(
            "0101",
            supervisor_badge="0201",
            given_name="Olivia",
            separated_on=today(database),
            valid_from=today(database),
        ),
    )
    client.get("/devices", status=302)
