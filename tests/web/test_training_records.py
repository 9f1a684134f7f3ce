"""The training record as of a day: the same document for the officer and the department."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from sqlalchemy import select

from lms.domain.access import SYSTEM, Role
from lms.models import AccessLog, SecurityLog
from lms.services.record_leave import record_leave
from lms.storage.database import Database
from tests.department import COMPLETE, DAY, NEARLY, Find
from tests.factories import Someone, sign_up
from tests.page_client import PageClient
from tests.rendering.certificate_paper import text_of

MIDYEAR = "2026-09-10"
MANAGER = "accreditation"
STATEMENTS = 51
"""A record reads every kind of entry, each once, however long it is."""


@pytest.fixture
def database(department: Database) -> Database:
    return department


@pytest.fixture
def officer(find: Find, client: PageClient) -> Someone:
    someone = find(COMPLETE)
    client.most_statements = STATEMENTS
    client.become(someone)
    return someone


@pytest.fixture
def manager(find: Find, new_client: Callable[[], PageClient]) -> PageClient:
    other = new_client().become(find(MANAGER))
    other.most_statements = STATEMENTS
    return other


def test_officer_and_manager_get_the_same_document_the_same_day(
    client: PageClient, officer: Someone, manager: PageClient, database: Database
) -> None:
    theirs = manager.get(f"/evidence/members/{officer.member}/record")
    address = next(href for href, _ in theirs.reader.links if "record.pdf" in href)
    entry = address.partition("entry=")[2]
    first = manager.get(address).response.data
    own = client.get(f"/minutes/record.pdf?on={DAY}&entry={entry}").response.data
    assert own == first
    assert "Training record as of November 24, 2026" in text_of(first)
    with database.reading() as session:
        seen = set(
            session.execute(
                select(AccessLog.what).where(AccessLog.member_id == officer.member)
            ).scalars()
        )
        exports = set(session.execute(select(SecurityLog.detail)).scalars())
    assert {"training record as of a day", "training record as of a day, as PDF"} <= seen
    assert f"training record of member {officer.member} as of {DAY}" in exports


def test_it_holds_policy_minutes_answers_and_certificates_with_their_places(
    client: PageClient, officer: Someone
) -> None:
    page = client.get("/minutes/record")
    for words in (
        "Policy in force that day",
        "minutes of training (section IV.E)",
        "Questions met, with the answers given",
        "valid that day",
        "2026: Together",
        "Read up to journal entry",
    ):
        assert words in page.text
    assert "knew" not in page.text


def test_an_earlier_day_shows_only_what_was_true_by_then(
    client: PageClient, officer: Someone
) -> None:
    early = client.get(f"/minutes/record?on={MIDYEAR}").text
    late = client.get("/minutes/record").text
    assert "Training record as of September 10, 2026" in early
    assert "No certificate." in early
    assert "No certificate." not in late
    assert "No training on the screen." in early
    assert "No training on the screen." not in late


def test_what_was_recorded_later_about_that_day_stands_apart(
    client: PageClient, officer: Someone, database: Database
) -> None:
    database.writing(
        partial(
            record_leave,
            member_id=officer.member,
            starts_on=date(2026, 9, 1),
            ends_on=date(2026, 9, 3),
            by=SYSTEM,
        )
    )
    page = client.get(f"/minutes/record?on={MIDYEAR}")
    assert "Recorded after September 10, 2026" in page.text
    assert "Approved leave" in page.text
    assert "Nothing was recorded by that day." in page.text


def test_the_same_entry_gives_the_same_document_after_more_was_recorded(
    client: PageClient, officer: Someone, database: Database
) -> None:
    page = client.get(f"/minutes/record?on={MIDYEAR}")
    address = next(href for href, _ in page.reader.links if "record.pdf" in href)
    before = client.get(address).response.data
    database.writing(
        partial(
            record_leave,
            member_id=officer.member,
            starts_on=date(2026, 9, 1),
            ends_on=None,
            by=SYSTEM,
        )
    )
    assert client.get(address).response.data == before
    assert client.get(f"/minutes/record.pdf?on={MIDYEAR}").response.data != before


@pytest.mark.parametrize("query", ["on=2999-01-01", "on=yesterday", "entry=999999", "entry=1"])
def test_a_day_to_come_or_an_entry_that_is_none_has_no_record(
    client: PageClient, officer: Someone, query: str
) -> None:
    client.get(f"/minutes/record?{query}", status=404)


def test_nobody_else_opens_it(client: PageClient, officer: Someone, find: Find) -> None:
    client.get(f"/evidence/members/{find(NEARLY).member}/record", status=403)
    client.get("/evidence", status=403)


def test_counsel_finds_anybody_s_record(
    database: Database, new_client: Callable[[], PageClient], officer: Someone
) -> None:
    counsel = sign_up(database, Role.COUNSEL, login="counsel")
    page = new_client().become(counsel).get("/evidence?q=0150")
    assert f"/evidence/members/{officer.member}/record" in [href for href, _ in page.reader.links]
