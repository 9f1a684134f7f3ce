"""Under recovery people read and sign in, nothing is entered, and strangers are told why."""

from __future__ import annotations

from functools import partial

import pytest

from lms.domain.access import SYSTEM, Role
from lms.services.recover import end_recovery
from lms.storage.database import Database
from tests.factories import sign_up
from tests.page_client import PageClient
from tests.services.test_recovery import file, lost  # noqa: F401
from tests.services.test_signed_heads import desk, key  # noqa: F401
from tests.training_rows import CODE

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.mark.usefixtures("lost")
def test_ct_18_a_lost_certificate_is_issued_under_recovery_and_an_unknown_one_may_be(
    database: Database, client: PageClient
) -> None:
    del database
    page = client.get(f"/verify/{CODE}")
    assert "Issued, record under recovery" in page.text
    page = client.get(f"/verify/{'A' * 26}", status=404)
    assert "under recovery after a restore" in page.text


@pytest.mark.usefixtures("lost")
def test_f_36_under_recovery_people_sign_in_and_read_and_nothing_is_entered(
    database: Database, client: PageClient
) -> None:
    manager = sign_up(database, Role.ACCREDITATION_MANAGER, login="manager")
    page = client.become(manager).get("/record", statements=33)
    assert "The record is under recovery" in page.text
    assert "1 certificate among them" in page.text
    page = client.post("/account/password", {}, status=503)
    assert "The record is being restored" in page.text
    client.post("/sign-out")
    client.get("/sign-in")
    client.post("/sign-in", {"login": manager.login, "password": "wrong"}, status=422)
    database.writing(
        partial(end_recovery, decided_by="the Chief", reason="entered again", by=SYSTEM)
    )
    assert "under recovery" not in client.become(manager).get("/record", statements=33).text
    client.get("/account/password")
    client.post("/account/password", {}, status=422)
