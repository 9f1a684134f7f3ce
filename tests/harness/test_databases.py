"""The harness itself: fresh databases that see nothing of each other."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lms.domain.access import SYSTEM
from lms.models import Account, JournalHead
from lms.services.open_account import open_account
from lms.storage.database import Database
from tests.clock import Clock


@pytest.mark.parametrize("turn", [1, 2])
def test_a_database_is_migrated_and_empty_each_time(database: Database, turn: int) -> None:
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Account)) == 0
        assert session.scalar(select(JournalHead.seq)) == 0
    database.writing(
        lambda session, now: open_account(
            session, display_name=f"Turn {turn}", login_name="turn", by=SYSTEM, now=now
        )
    )
    with database.reading() as session:
        assert session.scalar(select(Account.created_at)) == database.clock()


def test_the_clock_stands_still_until_it_is_advanced() -> None:
    clock = Clock()
    before = clock()
    assert clock() == before
    assert clock.advance(minutes=2) == before + timedelta(seconds=120)
    assert clock() == clock.now
