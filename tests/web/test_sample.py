"""The manager draws a sample that can be drawn again, and opens packets."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from lms.models import AccessLog, SecurityLog
from lms.storage.database import Database
from tests.department import COMPLETE, Find
from tests.page_client import PageClient
from tests.rendering.certificate_paper import text_of


@pytest.fixture
def database(department: Database) -> Database:
    return department


@pytest.fixture
def manager(find: Find, client: PageClient) -> PageClient:
    client.most_statements = 40
    return client.become(find("accreditation"))


def test_a_sample_is_drawn_by_seed_and_written_into_the_access_log(
    manager: PageClient, database: Database
) -> None:
    def links() -> list[str]:
        page = manager.get("/record/sample?n=3&seed=dice+426")
        return [href for href, _ in page.reader.links if href.endswith("packet.pdf")]

    first = links()
    assert len(first) == 3
    assert links() == first
    with database.reading() as session:
        said = set(session.execute(select(AccessLog.what)).scalars())
    assert "sample of 3 with the seed dice 426" in said


def test_without_a_seed_nobody_is_drawn_and_odd_numbers_are_bounded(manager: PageClient) -> None:
    assert "packet.pdf" not in manager.get("/record/sample").html
    assert manager.get("/record/sample?n=-3&seed=a").html.count("packet.pdf") == 1
    assert manager.get("/record/sample?n=x&seed=a").html.count("packet.pdf") == 5
    assert manager.get("/record/sample?n=9999&seed=a").html.count("packet.pdf") <= 50


def test_a_packet_is_one_document_without_answers_and_its_export_is_logged(
    manager: PageClient, find: Find, database: Database
) -> None:
    member = find(COMPLETE).member
    text = text_of(manager.get(f"/record/members/{member}/packet.pdf", statements=46).response.data)
    assert "Training record as of" in text
    assert "Certificates" in text
    assert "Questions met" not in text
    with database.reading() as session:
        assert f"packet of member {member}" in set(
            session.execute(select(SecurityLog.detail)).scalars()
        )


def test_officers_draw_no_sample(find: Find, client: PageClient) -> None:
    client.become(find(COMPLETE)).get("/record/sample", status=403)
