"""Whoever came back in by breaking the glass is named where others look first."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from lms.services.break_glass import break_glass
from lms.storage.database import Database
from tests.factories import cast
from tests.page_client import PageClient

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
