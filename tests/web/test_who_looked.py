"""Every view of somebody else's record is written down, shown to them, and cannot vanish."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text

from lms.domain.access import Role
from lms.jobs.worker import Worker
from lms.services.digest_access import JOB, day_of_views, digest_access_log
from lms.services.note_access import note_access
from lms.services.verify_journal import verify_journal
from lms.storage.database import Database
from lms.storage.files import FileStore
from tests.clock import Clock
from tests.desk_people import second_trainer
from tests.factories import sign_up
from tests.page_client import PageClient
from tests.training_rows import School


def test_a_member_sees_who_opened_the_record_and_which_lists(
    desk: PageClient,
    new_client: Callable[[], PageClient],
    school: School,
    database: Database,
    members: dict[str, int],
) -> None:
    desk.get(f"/desk/members/{members['0101']}")
    desk.get(f"/desk/members/{members['0102']}")
    desk.get("/desk/members")
    account = sign_up(database, Role.OFFICER, member_id=members["0101"], login="0101")
    page = new_client().become(account).get("/who-looked")
    assert page.text.count("Sam Corrigan") == 2, "one look at the record, one at a list"
    assert "Your page at the training unit\u2019s desk" in page.text
    assert "The desk\u2019s list of people" in page.text


def test_ones_own_views_are_not_written_down(
    new_client: Callable[[], PageClient],
    school: School,
    database: Database,
    members: dict[str, int],
) -> None:
    account = sign_up(database, Role.OFFICER, member_id=members["0101"], login="0101")
    client = new_client().become(account)
    client.get("/training")
    client.get("/minutes")
    assert "Nobody has opened your record yet" in client.get("/who-looked").text


def _views(database: Database, clock: Clock, members: dict[str, int]) -> None:
    """Two views today, none tomorrow, one the day after; it is then the day after that."""
    who = second_trainer(database).account_id
    note = partial(note_access, account_id=who, member_id=members["0101"])
    database.writing(partial(note, what="member"))
    database.writing(partial(note_access, account_id=who, member_id=None, what="members"))
    clock.now += timedelta(days=2)
    database.writing(partial(note, what="certificate"))
    clock.now += timedelta(days=1)


def test_every_finished_day_of_views_has_its_digest_in_the_journal(
    database: Database, clock: Clock, members: dict[str, int]
) -> None:
    _views(database, clock, members)
    today = clock.now.date()
    through = today - timedelta(days=1)
    assert database.writing(partial(digest_access_log, through=through)) == 3
    assert database.writing(partial(digest_access_log, through=through)) == 0
    found = verify_journal(database)
    assert not found.findings
    assert found.summary["days_of_views"] == 3
    with database.reading() as session:
        counts = [day_of_views(session, today - timedelta(days=back)).rows for back in (3, 2, 1)]
    assert counts == [2, 0, 1]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM access_log WHERE what = 'members'",
        "UPDATE access_log SET what = 'desk' WHERE what = 'members'",
        "INSERT INTO access_log (at, account_id, what) SELECT at, account_id, 'x' FROM access_log",
    ],
)
def test_a_view_that_vanishes_or_changes_is_found(
    database: Database, clock: Clock, members: dict[str, int], change: str
) -> None:
    _views(database, clock, members)
    through = clock.now.date() - timedelta(days=1)
    database.writing(partial(digest_access_log, through=through))
    with database.engine.begin() as connection:
        for act in ("update", "delete"):
            connection.execute(text(f"DROP TRIGGER access_log_no_{act}"))
        connection.execute(text(change))
    assert any("access log" in finding for finding in verify_journal(database).findings)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_worker_digests_at_night_and_once(
    database: Database, clock: Clock, members: dict[str, int], tmp_path: Path
) -> None:
    _views(database, clock, members)
    worker = Worker(database, FileStore(tmp_path))
    worker.turn()
    worker.turn()
    with database.engine.connect() as connection:
        jobs = connection.execute(
            text("SELECT state FROM job WHERE kind = :kind"), {"kind": JOB}
        ).scalars()
        assert list(jobs) == ["done"]
        digests = connection.execute(
            text("SELECT count(*) FROM journal WHERE kind = 'access-digested'")
        ).scalar()
    assert digests == 3
