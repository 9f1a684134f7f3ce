"""What is open on a desk, and its handover: pages, papers, and who may do what."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial

import pypdf
import pytest

from lms.domain.access import Role
from lms.domain.handover import Desk
from lms.services.hand_over import start_handover
from lms.storage.database import Database
from tests.department import SERGEANT, Find
from tests.desk_people import FORBIDDEN
from tests.factories import Someone, sign_up
from tests.page_client import PageClient
from tests.queries.test_open_matters import pile_up


@pytest.fixture
def database(department: Database) -> Database:
    return department


@pytest.fixture
def successor(database: Database) -> Someone:
    return sign_up(database, Role.TRAINING_UNIT, login="next", name="Nora Next")


@pytest.fixture
def leaver(find: Find, client: PageClient) -> PageClient:
    return client.become(find(SERGEANT))


@pytest.fixture
def other(new_client: Callable[[], PageClient], successor: Someone) -> PageClient:
    return new_client().become(successor)


def _words(data: bytes) -> str:
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)
    return " ".join(text.split())


def test_a_desk_is_offered_read_and_accepted(
    leaver: PageClient, successor: Someone, other: PageClient
) -> None:
    assert "handed over to you" not in other.get("/desk").text
    page = leaver.get("/desk/handover")
    assert page.heading == "What is open"
    assert "entries of the register are not reviewed" in page.text
    assert "Open 2027 for every sworn member" in page.text
    assert "Section IV.E: 120 minutes in each calendar year" in page.text
    leaver.get(page.link("Hand the desk over"))
    page = leaver.submit(
        "/desk/handover/new",
        {
            "successor": str(successor.account_id),
            "general": "Ask Ana about the scans.",
            "note-unset": "The Chief has the form.",
        },
    )
    page = leaver.follow(page)
    assert "Waits for its successor" in page.text
    number = page.path
    assert "The Chief has the form." in page.text
    assert "Accept" not in page.text.split("Handovers")[0].replace("Accepted", "")
    told = other.get("/desk")
    assert "desk is being handed over to you" in told.text
    page = other.get(told.link("Read it and answer"))
    assert page.path == number
    assert "Ask Ana about the scans." in page.text
    assert "A handover changes no role." in page.text
    refused = other.submit("/answer", {"outcome": "returned"}, status=422)
    assert "Say why it goes back." in refused.text
    other.submit("/answer", {"outcome": "accepted", "words": "Thank you."})
    page = other.get(number)
    assert "Accepted" in page.text
    assert "Thank you." in page.text
    assert "handed over to you" not in other.get("/desk").text
    leaver.post(f"{number}/withdrawal", {})
    assert "it had ended before" in leaver.follow().text
    listed = leaver.get("/desk/handover")
    assert "to Nora Next" in listed.text
    assert not FORBIDDEN.search(page.text)


def test_an_offer_is_taken_back_and_only_one_is_open(
    leaver: PageClient, successor: Someone, other: PageClient
) -> None:
    leaver.get("/desk/handover/new")
    leaver.submit("/desk/handover/new", {"successor": str(successor.account_id)})
    assert leaver.get("/desk/handover/new", status=302).location.endswith("/desk/handover/1")
    page = other.get("/desk/handover")
    assert "The desk is being handed over" in page.text
    assert not [href for href, label in page.reader.links if "Hand the desk over" in label]
    other.post("/desk/handover/1/withdrawal", {}, status=403)
    leaver.post("/desk/handover/1/answer", {"outcome": "accepted"}, status=403)
    leaver.get("/desk/handover/1")
    leaver.submit("/withdrawal")
    assert "Withdrawn" in leaver.get("/desk/handover/1").text
    other.post("/desk/handover/1/answer", {"outcome": "accepted"})
    assert "had ended before" in other.follow().text


def test_somebody_who_may_not_be_named_is_refused(
    leaver: PageClient, successor: Someone, find: Find
) -> None:
    leaver.get("/desk/handover/new")
    own = str(find(SERGEANT).account_id)
    refused = leaver.submit("/desk/handover/new", {"successor": own}, status=422)
    assert "Choose somebody who holds the role." in refused.text
    too_long = leaver.submit(
        "/desk/handover/new",
        {"successor": str(successor.account_id), "note-unset": "x" * 4_001},
        status=422,
    )
    assert "Keep each note under 4,000 characters." in too_long.text


def test_without_another_holder_the_page_says_what_comes_first(
    database: Database, client: PageClient
) -> None:
    manager = sign_up(database, Role.ACCREDITATION_MANAGER, login="only", name="Only Manager")
    page = client.become(manager).get("/desk/handover/new")
    assert "handed over" in page.text or "Hand the desk over" in page.text
    assert page.heading == "Hand the desk over"


def test_the_address_filters_by_area_and_year(leaver: PageClient) -> None:
    page = leaver.get("/desk/handover?area=settings&year=2026")
    assert "settings were never decided" in page.text
    assert "entries of the register" not in page.text
    assert "Open 2026 for every sworn member" in page.text
    assert "Clear" in page.text
    assert leaver.get("/desk/handover?area=nonsense&year=1066&desk=other").heading


def test_both_papers_are_tagged_and_what_was_frozen_stays_the_same(
    leaver: PageClient, database: Database, find: Find, successor: Someone
) -> None:
    today = leaver.get("/desk/handover.pdf").response.data
    assert "Training unit: what is open" in _words(today)
    number = database.writing(
        partial(
            start_handover,
            desk=Desk.TRAINING_UNIT,
            successor_id=successor.account_id,
            notes={"": "Ask Ana.", "in-review": "Two wait for counsel."},
            by=find(SERGEANT).actor,
        )
    )
    first = leaver.get(f"/desk/handover/{number}.pdf").response.data
    words = _words(first)
    for part in ("Nora Next", "Ask Ana.", "Two wait for counsel.", "Waits for its successor"):
        assert part in words
    database.writing(partial(pile_up, by=find(SERGEANT).account_id))
    assert leaver.get(f"/desk/handover/{number}.pdf").response.data == first


def test_many_open_rows_cost_no_more_statements(
    leaver: PageClient, database: Database, find: Find
) -> None:
    leaver.get("/desk/handover")
    before = leaver.get("/desk/handover").statements
    database.writing(partial(pile_up, by=find(SERGEANT).account_id))
    page = leaver.get("/desk/handover")
    more = [each for each in page.statements if each not in before]
    assert len(page.statements) <= len(before), more
    assert "proposals wait for a second person" in page.text


def test_the_chief_reads_and_hands_nothing_over(
    database: Database, find: Find, successor: Someone, client: PageClient
) -> None:
    database.writing(
        partial(
            start_handover,
            desk=Desk.TRAINING_UNIT,
            successor_id=successor.account_id,
            notes={},
            by=find(SERGEANT).actor,
        )
    )
    chief = client.become(find("0101"))
    page = chief.get("/desk/handover")
    assert "Read it" in [label for _, label in page.reader.links]
    chief.get("/desk/handover?desk=accreditation")
    page = chief.get("/desk/handover/1")
    assert not [form for form in page.reader.forms if "/desk/handover" in form.action]
    chief.get("/desk/handover/new", status=403)


def test_an_accreditation_manager_does_not_read_the_training_unit_s(
    database: Database, find: Find, successor: Someone, client: PageClient
) -> None:
    database.writing(
        partial(
            start_handover,
            desk=Desk.TRAINING_UNIT,
            successor_id=successor.account_id,
            notes={},
            by=find(SERGEANT).actor,
        )
    )
    manager = sign_up(database, Role.ACCREDITATION_MANAGER, login="am", name="Ann Manager")
    client.become(manager)
    client.get("/desk/handover/1", status=404)
    assert "accreditation desk" in client.get("/desk/handover").text
