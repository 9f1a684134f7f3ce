"""The month's head on one page: made once, told by letter, and good to hold the record against."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pypdf
import pytest
from sqlalchemy import select, text

from lms.domain.access import Role
from lms.domain.anchor import printed_from
from lms.domain.head_statement import HeadOccasion
from lms.jobs.worker import Worker
from lms.models import Job
from lms.queries.recipient import MAIL
from lms.queries.signed_heads import newest_head
from lms.services.keep_keys import record_key
from lms.services.sign_head import HeadDesk
from lms.services.verify_anchors import Outside
from lms.services.verify_journal import verify_journal
from lms.storage.database import Database
from lms.storage.files import FileStore
from lms.storage.keys import make_journal_key
from tests.cli.commands import Commands
from tests.clock import Clock
from tests.factories import Someone, decide, sign_up
from tests.page_client import PageClient
from tests.rendering.tag_check import assert_all_marked
from tests.services.test_signed_heads import happen, insider

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def chief(database: Database, tmp_path: Path, clock: Clock) -> Someone:
    """A chief, and a record whose newest head of March 2027 was signed on its last evening."""
    decide(database)
    key = make_journal_key(tmp_path)
    database.writing(partial(record_key, key=key, previous=None, reason="The first key."))
    found = sign_up(database, Role.CHIEF, login="chief", name="Chief Example")
    desk = HeadDesk(database, tmp_path)
    desk.sign(HeadOccasion.DAILY)
    happen(database, 3)
    clock.now = datetime(2027, 4, 1, 3, 30, tzinfo=UTC)
    desk.sign(HeadOccasion.DAILY)
    clock.now = datetime(2027, 4, 1, 13, tzinfo=UTC)
    happen(database)
    desk.sign(HeadOccasion.DAILY)
    return found


def test_a_month_has_one_page_with_its_newest_head_and_a_record_made_anew_contradicts_it(
    database: Database, chief: Someone, client: PageClient, tmp_path: Path, clock: Clock
) -> None:
    client.become(chief)
    assert "/record/heads/2027-03.pdf" in client.get("/record").html
    data = client.get("/record/heads/2027-03.pdf").response.data
    assert_all_marked(data)
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    assert len(pages) == 1
    words = pages[0].extract_text()
    assert "March 31, 2027, 23:30 EDT" in words
    said = re.search(r"Head (2): ([0-9a-f]{64})", words)
    assert said is not None
    paper = Outside(printed=(printed_from(f"{said[1]}: {said[2]}"),))
    assert verify_journal(database, paper).findings == ()
    for month in ("2027-04", "2027-02", "2027-13", "x"):
        client.get(f"/record/heads/{month}.pdf", status=404)
    with insider(database, "signed_head") as connection:
        connection.execute(text("DELETE FROM signed_head WHERE number > 1"))
    clock.advance(minutes=5)
    HeadDesk(database, tmp_path).sign(HeadOccasion.DAILY)
    assert verify_journal(database).findings == ()
    assert "one of them was changed" in verify_journal(database, paper).findings[0]


def test_the_worker_tells_the_chief_once_a_month(
    database: Database, chief: Someone, tmp_path: Path, clock: Clock
) -> None:
    worker = Worker(database, FileStore(tmp_path / "files"), None, tmp_path)
    for _ in range(3):
        worker.turn()
        clock.advance(days=1)
    with database.reading() as session:
        letters = [
            each.payload
            for each in session.execute(select(Job).where(Job.kind == MAIL)).scalars()
            if each.payload["letter"] == "head-report"
        ]
        second = [row for row in [newest_head(session)] if row]
    assert [each["account_id"] for each in letters] == [chief.account_id]
    assert letters[0]["facts"]["month"] == "March 2027"
    assert letters[0]["facts"]["page"] == "/record/heads/2027-03.pdf"
    assert letters[0]["facts"]["head"].startswith("2: ")
    assert second[0].number > 2


def test_the_command_writes_the_same_page(
    database: Database, chief: Someone, client: PageClient, tmp_path: Path, clock: Clock
) -> None:
    page = client.become(chief).get("/record/heads/2027-03.pdf").response.data
    commands = Commands(str(database.engine.url), tmp_path / "home", clock)
    out = tmp_path / "head.pdf"
    commands("journal", "report", "--month", "2027-03", "--out", str(out))
    assert out.read_bytes() == page
    refused = commands.refusal("journal", "report", "--month", "2027-04", "--out", str(out))
    assert "not over" in refused
