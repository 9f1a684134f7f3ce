"""From a draft to the revision in force, page by page, and what people see of it afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from lms.services.submit_attempt import submit_attempt
from lms.storage.database import Database
from tests.clock import Clock
from tests.coming import (
    CHIEF,
    OWNER,
    approve_it,
    bring,
    choose_all,
    mark_all,
    propose_it,
    seen,
)
from tests.department import COMPLETE, NEARLY, WAITING, Find
from tests.desk_people import FORBIDDEN
from tests.factories import today
from tests.page_client import PageClient
from tests.policies import SLUG
from tests.studying import answer_rightly, open_attempt

HERE = f"/policies/{SLUG}/revisions/2"
MOST_TO_PUBLISH, MOST_TO_CHOOSE = 400, 60
NewClient = Callable[[], PageClient]


@pytest.fixture
def database(department: Database) -> Database:
    """A department that trains by the first revision, with the second one taken in."""
    bring(department)
    return department


def published(database: Database, find: Find) -> None:
    mark_all(database, find(OWNER).actor)
    choose_all(database, find(OWNER).actor)
    number = propose_it(database, find(OWNER).actor)
    approve_it(database, number, find(CHIEF).actor)


def test_a_draft_is_published_by_two_people_page_by_page(
    database: Database, find: Find, new_client: NewClient
) -> None:
    owner, chief = new_client().become(find(OWNER)), new_client().become(find(CHIEF))
    waits = owner.get(f"{HERE}/publication")
    assert "14 changes without a mark" in waits.text
    mark_all(database, find(OWNER).actor)
    listed = owner.get(f"{HERE}/sections")
    first = f"{HERE}/sections/section/IV.A-1"
    assert any(href == first for href, _ in listed.reader.links)
    page = owner.get(first)
    assert page.heading == "IV.A-1"
    owner.submit(
        "sections",
        {"outcome": "stands", "words": "These stand nowhere."},
        status=422,
        statements=MOST_TO_CHOOSE,
    )
    assert "is not in the policy" in owner.page.text if owner.page else False
    words = "the OIC shall immediately upon arrival at Headquarters inform the bailing Clerk"
    owner.get(first)
    owner.submit("sections", {"outcome": "stands", "words": words}, statements=MOST_TO_CHOOSE)
    assert words in owner.follow().text
    choose_all(database, find(OWNER).actor)
    owner.get(f"{HERE}/publication")
    owner.submit("publication", {"when": "day", "reason": "Lunn."}, status=422)
    owner.get(f"{HERE}/publication")
    past = (today(database) - timedelta(days=1)).isoformat()
    owner.submit(
        "publication", {"when": "day", "effective_on": past, "reason": "Lunn."}, status=422
    )
    owner.get(f"{HERE}/publication")
    owner.submit(
        "publication", {"when": "now", "reason": "The court has spoken."}, statements=MOST_TO_CHOOSE
    )
    proposal = owner.follow()
    assert "Publish revision 2" in proposal.text
    assert "You proposed it." in proposal.text
    chief.get(proposal.path)
    chief.submit("decision", {"outcome": "approved"}, statements=MOST_TO_PUBLISH)
    assert "Approved, and done." in chief.follow().text
    history = chief.get(f"/policies/{SLUG}/revisions").text
    assert "Replaced" in history
    assert "in force from" in history
    owner.get(f"{HERE}/publication", status=404)


def test_the_words_for_a_new_clause_are_asked_for_with_what_training_may_do(
    database: Database, find: Find, client: PageClient
) -> None:
    client.become(find(OWNER)).get(f"{HERE}/sections/clause/IV.B.3")
    client.submit(
        "sections",
        {
            "outcome": "stands",
            "label": "Release",
            "summary": "Release is not delayed.",
            "kind": "duty",
            "status": "background",
            "status_reason": "",
        },
        status=422,
        statements=MOST_TO_CHOOSE,
    )
    client.get(f"{HERE}/sections/clause/IV.B.3")
    client.submit(
        "sections",
        {
            "outcome": "stands",
            "label": "Release",
            "summary": "Release is not delayed.",
            "kind": "duty",
            "status": "background",
            "status_reason": "A court decides this spring.",
        },
        statements=MOST_TO_CHOOSE,
    )
    assert "clause:IV.B.3" not in seen(database).open
    client.get(f"{HERE}/sections/clause/nowhere", status=404)


def test_an_attempt_from_before_says_that_it_is_finished_on_its_own_revision(
    database: Database, find: Find, client: PageClient, clock: Clock
) -> None:
    officer = find(NEARLY)
    attempt_id = open_attempt(database, officer, "exceptions")
    reviewed = answer_rightly(database, officer, attempt_id)
    client.become(officer)
    assert "revision 1" not in client.get(f"/attempts/{attempt_id}/review").text
    published(database, find)
    assert (
        "This attempt is on revision 1 of 2 of the policy"
        in client.get(f"/attempts/{attempt_id}/review").text
    )
    database.writing(
        partial(
            submit_attempt,
            attempt_id=attempt_id,
            member_id=officer.member,
            reviewed_digest=reviewed,
            attested=True,
            token=None,
            scripted=False,
            by=officer.actor,
        )
    )
    result = client.get(f"/attempts/{attempt_id}/result").text
    assert "Scored on revision 1 of 2 of the policy" in result
    assert "Passed" in result


def test_an_attempt_drawn_after_the_publication_says_nothing(
    database: Database, find: Find, client: PageClient
) -> None:
    published(database, find)
    officer = find(WAITING)
    attempt_id = open_attempt(database, officer, "exceptions")
    page = client.become(officer).get(f"/attempts/{attempt_id}/review")
    assert "revision" not in page.text


def test_certificates_say_on_which_revision_of_how_many_they_were_earned(
    database: Database, find: Find, client: PageClient
) -> None:
    client.become(find(COMPLETE))
    assert "earned on revision" not in client.get("/training").text
    published(database, find)
    page = client.get("/training")
    assert "earned on revision 1 of 2" in page.text
    assert not FORBIDDEN.search(page.text)


def test_a_policy_is_rescinded_by_two_people_and_its_training_closes(
    database: Database, find: Find, new_client: NewClient
) -> None:
    owner, chief = new_client().become(find(OWNER)), new_client().become(find(CHIEF))
    officer = new_client().become(find(WAITING))
    module = f"/training/{SLUG}/exceptions"
    officer.get(module)
    owner.get(f"/policies/{SLUG}/rescission")
    owner.submit("rescission", {"when": "now", "reason": "Another policy takes its place."})
    proposal = owner.follow()
    assert "Rescind" in proposal.text
    chief.get(proposal.path)
    chief.submit("decision", {"outcome": "approved"}, statements=60)
    assert "No training is set up" in officer.get("/training").text
    reply = officer.ask("POST", f"{module}/visits", {"duty": "on-duty"})
    assert reply.status == 303
    assert "This policy was rescinded" in officer.follow(reply).text
    owner.get(f"/policies/{SLUG}/rescission", status=404)
    assert "until" in owner.get(f"/policies/{SLUG}/revisions").text
