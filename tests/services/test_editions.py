"""A new year: plans approved again, lessons in short for who passed them last year."""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import func, select

from lms.domain.errors import ForbiddenError
from lms.models import ContentKind, ContentState, ContentStateKind
from lms.queries.content import approved
from lms.queries.last_edition import reads_short
from lms.services.decide_content import approve_plans_again
from lms.services.verify_journal import verify_journal
from lms.storage.database import Database
from tests.clock import Clock
from tests.department import COMPLETE, NEARLY, Find
from tests.page_client import PageClient
from tests.studying import POLICY, begin, pin

OWNER = "0103"
MODULE, LESSON = "equal-service", "purpose-and-trust"


@pytest.fixture
def database(department: Database) -> Database:
    return department


def approvals(database: Database) -> int:
    with database.reading() as session:
        return int(
            session.execute(
                select(func.count())
                .select_from(ContentState)
                .where(ContentState.state == ContentStateKind.APPROVED)
            ).scalar_one()
        )


def plans(database: Database) -> int:
    """How many modules are approved; each is a plan."""
    with database.reading() as session:
        return len(approved(session, ContentKind.MODULE))


def next_year(clock: Clock) -> None:
    clock.advance(days=60)


def test_every_plan_is_approved_once_more_in_a_new_year(
    database: Database, find: Find, clock: Clock
) -> None:
    owner = find(OWNER)
    renew = partial(approve_plans_again, policy=POLICY, by=owner.actor)
    assert database.writing(renew) == 0
    next_year(clock)
    before = approvals(database)
    renewed = database.writing(renew)
    assert renewed == plans(database) > 0
    assert approvals(database) == before + renewed
    assert database.writing(renew) == 0
    assert verify_journal(database).findings == ()


def test_their_author_does_not_approve_them_again(
    database: Database, find: Find, clock: Clock
) -> None:
    next_year(clock)
    author = find("author")
    with pytest.raises(ForbiddenError):
        database.writing(partial(approve_plans_again, policy=POLICY, by=author.actor))


def test_who_passed_last_year_reads_the_key_points_and_may_read_all(
    database: Database, find: Find, clock: Clock, client: PageClient
) -> None:
    officer = find(COMPLETE)
    next_year(clock)
    sitting_id = begin(database, officer, MODULE)
    pinned = pin(database, officer, sitting_id, LESSON)
    with database.reading() as session:
        assert reads_short(session, pinned)
    client.become(officer)
    address = f"/sittings/{sitting_id}/lessons/{LESSON}/pages/what-section-one-wants"
    short = client.get(address)
    assert "You passed this module last year" in short.text
    assert "Say in your own words what section I wants everyone in the city" in short.text
    assert "At the door" not in short.text
    whole = client.get(f"{address}?full=1")
    assert "At the door" in whole.text
    assert "Show the key points only" in whole.text


def test_who_did_not_pass_last_year_reads_all_of_it(
    database: Database, find: Find, clock: Clock
) -> None:
    officer = find(NEARLY)
    sitting_id = begin(database, officer, "ice-in-the-city")
    pinned = pin(database, officer, sitting_id, "when-ice-calls")
    with database.reading() as session:
        assert not reads_short(session, pinned)
    next_year(clock)
    sitting_id = begin(database, officer, "ice-in-the-city")
    pinned = pin(database, officer, sitting_id, "when-ice-calls")
    with database.reading() as session:
        assert not reads_short(session, pinned)
