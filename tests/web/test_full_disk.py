"""A disk that is nearly full takes in no more files; training goes on."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import func, select

from lms.models import AttemptResult, StagedDocument
from lms.storage import files
from lms.storage.database import Database
from tests.coming import OWNER
from tests.department import NEARLY, Find
from tests.page_client import PageClient
from tests.policies import DRAFT, FOLDER, SLUG
from tests.studying import open_attempt
from tests.web.answering import answer_all, submit

IMPORTS = "/policies/imports"


@pytest.fixture
def database(department: Database) -> Database:
    return department


@pytest.fixture
def nearly_full(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the disk of this machine has, it is too full already."""
    monkeypatch.setattr(files, "FULLEST_PERCENT", 0)


def count(database: Database, table: type) -> int:
    with database.reading() as session:
        return session.execute(select(func.count()).select_from(table)).scalar_one()


@pytest.mark.usefixtures("nearly_full")
def test_up_25_a_full_disk_takes_no_document_and_attempts_are_still_submitted(
    database: Database, find: Find, new_client: Callable[[], PageClient], tmp_path: Path
) -> None:
    owner, officer = new_client().become(find(OWNER)), find(NEARLY)
    owner.get(IMPORTS)
    document = (BytesIO((FOLDER / DRAFT / "policy.txt").read_bytes()), "policy.txt")
    kept = sorted(tmp_path.rglob("*"))
    page = owner.post(IMPORTS, {"policy": SLUG, "title": "", "document": document}, status=507)  # type: ignore[dict-item]
    assert "The disk is nearly full, so nothing was stored." in page.text
    assert not count(database, StagedDocument)
    assert [each for each in sorted(tmp_path.rglob("*")) if each.is_file()] == [
        each for each in kept if each.is_file()
    ]
    before = count(database, AttemptResult)
    attempt_id = open_attempt(database, officer, "exceptions")
    client = new_client().become(officer)
    client.get("/training")
    answer_all(client, database, attempt_id, officer.member, right=True)
    submit(client, attempt_id)
    assert count(database, AttemptResult) == before + 1
