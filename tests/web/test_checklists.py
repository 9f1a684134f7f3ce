"""Checklists at their fixed addresses, and what takes one away."""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import select

from lms.domain.access import SYSTEM, Role
from lms.domain.provision import ProvisionStatus
from lms.models import Policy
from lms.queries.policy_reader import StatusRow
from lms.services.set_statuses import set_statuses
from lms.storage.database import Database
from tests.department import SERGEANT, Find
from tests.factories import sign_up
from tests.page_client import PageClient

POLICY = "haverhill-immigration"
CALL = f"/checklists/{POLICY}/ice-calls-the-desk"
FORM = f"/checklists/{POLICY}/a-detainer-comes-in"


@pytest.fixture
def database(department: Database) -> Database:
    return department


def block(database: Database, code: str) -> None:
    with database.reading() as session:
        policy_id = session.execute(select(Policy.id)).scalar_one()
    status = StatusRow(ProvisionStatus.BLOCKED, "A law changed.", "", (), ())
    database.writing(
        partial(set_statuses, policy_id=policy_id, policy=POLICY, wanted={code: status}, by=SYSTEM)
    )


def test_everybody_signed_in_reads_every_checklist(client: PageClient, find: Find) -> None:
    client.become(find("0147"))
    listed = client.get("/checklists")
    assert listed.text.count("Approved") == 3
    page = client.get(CALL)
    assert page.heading == "ICE calls, or is in the city"
    assert "Text the Chief, the Deputy Chief and the Patrol Commander, forthwith." in page.text
    assert "approved by" in page.text
    assert f"/policies/{POLICY}#IV.D.3-a" in page.html


def test_the_detainer_checklist_says_nothing_of_holding_or_of_telling_ice(
    client: PageClient, find: Find
) -> None:
    client.become(find("0147"))
    text = client.get(FORM).text
    assert "Second copy: to the arrestee, always." in text
    assert "IV.A-4" not in text
    assert "48" not in text


def test_a_checklist_is_withdrawn_when_a_section_it_rests_on_is_blocked(
    client: PageClient, find: Find, database: Database
) -> None:
    client.become(find("0147"))
    block(database, "IV.D.3-c")
    page = client.get(CALL)
    assert "Withdrawn for review: section changed" in page.text
    assert "Section IV.D.3-c" in page.text
    assert "Text the Chief" not in page.text
    assert client.get("/checklists").text.count("Withdrawn for review") == 1
    assert "Second copy" in client.get(FORM).text


def test_an_unknown_checklist_is_not_found(client: PageClient, find: Find) -> None:
    client.become(find("0147"))
    client.get(f"/checklists/{POLICY}/no-such-thing", status=404)


def test_the_owner_and_counsel_read_the_open_points_as_questions(
    client: PageClient, database: Database
) -> None:
    client.become(sign_up(database, Role.COUNSEL, login="counsel-two"))
    page = client.get(f"/policies/{POLICY}/questions")
    assert page.heading == "Questions about the policy's text"
    assert all(f'id="G{number}"' in page.html for number in range(1, 34))
    assert "Drafting questions" in client.get(f"/policies/{POLICY}").text


def test_an_officer_is_not_shown_the_drafting_questions(client: PageClient, find: Find) -> None:
    client.become(find("0147"))
    client.get(f"/policies/{POLICY}/questions", status=403)
    assert "Drafting questions" not in client.get(f"/policies/{POLICY}").text


def test_the_training_unit_sees_section_by_section_what_asks_about_it(
    client: PageClient, find: Find
) -> None:
    client.become(find(SERGEANT))
    page = client.get("/desk/content/coverage")
    assert "No hole" in page.text
    assert "IV.D.3-b" in page.text
    assert "/desk/content?q=sleet-and-three-crashes" in page.html


def test_a_hole_stands_at_the_top(client: PageClient, find: Find, database: Database) -> None:
    client.become(find(SERGEANT))
    block(database, "IV.B.1")
    page = client.get("/desk/content/coverage")
    assert "1 section has a hole" in page.text
    assert "is blocked and is asked about" in page.text
