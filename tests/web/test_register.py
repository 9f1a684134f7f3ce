"""The register's pages: listed, entered, reviewed, decided, and what officers see of it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from lms.domain.access import SYSTEM, Role
from lms.domain.development import Outcome, Touch, Touched
from lms.domain.provision import ProvisionStatus
from lms.queries.policy_reader import statuses_on
from lms.services.decide_development import record_outcome
from lms.services.enter_development import import_developments
from lms.storage.database import Database
from tests.changes import ENTRY, enter, entry, review
from tests.factories import Someone, decide, officer, sign_up, today
from tests.page_client import PageClient
from tests.policies import SLUG, publish, whole

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def owner(database: Database) -> Someone:
    decide(database)
    publish(database)
    database.writing(
        partial(import_developments, policy=SLUG, developments=whole().developments, by=SYSTEM)
    )
    return sign_up(database, Role.POLICY_OWNER, login="owner", name="Paula Policy")


@pytest.fixture
def counsel(database: Database, owner: Someone) -> Someone:
    return sign_up(database, Role.COUNSEL, login="counsel", name="Quinn Counsel")


FIELDS = {
    "policy": SLUG,
    "title": "A court decides about assistance",
    "kind": "court-decision",
    "jurisdiction": "state",
    "date_words": "February 1, 2027",
    "dated_on": "2027-02-01",
    "what_changed": "The rule no longer holds as it is written.",
    "consequence": "It is not trained as current.",
    "confidence": "verified",
    "sources": "https://example.org/decision",
    "touched-1-provision": "IV.D.2-a",
    "touched-1-how": "supersedes",
    "touched-1-note": "Decided otherwise.",
}


def test_the_list_says_that_nobody_has_reviewed_what_came_with_the_policy(
    client: PageClient, owner: Someone
) -> None:
    page = client.become(owner).get("/register")
    assert page.status == 200
    assert "Lunn v. Commonwealth" in page.text
    assert "PROTECT Act and Safe Communities Act: outcome not recorded" in page.text
    assert "IV.A-4 and III-7 stay blocked" in page.text


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("?jurisdiction=state", "Lunn", "Laken Riley"),
        ("?kind=statute", "Laken Riley", "Lunn"),
        ("?q=IV.C.1", "Laken Riley", "Lunn"),
        ("?q=lunn", "Lunn", "Laken Riley"),
        ("?standing=reviewed", "Laken Riley", "Lunn"),
    ],
)
def test_filters_live_in_the_address(
    client: PageClient, database: Database, owner: Someone, query: str, shown: str, hidden: str
) -> None:
    review(database, "PC-17", owner)
    page = client.become(owner).get(f"/register{query}")
    rows = page.html.partition("<tbody>")[2]
    assert shown in rows
    assert hidden not in rows


def test_an_entry_is_written_reviewed_by_another_and_decided(
    client: PageClient, database: Database, owner: Someone, counsel: Someone
) -> None:
    client.become(owner).get("/register/new")
    stored = client.post("/register/new", FIELDS)
    assert stored.status == 303
    assert stored.location.endswith("/register/D-1")
    page = client.get("/register/D-1")
    assert "A reference that nobody has reviewed" in page.text
    assert "You wrote this version; somebody else reviews it." in page.text
    assert client.get("/register/D-1/review", status=403)
    assert client.post("/register/D-1/review", {}, status=403)

    client.become(counsel)
    asked = client.get("/register/D-1/review")
    assert "1 section will not be scored any more" in asked.text
    assert "Legal advice is not typed here" in asked.text
    digest = entry(database, "D-1").newest.digest
    read = {"digest": digest, "note": "Read."}
    client.post("/register/D-1/review", read, statements=40)
    assert "Not scored from now on: IV.D.2-a." in client.get("/register/D-1").text
    with database.reading() as session:
        held = statuses_on(session, policy=SLUG, day=today(database))
    assert held["IV.D.2-a"].status is ProvisionStatus.BLOCKED
    assert client.get("/register/D-1/review", status=302)

    client.become(owner)
    client.get("/register/D-1/decision")
    missing = client.post(
        "/register/D-1/decision", {"decision": "module", "reason": "Teach it."}, status=422
    )
    assert "Choose which module trains it." in missing.text
    done = client.post("/register/D-1/decision", {"decision": "update", "reason": "Told."})
    assert done.status == 303
    assert "Paula Policy" in client.get("/register/D-1").text


def test_a_review_of_another_version_than_was_seen_changes_nothing(
    client: PageClient, database: Database, owner: Someone, counsel: Someone
) -> None:
    code = enter(database, ENTRY, owner)
    client.become(counsel).get(f"/register/{code}/review")
    assert client.post(f"/register/{code}/review", {"digest": "0" * 64}).status == 303
    assert "Nothing was changed" in client.get(f"/register/{code}").text
    assert entry(database, code).reviewed is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": " "}, "Give it a title."),
        ({"jurisdiction": ""}, "Choose federal or state."),
        ({"sources": "by telephone"}, "Is no web address."),
        ({"dated_on": "1 Feb"}, "Write the date as year-month-day"),
        ({"effective_on": "2027-01-01"}, "Is before the date of the change."),
        ({"touched-1-provision": "IV.Z"}, "There is no section IV.Z."),
        ({"touched-1-how": "forbids"}, "Choose how it is touched."),
        ({"touched-1-provision": ""}, "which section does it concern?"),
        ({"touched-1-how": "awaits"}, "only what waits for a bill awaits an outcome"),
    ],
)
def test_what_is_wrong_with_an_entry_is_said_at_its_field_and_nothing_is_stored(
    client: PageClient, database: Database, owner: Someone, changes: dict[str, str], said: str
) -> None:
    client.become(owner).get("/register/new")
    page = client.post("/register/new", FIELDS | changes, status=422)
    assert said in page.text
    assert "The rule no longer holds as it is written." in page.html
    assert client.get("/register/D-1", status=404)


def test_an_entry_is_written_anew_with_its_sections(
    client: PageClient, database: Database, owner: Someone
) -> None:
    page = client.become(owner).get("/register/PC-06/amend")
    assert page.status == 200
    assert page.html.count("No Massachusetts authority for the hold.") == 1
    fields = FIELDS | {"title": "Lunn, in our own words"}
    assert client.post("/register/PC-06/amend", fields).status == 303
    found = entry(database, "PC-06")
    assert (found.newest.number, found.newest.by) == (2, "Paula Policy")
    assert [each.provision for each in found.shown.touched] == ["IV.D.2-a"]
    assert client.post("/register/PC-06/amend", fields).status == 303
    assert entry(database, "PC-06").newest.number == 2


def test_the_outcome_of_a_bill_is_recorded_with_its_source(
    client: PageClient, database: Database, owner: Someone
) -> None:
    client.become(owner).get("/register/PC-33/outcome")
    act = {
        "outcome": "not-enacted",
        "true_as_of": today(database).isoformat(),
        "source": "https://malegislature.gov/Bills/194/S3072",
    }
    assert client.post("/register/PC-33/outcome", act | {"source": "heard it"}, status=422)
    assert client.post("/register/PC-33/outcome", act | {"true_as_of": "2031-01-01"}, status=422)
    assert client.post("/register/PC-33/outcome", act).status == 303
    page = client.get("/register")
    assert "outcome not recorded" not in page.text
    assert "Not enacted" in client.get("/register/PC-33").text
    assert client.get("/register/PC-06/outcome", status=404)


def test_officers_see_reviewed_changes_only_and_none_of_the_registers_words(
    client: PageClient, database: Database, owner: Someone
) -> None:
    someone = officer(database)
    client.become(someone)
    assert "Nothing is shown here yet" in client.get("/updates").text
    review(database, "PC-22", owner)
    review(database, "PC-06", owner)
    page = client.get("/updates")
    assert "Administrative warrants in NCIC" in page.text
    assert "Laken Riley" not in page.text
    for word in ("limb", "provision", "supersedes", "unreviewed"):
        assert word not in page.text.lower()
    assert page.text.index("Administrative warrants") < page.text.index("Lunn v. Commonwealth")
    state = client.get("/updates?law=state")
    assert "Lunn" in state.text
    assert "Administrative warrants" not in state.text
    assert client.get("/register", status=403)


def test_the_reader_shows_two_labeled_voices(
    client: PageClient, database: Database, owner: Someone
) -> None:
    client.become(officer(database))
    before = client.get(f"/policies/{SLUG}")
    assert "Since then" not in before.text
    review(database, "PC-06", owner)
    page = client.get(f"/policies/{SLUG}")
    assert "The policy says" in page.text
    assert "Since then" in page.text
    assert "No Massachusetts authority for the hold. These words are not trained" in page.text
    drawer = client.get(f"/policies/{SLUG}/drawer?section=IV.A-2(c)")
    assert "Since then" in drawer.text


def test_a_pending_bill_still_waits(client: PageClient, database: Database, owner: Someone) -> None:
    database.writing(
        partial(
            record_outcome,
            code="PC-33",
            outcome=Outcome.PENDING,
            true_as_of=today(database),
            source="https://malegislature.gov/",
            note="",
            by=owner.actor,
        )
    )
    page = client.become(owner).get("/register")
    assert "still pending" in page.text
    assert "Record the outcome" in page.text


def test_the_number_of_statements_does_not_grow_with_entries(
    client: PageClient, database: Database, owner: Someone, counsel: Someone
) -> None:
    for number in range(3):
        touched = (Touched("IV.D.2-a", Touch.LIMITS),)
        code = enter(database, replace(ENTRY, title=f"Change {number}", touched=touched), owner)
        review(database, code, counsel)
    assert client.become(owner).get("/register").status == 200
    assert client.get("/updates").status == 200
