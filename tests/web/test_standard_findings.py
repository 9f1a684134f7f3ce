"""The ten findings about a standard's file: each is made, followed to its page, mended, gone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from lms.domain.access import SYSTEM, Role
from lms.domain.class_session import ClassKind
from lms.models import (
    Attempt,
    ClassSession,
    ContentKind,
    ContentState,
    ContentStateKind,
    ContentVersion,
    RevisionDecisionKind,
    Sitting,
    StandardProof,
)
from lms.queries.content import approved, approved_module
from lms.services.decide_content import retire_content
from lms.services.decide_revision import decide_revision
from lms.services.open_account import grant_role
from lms.storage.database import Database
from tests.clock import Clock
from tests.demonstrations import whole_folder
from tests.department import COMPLETE, Find
from tests.page_client import Page, PageClient
from tests.stored_rows import add_certificate, add_result, insert_row
from tests.training_rows import CODE

NUMBER = "42.2.9(b)"
"""A standard that the demonstration has not mapped."""
FILE = f"/evidence/standards/{NUMBER}"
LIST = "/evidence/standards"


@pytest.fixture
def database(department: Database) -> Database:
    return department


@pytest.fixture
def manager(find: Find, client: PageClient) -> PageClient:
    """The accreditation manager, with one standard mapped and a window of this year alone."""
    client.most_statements = 60
    client.become(find("accreditation"))
    client.get(f"{LIST}/new")
    mapping = {
        "number": NUMBER,
        "title": "Our own words for it",
        "provisions": "IV.B.1, IV.C.1, IV.E",
        "proofs": ["lesson-plan", "completion", "class-record"],
        "rationale": "These sections are what the standard asks about.",
    }
    client.post(LIST, mapping)
    _window(client, 2026)
    return client


def _window(manager: PageClient, first: int, last: int | None = None) -> None:
    manager.get(LIST)
    days = {"starts_on": f"{first}-01-01", "ends_on": f"{last or first}-12-31"}
    manager.post("/evidence/window", {"name": "The assessment", **days})


def _choose(manager: PageClient, starting: str) -> str:
    """Choose the first proof on offer whose key begins so; returns it."""
    html = manager.get(FILE).html
    offers = [part.partition('"')[0] for part in html.split('<option value="')[1:]]
    offer = next(each for each in offers if each.startswith(starting))
    manager.post(f"{FILE}/2026/proofs", {"offer": offer, "reason": "It proves it."})
    return offer


def _followed(reader: PageClient, words: str) -> tuple[str, Page]:
    """See the finding in the list, and open the page its line leads to."""
    page = reader.get(LIST)
    assert words in page.text
    href = next(href for href, text in page.reader.links if words in text and NUMBER in text)
    return href, reader.get(href.partition("#")[0])


def _gone(manager: PageClient, words: str) -> None:
    links = manager.get(LIST).reader.links
    assert not [text for _, text in links if words in text and NUMBER in text]
    assert words not in manager.get(FILE).text


def _take_out(manager: PageClient, page: Page, number: int = -1) -> None:
    """Take a proof out of the file by the button on the page."""
    actions = [
        part.partition('"')[0] for part in page.html.split('action="')[1:] if "/withdrawal" in part
    ]
    manager.post([each for each in actions if each.endswith("/withdrawal")][number], {})


def test_a_gap_is_mended_by_a_memo(manager: PageClient) -> None:
    words = "2026 has no proof and no memo that says why."
    href, page = _followed(manager, words)
    assert words in page.html
    manager.post(href, {"text": "The class of May was moved to June."})
    _gone(manager, words)


def test_too_little_is_mended_by_a_proof(manager: PageClient) -> None:
    manager.get(f"{FILE}/2026/memo")
    manager.post(f"{FILE}/2026/memo", {"text": "The class of May was moved to June."})
    words = "There are fewer proofs than years in the window"
    href, page = _followed(manager, words)
    assert href.startswith(FILE)
    assert "Choose a proof for each year, below." in page.text
    _choose(manager, "completion:")
    _gone(manager, words)


def test_an_over_stuffed_year_is_mended_by_taking_one_out(
    manager: PageClient, database: Database, find: Find
) -> None:
    """No page chooses a third; two who chose at the same moment could."""
    for _ in range(2):
        _choose(manager, "lesson-plan:")
    row = {"number": NUMBER, "year": 2026, "kind": "completion", "thing": 0, "reason": "All."}
    who = {"chosen_by": find("accreditation").account_id, "chosen_at": database.clock()}
    database.writing(partial(insert_row, table=StandardProof, values={**row, **who}))
    words = "2026 has 3 proofs; an assessor reads 2."
    href, page = _followed(manager, words)
    assert href.endswith("#year-2026")
    _take_out(manager, page)
    _gone(manager, words)
    assert manager.get(FILE).text.count("Chosen by") == 2


def test_a_proof_out_of_the_window_is_taken_out(manager: PageClient) -> None:
    _choose(manager, "completion:")
    _window(manager, 2027, 2028)
    words = "2026 is outside the window The assessment, and has proofs."
    _, page = _followed(manager, words)
    _take_out(manager, page)
    _gone(manager, words)


def test_an_undated_directive_is_mended_when_its_adoption_is_recorded(
    manager: PageClient, database: Database
) -> None:
    """An operator records it at the server; the page says what is open."""
    words = "The directive in force in 2026 carries no date, and no memo says why."
    _, page = _followed(manager, words)
    assert "undated copy" in page.text
    assert "point open" in page.text or "points open" in page.text
    database.writing(
        partial(
            decide_revision,
            policy=whole_folder().slug,
            sequence=1,
            kind=RevisionDecisionKind.ADOPTED,
            effective_on=date(2026, 1, 15),
            policy_number="2026-4",
            decided_by="the Chief",
            by=SYSTEM,
        )
    )
    _gone(manager, words)


def test_a_missing_statement_that_nothing_changed_is_mended_when_the_owner_signs(
    manager: PageClient,
    database: Database,
    find: Find,
    new_client: Callable[[], PageClient],
    clock: Clock,
) -> None:
    """A year is without updates where no module in use has a lesson of them; two years later."""
    folder = whole_folder()
    updates = {lesson.id for lesson in folder.lessons if lesson.limb != "policy"}
    retired = tuple(each.id for each in folder.modules if updates & set(each.lessons))
    retire = partial(retire_content, policy=folder.slug, kind=ContentKind.MODULE, slugs=retired)
    database.writing(partial(retire, by=find("0103").actor))
    clock.now = datetime(2029, 1, 20, 15, tzinfo=UTC)
    manager.become(find("accreditation"))
    _window(manager, 2027)
    words = "2027 had no updates, and nobody signed that nothing had changed."
    href, page = _followed(manager, words)
    assert "Not signed" in page.text
    owner = new_client().become(find("0103"))
    for year in ("2026", "2027"):
        assert f"State that {year} had no changes" in owner.get(href).text
        signed = {"year": year, "statement": f"In {year} no change was recorded."}
        owner.post(href, signed, statements=200)  # each member's certificate is looked at
    _gone(manager, words)


def _held(database: Database, by: int, **changes: object) -> str:
    """Insert a class that no service takes in; returns the key by which it is offered."""
    now = database.clock()
    with database.reading() as session:
        lesson = approved(session, ContentKind.LESSON)["arrests-and-convictions"]
    values: dict[str, object] = {
        "kind": ClassKind.CLASS,
        "lesson_version_id": lesson.id,
        "limb": "policy",
        "place": "Roll-call room",
        "starts_at": now - timedelta(hours=2),
        "ends_at": now - timedelta(hours=1),
        "break_minutes": 0,
        "hour_minutes": 60,
        "instructor": "Somebody from the academy",
        "credential": "MPTC",
        "recorded_by": by,
        "recorded_at": now,
        **changes,
    }
    held = database.writing(partial(insert_row, table=ClassSession, values=values))
    return f"class-record:{held}"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"break_minutes": 60}, "The roster of the class of 2026-11-24 states no time."),
        (
            {"credential_expires_on": date(2026, 11, 23)},
            "On 2026-11-24 the instructor\u2019s credential had expired (2026-11-23).",
        ),
    ],
)
def test_a_class_without_times_or_of_an_expired_credential_is_taken_out(
    manager: PageClient, database: Database, find: Find, changes: dict[str, object], words: str
) -> None:
    sound = _held(database, find("0120").account_id, credential_expires_on=date(2026, 11, 24))
    offer = _held(database, find("0120").account_id, **changes)
    _choose(manager, sound)
    _gone(manager, words)
    _choose(manager, offer)
    href, page = _followed(manager, words)
    assert href.endswith("#year-2026")
    assert f"Take class {offer.partition(':')[2]} out of the file" in page.text
    _take_out(manager, page)
    _gone(manager, words)
    assert manager.get(FILE).text.count("Chosen by") == 1


def _tested(session: Session, *, member_id: int, now: datetime) -> None:
    """A result of a module in a version that nobody approved."""
    version = approved_module(session, policy=whole_folder().slug, slug="detainers")
    document = {**session.execute(_DOCUMENT, {"id": version.id}).scalar_one(), "title": "Tested"}
    values = {"content_id": version.content_id, "number": 2, "document": document}
    values |= {"digest": "d" * 64, "author_id": None, "created_at": now}
    number = insert_row(session, table=ContentVersion, values=values, now=now)
    state = {"version_id": number, "state": ContentStateKind.IN_REVIEW, "decided_at": now}
    insert_row(session, table=ContentState, values=state, now=now)
    sitting = {"member_id": member_id, "module_version_id": number, "opened_at": now}
    start = {"period_start": date(2025, 1, 1)}
    sitting_id = insert_row(session, table=Sitting, values={**sitting, **start}, now=now)
    attempt = {"sitting_id": sitting_id, "member_id": member_id, "number": 1, "seed": "seed"}
    attempt |= {"draw": {"must_pass": [], "scenarios": []}, "pass_mark": 70, "started_at": now}
    attempt_id = insert_row(session, table=Attempt, values=attempt, now=now)
    add_result(session, attempt_id=attempt_id, passed=True, missed=(), now=now)


_DOCUMENT = select(ContentVersion.document).where(ContentVersion.id == bindparam("id"))


def test_a_test_without_a_lesson_plan_is_mended_by_its_approval(
    manager: PageClient, database: Database, find: Find
) -> None:
    """Who may not read the module's answers is told whose it is, and gets no closed door."""
    member_id = find(COMPLETE).member
    database.writing(partial(_tested, member_id=member_id))
    words = "\u201cTested\u201d was tested in 2026 without an approved lesson plan."
    page = manager.get(LIST)
    assert words in page.text
    assert "The training unit approves it" in page.text
    assert not any(words in text for _, text in page.reader.links)
    both = find("accreditation")
    grant = partial(grant_role, account_id=both.account_id, role=Role.TRAINING_UNIT, by=SYSTEM)
    database.writing(grant)
    manager.become(replace(both, roles=both.roles | {Role.TRAINING_UNIT}))
    _, page = _followed(manager, words)
    assert "Tested" in page.text
    manager.get(f"/desk/content/pieces/{whole_folder().slug}/module/detainers/versions/2")
    manager.submit("/decision")
    _gone(manager, words)


def test_a_certificate_without_its_entry_says_what_to_do(
    manager: PageClient, database: Database, find: Find
) -> None:
    database.writing(
        partial(add_certificate, member_id=find(COMPLETE).member, name="A", code=CODE, proven=False)
    )
    words = f"No entry of the record brought about certificate {CODE}."
    _, page = _followed(manager, words)
    assert "Tell the Chief: nothing mends it here." in manager.get(LIST).text
    assert "The record" in page.text


def test_a_reader_is_led_to_no_page_that_is_closed_to_them(
    manager: PageClient, database: Database, find: Find
) -> None:
    """Every kind of finding at once, each link opened by the manager alone."""
    account_id, member_id = find("0120").account_id, find(COMPLETE).member
    offers = [_held(database, account_id, break_minutes=60)]
    offers += [_held(database, account_id, credential_expires_on=date(2026, 1, 1))]
    for offer in offers:
        _choose(manager, offer)
    row = {"number": NUMBER, "kind": "completion", "thing": 0, "reason": "All."}
    who = {"chosen_by": account_id, "chosen_at": database.clock()}
    for year in (2020, 2026):
        values = {**row, **who, "year": year}
        database.writing(partial(insert_row, table=StandardProof, values=values))
    database.writing(partial(_tested, member_id=member_id))
    database.writing(
        partial(add_certificate, member_id=member_id, name="A", code=CODE, proven=False)
    )
    _window(manager, 2025, 2026)
    page = manager.get(LIST)
    links = [href for href, text in page.reader.links if text.startswith(f"{NUMBER}: ")]
    assert len(links) >= 6
    for href in links:
        manager.get(href.partition("#")[0])
