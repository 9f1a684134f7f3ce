"""Whoever came back in by breaking the glass is named where others look first."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from lms.queries.second_factor import factors
from lms.services.break_glass import break_glass
from lms.services.set_up_authenticator import make_recovery_codes
from lms.storage.database import Database
from tests.factories import cast
from tests.page_client import PageClient
from tests.web.test_second_factor import give_app

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.mark.parametrize(
    ("who", "path"), [("administrator", "/accounts"), ("accreditation-manager", "/record")]
)
def test_the_first_pages_name_it(
    new_client: Callable[[], PageClient], database: Database, who: str, path: str
) -> None:
    people = cast(database)
    client = new_client().become(people[who])
    assert "let back in" not in client.get(path).text
    someone = people["training-unit"].account_id
    database.writing(partial(break_glass, account_id=someone, reason="nobody is left"))
    text = client.get(path).text
    assert "Somebody was let back in at the server" in text
    assert "Training Unit, as administrator" in text
    assert "nobody is left" not in text


def test_a_lost_second_factor_does_not_keep_out_whoever_is_let_back_in(
    new_client: Callable[[], PageClient], database: Database
) -> None:
    lost = cast(database)["administrator"]
    give_app(database, lost)
    database.writing(partial(make_recovery_codes, account_id=lost.account_id, by=lost.actor))
    signed_in = new_client().become(lost)
    signed_in.get("/accounts")
    token = database.writing(partial(break_glass, account_id=lost.account_id, reason="phone lost"))
    with database.reading() as session:
        assert not factors(session, lost.account_id).has_second
    signed_in.get("/accounts", status=302)
    page = new_client().get(f"/first-sign-in/{token}")
    assert "Choose" in page.text
