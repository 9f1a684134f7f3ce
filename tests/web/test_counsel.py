"""Counsel reads the records of one matter, places a hold, and changes nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select

from lms.domain.access import SYSTEM
from lms.domain.invitation import Room, Scope
from lms.jobs.worker import Worker
from lms.models import AccessLog, LegalHold, VisitorInvitation
from lms.services.invite_visitor import invite_visitor
from lms.services.keep_keys import record_key
from lms.storage.database import Database
from lms.storage.files import FileStore
from lms.storage.keys import make_journal_key
from tests.clock import Clock
from tests.demonstrations import Loaded
from tests.department import COMPLETE, NEARLY, Find, somebody
from tests.page_client import PageClient

Browsers = Callable[[], PageClient]
EMAIL = "counsel@example.org"
FIELDS = {
    "name": "Cora Counsel",
    "organization": "A law firm",
    "email": EMAIL,
    "matter": "Docket 2026-117",
    "badges": COMPLETE,
    "starts_on": "2026-11-24",
    "ends_on": "2026-11-30",
    "first_year": "2026",
    "last_year": "2026",
    "reason": "The suit of this year.",
}


@pytest.fixture
def database(department: Database) -> Database:
    return department


def _invited(database: Database, new_client: Browsers, *members: int) -> PageClient:
    """Counsel with an invitation, signed in."""
    scope = Scope(
        room=Room.COUNSEL,
        starts_on=date(2026, 11, 24),
        ends_on=date(2026, 11, 30),
        first_year=2026,
        last_year=2026,
        members=members,
        matter="Docket 2026-117",
    )
    invite = partial(invite_visitor, name="Cora Counsel", organization="A law firm", scope=scope)
    database.writing(partial(invite, email=EMAIL, login=EMAIL, by=SYSTEM))
    made = new_client().become(somebody(database, EMAIL))
    made.most_statements = 70
    return made


def test_counsel_is_invited_by_two_people_and_the_room_closes_by_itself(
    find: Find, new_client: Browsers, database: Database, clock: Clock
) -> None:
    manager = new_client().become(find("accreditation"))
    chief = new_client().become(find("0101"))
    manager.most_statements = chief.most_statements = 60
    manager.get("/evidence/invitations/counsel")
    wrong = manager.post("/evidence/invitations/counsel", {**FIELDS, "badges": "9999"}, status=422)
    assert "has the badge 9999" in wrong.text
    found = manager.post("/evidence/invitations/counsel", FIELDS)
    assert "Docket 2026-117" in chief.get(found.location).text
    chief.post(f"{found.location}/decision", {"outcome": "approved", "note": ""})
    with database.reading() as session:
        newest = session.execute(select(func.max(VisitorInvitation.id))).scalar_one()
    place = f"/evidence/invitations/{newest}"
    assert "Docket 2026-117" in manager.get(place).text
    manager.post(f"{place}/showing", {}, status=404)
    assert "Docket 2026-117" in new_client().become(somebody(database, EMAIL)).get("/counsel").text
    clock.advance(days=7)
    new_client().become(somebody(database, EMAIL)).get("/counsel", status=403)


def test_counsel_of_named_officers_reads_their_records_and_nobody_else_s(
    find: Find, new_client: Browsers, database: Database
) -> None:
    member, other = find(COMPLETE).member, find(NEARLY).member
    counsel = _invited(database, new_client, member)
    page = counsel.get(f"/counsel/members/{member}/record")
    assert "Questions met, with the answers given" in page.text
    assert "Entry" in page.text
    counsel.get(f"/counsel/members/{member}/record.pdf?on=2026-10-01")
    for day in ("2025-12-31", "2026-11-25", "never"):
        counsel.get(f"/counsel/members/{member}/record?on={day}", status=404)
    for path in (f"/counsel/members/{other}/record", f"/counsel/members/{other}/record.pdf"):
        counsel.get(path, status=404)
    assert "The full archive" not in counsel.get("/counsel").text
    counsel.post("/counsel/archives", {}, status=404)
    for path in ("/evidence", "/evidence/packages", "/evidence/holds", "/record", "/desk"):
        counsel.get(path, status=403)
    for path in ("/register/new", "/evidence/holds", "/evidence/packages", "/room/samples"):
        counsel.post(path, {}, status=403)
    with database.reading() as session:
        seen = session.execute(select(AccessLog.what).where(AccessLog.member_id == member))
        assert "training record as of a day, as PDF" in set(seen.scalars())


def test_counsel_places_a_hold_on_the_matter(
    find: Find, new_client: Browsers, database: Database
) -> None:
    member = find(COMPLETE).member
    counsel = _invited(database, new_client, member)
    counsel.get("/counsel")
    assert "Say why" in counsel.post("/counsel/holds", {"reason": " "}, status=422).text
    counsel.post("/counsel/holds", {"reason": "A suit is pending."})
    assert "Stands" in counsel.get("/counsel").text
    with database.reading() as session:
        held = session.execute(select(LegalHold.member_id, LegalHold.matter)).one()
    assert tuple(held) == (member, "Docket 2026-117")
    counsel.post("/evidence/holds/1/release", {"reason": "It is over."}, status=403)


def test_counsel_of_the_years_builds_and_downloads_the_archive_and_no_other_package(
    new_client: Browsers, find: Find, database: Database, loaded: Loaded, tmp_path: Path
) -> None:
    key = make_journal_key(tmp_path)
    database.writing(partial(record_key, key=key, previous=None, reason="a test"))
    shutil.copytree(loaded.files, tmp_path / "files", dirs_exist_ok=True)
    manager = new_client().become(find("accreditation"))
    manager.get("/evidence/packages")
    manager.post(
        "/evidence/packages", {"kind": "folder", "first_year": "2026", "last_year": "2026"}
    )
    counsel = _invited(database, new_client)
    counsel.get("/counsel")
    counsel.post("/counsel/archives", {})
    assert "Being built" in counsel.get("/counsel").text
    Worker(database, FileStore(tmp_path / "files"), None, tmp_path).turn()
    assert "Whole" in counsel.get("/counsel").text
    answer = counsel.get("/counsel/archives/2.zip").response
    assert answer.data.startswith(b"PK")
    answer.close()
    counsel.get("/counsel/archives/1.zip", status=404)
