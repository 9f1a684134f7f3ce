from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lms.domain.access import SYSTEM, Role
from lms.domain.events import CertificateIssued
from lms.models import Account, SecurityLog
from lms.services.journal import record
from lms.services.keep_keys import record_key
from lms.services.open_account import open_account
from lms.services.sign_head import HeadDesk
from lms.storage.database import Database
from lms.storage.keys import KeyUnusableError, make_journal_key
from tests.clock import Clock
from tests.factories import PASSWORD, Someone, decide, officer, sign_up
from tests.page_client import PageClient

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

NewClient = Callable[[], PageClient]


@pytest.fixture
def administrator(database: Database) -> Someone:
    decide(database)
    return sign_up(database, Role.ADMINISTRATOR, login="administrator", name="Joel Admin")


@pytest.fixture
def accounts(administrator: Someone, client: PageClient) -> PageClient:
    return client.become(administrator)


def test_accounts_are_listed_with_roles_dates_and_devices(
    database: Database, accounts: PageClient, new_client: NewClient
) -> None:
    olivia = officer(database, "0101", Role.OFFICER, Role.SUPERVISOR, given_name="Olivia")
    new_client().become(olivia)
    page = accounts.get("/accounts")
    row = page.text[page.text.index("Olivia Number0101") :]
    assert row.startswith("Olivia Number0101 0101 Officersince March 1, 2027Supervisor")
    assert "1 device" in row
    assert "Ready" in row


def test_accounts_are_found_by_name_login_and_role(
    database: Database, accounts: PageClient
) -> None:
    officer(database, "0101", given_name="Olivia")
    sign_up(database, Role.ASSESSOR, login="assessor", name="Malcolm Assessor")
    assert "Olivia" not in accounts.get("/accounts?role=assessor").text
    assert "Malcolm" not in accounts.get("/accounts?q=0101").text
    assert "Malcolm" in accounts.get("/accounts?q=malc&role=nonsense").text
    assert "No account fits" in accounts.get("/accounts?q=nobody").text


def test_ending_sign_ins_holds_from_the_next_request_on(
    database: Database, accounts: PageClient, new_client: NewClient
) -> None:
    olivia = officer(database, "0101")
    elsewhere = new_client().become(olivia)
    elsewhere.get("/devices")
    accounts.get("/accounts")
    accounts.submit(f"/accounts/{olivia.account_id}/end-sign-ins")
    assert "1 sign-in ended." in accounts.follow().text
    elsewhere.get("/devices", status=302)
    assert _logged(database)[-1] == ("sign-ins-ended", f"account {olivia.account_id}: 1")


def test_the_administrators_own_device_stays_signed_in(
    administrator: Someone, accounts: PageClient, new_client: NewClient
) -> None:
    other = new_client().become(administrator)
    accounts.get("/accounts")
    accounts.submit(f"/accounts/{administrator.account_id}/end-sign-ins")
    accounts.follow()
    other.get("/accounts", status=302)


def test_a_one_time_link_is_shown_once_and_sets_a_password_of_the_holders_own(
    database: Database, accounts: PageClient, new_client: NewClient
) -> None:
    olivia = officer(database, "0101", given_name="Olivia")
    accounts.get("/accounts")
    accounts.submit(f"/accounts/{olivia.account_id}/link")
    page = accounts.follow()
    assert "A one-time link for Olivia Number0101" in page.text
    address = page.text.split("Address")[1].split()[0].removeprefix("http://localhost")
    address = address.split("Copy")[0]
    assert "A one-time link for" not in accounts.get("/accounts").text
    holder = new_client()
    holder.get(address)
    chosen = "three words of my own"
    holder.submit(fields={"password": chosen, "again": chosen})
    holder.get(address, status=404)
    holder.sign_in("0101", chosen)
    assert ("sign-in-link-made", f"account {olivia.account_id}") in _logged(database)


def test_a_newer_link_voids_the_earlier_one_and_the_old_password_stays_until_it_is_used(
    database: Database, accounts: PageClient, new_client: NewClient
) -> None:
    olivia = officer(database, "0101")
    links = []
    for _ in range(2):
        accounts.get("/accounts")
        accounts.submit(f"/accounts/{olivia.account_id}/link")
        shown = accounts.follow().text.split("http://localhost")[1].split("Copy")[0]
        links.append(shown.split()[0])
    new_client().get(links[0], status=404)
    new_client().get(links[1])
    new_client().sign_in("0101", PASSWORD)


def test_a_first_link_opens_for_a_week_and_a_later_one_for_half_an_hour(
    database: Database, accounts: PageClient
) -> None:
    fresh = database.writing(
        partial(open_account, display_name="New Person", login_name="new", by=SYSTEM)
    )
    accounts.get("/accounts")
    assert "No password yet" in accounts.get("/accounts?q=new").text
    accounts.get("/accounts")
    accounts.submit(f"/accounts/{fresh}/link")
    assert "opens until March 8, 2027" in accounts.follow().text
    olivia = officer(database, "0101")
    accounts.get("/accounts")
    accounts.submit(f"/accounts/{olivia.account_id}/link")
    assert "opens until March 1, 2027, 10:30" in accounts.follow().text


def test_a_closed_account_gets_no_link(database: Database, accounts: PageClient) -> None:
    olivia = officer(database, "0101")

    def close(session: Session, *, now: object) -> None:
        session.execute(
            update(Account).where(Account.id == olivia.account_id).values(closed_at=now)
        )

    database.writing(close)
    page = accounts.get("/accounts")
    assert "Closed" in page.text
    accounts.post(f"/accounts/{olivia.account_id}/link")
    assert "This account is closed" in accounts.follow().text


def test_a_missing_account_is_not_found(accounts: PageClient) -> None:
    accounts.get("/accounts")
    accounts.post("/accounts/9999999/link", status=404)
    accounts.post("/accounts/9999999/end-sign-ins", status=404)


def test_an_administrator_holds_no_authority_over_training(accounts: PageClient) -> None:
    for path in ("/desk", "/desk/assign", "/desk/members", "/desk/talks", "/people", "/record"):
        accounts.get(path, status=403)


def _logged(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        rows = session.execute(
            select(SecurityLog.kind, SecurityLog.detail).order_by(SecurityLog.id)
        )
        return [(row.kind, row.detail) for row in rows]


def test_f_49_certificates_that_wait_for_a_usable_key_stand_on_the_first_page(
    database: Database, accounts: PageClient, clock: Clock, tmp_path: Path
) -> None:
    key = make_journal_key(tmp_path)
    database.writing(partial(record_key, key=key, previous=None, reason="The first key."))
    desk = HeadDesk(database, tmp_path)
    desk.sign_what_happened()
    database.writing(_issue)
    assert "wait for the signing key" not in accounts.get("/accounts").text
    (tmp_path / "keys" / "journal.pem").chmod(0o644)
    with pytest.raises(KeyUnusableError):
        desk.sign_what_happened()
    clock.advance(minutes=20)
    page = accounts.get("/accounts")
    assert "Certificates wait for the signing key" in page.text
    assert "1 certificate issued since" in page.text
    (tmp_path / "keys" / "journal.pem").chmod(0o600)
    desk.sign_what_happened()
    assert "wait for the signing key" not in accounts.get("/accounts").text


def _issue(session: Session, *, now: datetime) -> int:
    event = CertificateIssued(
        certificate_id=1,
        certificate_kind="annual",
        member_id=1,
        subject="annual",
        period_start="2027-01-01",
        facts_digest="0" * 64,
        seconds={},
        attempts=(),
        replaces=None,
    )
    return record(session, event, by=SYSTEM, now=now)
