"""The second factor: where it is asked, setting up an app, its codes, and recovery codes."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

import pyotp
import pytest
from sqlalchemy import select

from lms.domain.access import Role
from lms.domain.setting import FIRST_DECISIONS, FixedSettingError
from lms.domain.sign_in import Proof
from lms.models import AccountNotice, SecurityLog, SignIn
from lms.services.set_up_authenticator import (
    make_recovery_codes,
    set_up_authenticator,
    use_code,
)
from lms.storage.database import Database
from lms.storage.one_time_code import STEP_SECONDS
from lms.storage.seal import Seal
from tests.clock import Clock
from tests.conftest import SECRET_KEY
from tests.factories import PASSWORD, Someone, cast, decide, sign_up
from tests.page_client import PageClient

Browsers = Callable[[], PageClient]
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def people(database: Database) -> dict[str, Someone]:
    return cast(database)


def give_app(database: Database, someone: Someone, *, secret_key: str = SECRET_KEY) -> None:
    """Set up an authenticator app with ``SECRET``, as if long ago."""
    database.writing(
        partial(
            set_up_authenticator,
            account_id=someone.account_id,
            secret=SECRET,
            step=0,
            seal=Seal(secret_key),
            by=someone.actor,
        )
    )


def code(clock: Clock, *, steps: int = 0) -> str:
    """The code an app shows, or showed some steps before or after."""
    return pyotp.TOTP(SECRET).at(int(clock.now.timestamp()) + steps * STEP_SECONDS)


def _log(database: Database, kind: str) -> int:
    with database.reading() as session:
        return len(session.execute(select(SecurityLog.id).where(SecurityLog.kind == kind)).all())


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("training-unit", "/desk"),
        ("training-unit", "/desk/members"),
        ("supervisor", "/people"),
        ("assessor", "/room"),
        ("administrator", "/accounts"),
        ("instructor", "/desk/talks"),
        ("policy-owner", "/desk/content"),
    ],
)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_auth_10_a_password_alone_opens_no_page_about_others(
    client: PageClient, people: dict[str, Someone], name: str, path: str
) -> None:
    client.become(people[name], proof=Proof.PASSWORD)
    found = client.get(path, status=302)
    assert found.location == f"/second-factor?next={path.replace('/', '%2F')}"
    answer = client.ask("GET", f"{path}?x=1")
    assert answer.status == 302
    client.get(path, status=401, headers={"Accept": "application/json"})


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_one_s_own_training_asks_for_no_second_factor(
    client: PageClient, people: dict[str, Someone]
) -> None:
    client.become(people["supervisor"], proof=Proof.PASSWORD)
    assert client.ask("GET", "/minutes").status == 200
    client.get("/account")


def test_auth_10_who_owes_a_second_factor_opens_nothing_before_it(
    client: PageClient, people: dict[str, Someone], database: Database, clock: Clock
) -> None:
    officer = people["officer"]
    give_app(database, officer)
    client.get("/sign-in")
    client.submit(fields={"login": officer.login, "password": PASSWORD})
    for path in ("/training", "/minutes", "/devices", "/account", "/account/password"):
        assert client.get(path, status=302).location.startswith("/second-factor?next=")
    client.get("/second-factor?next=%2Fdevices")
    assert client.submit(fields={"code": code(clock)}).location == "/devices"
    client.get("/devices")


def test_ses_01_the_id_is_replaced_when_the_second_factor_is_shown(
    client: PageClient, people: dict[str, Someone], database: Database, clock: Clock
) -> None:
    give_app(database, people["training-unit"])
    client.become(people["training-unit"], proof=Proof.PASSWORD)
    with database.reading() as session:
        before = session.execute(select(SignIn.token_sha256)).scalar_one()
    client.get("/second-factor")
    client.submit(fields={"code": code(clock)})
    with database.reading() as session:
        after = session.execute(select(SignIn.token_sha256)).scalar_one()
    assert before != after
    client.get("/desk")


def test_auth_09_a_code_opens_once_within_one_step_of_skew(
    new_client: Browsers, people: dict[str, Someone], database: Database, clock: Clock
) -> None:
    trainer = people["training-unit"]
    give_app(database, trainer)
    for steps, status in ((-2, 422), (2, 422), (-1, 303), (-1, 422), (0, 303), (0, 422), (1, 303)):
        client = new_client().become(trainer, proof=Proof.PASSWORD)
        client.get("/second-factor")
        client.submit(fields={"code": code(clock, steps=steps)}, status=status)
    assert _log(database, "second-factor-refused") == 4


def test_auth_09_ten_wrong_codes_are_slowed_and_logged(
    client: PageClient, people: dict[str, Someone], database: Database, clock: Clock
) -> None:
    trainer = people["training-unit"]
    give_app(database, trainer)
    client.become(trainer, proof=Proof.PASSWORD).get("/second-factor")
    wrong = "000000" if code(clock) != "000000" else "000001"
    answers = [client.submit(fields={"code": wrong}, status=422).status for _ in range(5)]
    for _ in range(5):
        client.submit(fields={"code": code(clock)}, status=429)
    assert answers == [422] * 5
    assert _log(database, "second-factor-delayed") == 5
    clock.advance(seconds=60)
    client.submit(fields={"code": code(clock)})


@pytest.mark.parametrize("typed", ["", "abc", "12345", "1234567", "\uff11" * 6, "0" * 64, "-1 000"])
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_is_no_code_is_refused_without_an_error(
    client: PageClient, people: dict[str, Someone], database: Database, typed: str
) -> None:
    give_app(database, people["training-unit"])
    client.become(people["training-unit"], proof=Proof.PASSWORD).get("/second-factor")
    client.submit(fields={"code": typed}, status=422)


def test_an_app_is_set_up_by_typing_its_first_code_and_brings_recovery_codes(
    client: PageClient, people: dict[str, Someone], database: Database, clock: Clock
) -> None:
    trainer = people["training-unit"]
    client.become(trainer, proof=Proof.PASSWORD)
    assert "Set up a second factor" in client.follow(client.get("/desk", status=302)).heading
    page = client.get(client.page.link("Set up an app") if client.page else "")
    assert "data:image/svg+xml" in page.html
    secret = "".join(re.findall(r'id="app-key">([A-Z2-7 ]+)<', page.html)[0].split())
    client.submit(fields={"code": "000000"}, status=422)
    typed = pyotp.TOTP(secret).at(int(clock.now.timestamp()))
    client.submit(fields={"code": typed})
    shown = client.follow()
    codes = re.findall(r"<li><code>([a-z0-9-]{19})</code>", shown.html)
    assert len(set(codes)) == 10
    assert client.get(shown.link("I have kept them")).heading
    assert client.get("/account/recovery-codes", status=302).location == "/account"
    assert "10 codes left" in client.get("/account").text
    with database.reading() as session:
        told = session.execute(select(AccountNotice.what)).scalars().all()
    assert any("authenticator app" in what for what in told)


def test_a_recovery_code_opens_once_and_for_its_own_account_only(
    new_client: Browsers, people: dict[str, Someone], database: Database
) -> None:
    codes = {}
    for name in ("training-unit", "chief"):
        give_app(database, people[name])
        made = partial(
            make_recovery_codes, account_id=people[name].account_id, by=people[name].actor
        )
        codes[name] = database.writing(made)
    typed = codes["training-unit"][3].replace("-", " ").upper()
    for name, status in (("chief", 422), ("training-unit", 303), ("training-unit", 422)):
        client = new_client().become(people[name], proof=Proof.PASSWORD)
        client.get("/second-factor")
        client.submit(fields={"code": typed}, status=status)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_changed_installation_secret_is_said_and_a_recovery_code_still_opens(
    client: PageClient, people: dict[str, Someone], database: Database, clock: Clock
) -> None:
    trainer = people["training-unit"]
    give_app(database, trainer, secret_key="another secret of this installation")
    made = database.writing(
        partial(make_recovery_codes, account_id=trainer.account_id, by=trainer.actor)
    )
    client.become(trainer, proof=Proof.PASSWORD).get("/second-factor")
    page = client.submit(fields={"code": code(clock)}, status=422)
    assert "secret was changed" in page.text
    client.submit(fields={"code": made[0]})


@pytest.mark.parametrize(
    "path", ["/account/password", "/account/authenticator", "/account/recovery-codes"]
)
def test_auth_15_a_credential_is_changed_after_a_recent_confirmation_only(
    client: PageClient, people: dict[str, Someone], clock: Clock, path: str
) -> None:
    client.become(people["officer"]).get("/account")
    clock.advance(minutes=11)
    assert client.get(path, status=302).location.startswith("/confirm?next=")
    clock.advance(minutes=15)
    headers = {"Referer": "http://localhost/account"}
    assert client.post(path, {}, headers=headers).location == "/confirm?next=%2Faccount"
    client.get("/confirm?next=%2Faccount%2Fpassword")
    client.submit(fields={"password": "not the password of anybody"}, status=422)
    assert client.submit(fields={"password": PASSWORD}).location == "/account/password"
    client.get("/account/password")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_auth_15_a_password_alone_sets_up_no_second_factor_beside_the_one_there_is(
    client: PageClient, people: dict[str, Someone], database: Database
) -> None:
    give_app(database, people["training-unit"])
    client.become(people["training-unit"], proof=Proof.PASSWORD).get("/account")
    for path in ("/account/authenticator", "/account/password"):
        assert client.get(path, status=302).location.startswith("/second-factor")
    client.post("/account/recovery-codes").location.startswith("/second-factor")
    client.post("/account/authenticator/removal").location.startswith("/second-factor")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_short_password_needs_its_second_factor_and_keeps_it(
    client: PageClient, people: dict[str, Someone], database: Database, clock: Clock
) -> None:
    trainer = people["training-unit"]
    client.become(trainer).get("/account/password")
    short = "quiet7owl"
    client.submit(fields={"password": short, "again": short}, status=422)
    give_app(database, trainer)
    assert "At least 8 characters" in client.get("/account/password").text
    client.submit(fields={"password": short, "again": short})
    client.get("/account")
    client.submit("removal")
    assert "Nothing was removed" in client.follow().text
    client.submit("/sign-out")
    client.get("/sign-in")
    client.submit(fields={"login": trainer.login, "password": short})
    assert client.get("/policies", status=302).location.startswith("/second-factor")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_acts_of_an_administrator_ask_for_a_recent_confirmation(
    client: PageClient, people: dict[str, Someone], clock: Clock
) -> None:
    client.become(people["administrator"]).get("/accounts")
    clock.advance(minutes=26)
    client.get("/accounts")
    path = f"/accounts/{people['officer'].account_id}/link"
    headers = {"Referer": "http://localhost/accounts"}
    assert client.post(path, headers=headers).location == "/confirm?next=%2Faccounts"
    evil = {"Referer": "http://localhost.evil.example/accounts", "Origin": "http://localhost"}
    assert client.post(path, headers=evil).location == "/confirm"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_after_a_rotation_the_first_right_code_seals_the_app_anew(
    people: dict[str, Someone], database: Database, clock: Clock
) -> None:
    trainer = people["training-unit"]
    give_app(database, trainer, secret_key="the secret before")
    rotated = Seal("the secret after it", former=("the secret before",))
    use = partial(use_code, account_id=trainer.account_id, typed=code(clock), seal=rotated)
    assert database.writing(use)
    clock.advance(seconds=60)
    only_new = Seal("the secret after it")
    use = partial(use_code, account_id=trainer.account_id, typed=code(clock), seal=only_new)
    assert database.writing(use)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_demonstration_asks_only_those_who_set_one_up_and_no_department_becomes_one(
    client: PageClient, database: Database
) -> None:
    first = {decision.name.name.lower(): decision.value for decision in FIRST_DECISIONS}
    decide(database, demonstration=True, department="A", address="http://localhost", **first)
    trainer = sign_up(database, Role.TRAINING_UNIT, login="terry")
    client.become(trainer, proof=Proof.PASSWORD)
    assert "A password is enough here" in client.get("/desk").text
    give_app(database, trainer)
    assert client.get("/desk", status=302).location.startswith("/second-factor")
    with pytest.raises(FixedSettingError):
        decide(database, demonstration=False)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_who_has_only_a_passkey_is_told_what_to_do_without_scripts(
    client: PageClient, people: dict[str, Someone], database: Database, clock: Clock
) -> None:
    one_time_code = "a one-time code, and choose a password with it."
    assert one_time_code in client.get("/sign-in").text
    give_app(database, people["training-unit"])
    client.become(people["training-unit"], proof=Proof.PASSWORD)
    assert "Use one of your recovery codes below." in client.get("/second-factor").text
    client.submit(fields={"code": code(clock)})
    assert one_time_code in client.get("/confirm").text
    client.post("/lock", {})
    assert one_time_code in client.get("/locked").text
