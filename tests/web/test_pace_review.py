"""The pages of the review of pace, for who ends it and for the officer it is about."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lms.domain.access import Role
from lms.storage.database import Database
from tests.clock import Clock
from tests.department import COMPLETE, NEARLY, SERGEANT, Find
from tests.factories import Someone, decide, sign_up
from tests.pace_people import hurry
from tests.page_client import PageClient

MODULE = "ice-in-the-city"


@pytest.fixture
def database(department: Database) -> Database:
    return department


def _policy_owner(database: Database) -> Someone:
    return sign_up(database, Role.POLICY_OWNER, login="owner", name="Paula Policy")


@pytest.fixture
def visit(database: Database, find: Find, clock: Clock) -> int:
    decide(database, review_of_pace="on")
    made = hurry(database, find(NEARLY), MODULE, clock)
    clock.advance(days=1)
    return made


@pytest.fixture
def owner(database: Database, visit: int, new_client: Callable[[], PageClient]) -> PageClient:
    return new_client().become(_policy_owner(database))


@pytest.fixture
def officer(find: Find, visit: int, client: PageClient) -> PageClient:
    return client.become(find(NEARLY))


def test_switched_off_nobody_is_listed_and_officers_are_told_so(
    database: Database, owner: PageClient, officer: PageClient
) -> None:
    decide(database, review_of_pace="off")
    page = owner.get("/desk/pace")
    assert "switched off" in page.text
    assert not [form for form in page.reader.forms if "/desk/pace" in form.action]
    assert "Pace" not in [label.strip() for _, label in page.reader.links]
    assert "pace is reviewed" in officer.get("/training/what-is-recorded").text


def test_a_review_from_the_list_to_cleared(
    visit: int, owner: PageClient, officer: PageClient, find: Find
) -> None:
    page = owner.get("/desk/pace", statements=30)
    assert "in use since" in page.text
    owner.post(f"/desk/pace/visits/{visit}", {})
    listed = owner.get("/desk/pace")
    assert "With the officer until" in listed.text
    review = next(href for href, _ in listed.reader.links if href.startswith("/desk/pace/"))
    waiting = owner.get(review)
    assert "The officer comes first" in waiting.text
    assert "Out of the ordinary" not in waiting.text
    home = officer.get("/training", statements=40)
    own = home.link("Look at it and answer")
    seen = officer.get(own)
    assert "You see this before anybody else does" in seen.text
    officer.post(own, {"words": ""}, status=422)
    officer.post(own, {"words": "I teach\nthis section."})
    assert "I teach" in officer.get(own).text
    ready = owner.get(review)
    assert "I teach" in ready.text
    assert "Out of the ordinary" in ready.text
    owner.post(f"{review}/decision", {"outcome": "cleared", "words": ""}, status=422)
    owner.post(f"{review}/decision", {"outcome": "cleared", "words": "He teaches it."})
    owner.get(review, status=404)
    assert "The rule names no visit" in owner.get("/desk/pace").text
    ended = officer.get(own)
    assert "This is final" in ended.text
    assert "Paula Policy" in ended.text
    assert "Cleared" in officer.get("/minutes").text
    assert "question about a visit" not in officer.get("/training", statements=40).text
    assert "cheat" not in (ready.text + ended.text).lower()


def test_do_again_is_on_the_officers_first_page(
    visit: int, owner: PageClient, officer: PageClient
) -> None:
    owner.get("/desk/pace")
    owner.post(f"/desk/pace/visits/{visit}", {})
    own = officer.get("/training", statements=40).link("Look at it and answer")
    officer.post(own, {"nothing": "yes"})
    assert "Nothing to add" in officer.get(own).text
    review = own.replace("/minutes/", "/desk/")
    owner.post(f"{review}/decision", {"outcome": "do-again", "words": "Please read it again."})
    assert "Please work through this again" in officer.get("/training", statements=40).text
    assert "The time that counted stays" in officer.get(own).text


def test_nobody_opens_or_ends_their_own_and_no_stranger_sees_it(
    database: Database,
    find: Find,
    clock: Clock,
    new_client: Callable[[], PageClient],
) -> None:
    sergeant = find(SERGEANT)
    decide(database, review_of_pace="on")
    visit = hurry(database, sergeant, MODULE, clock)
    clock.advance(days=1)
    owner = new_client().become(_policy_owner(database))
    unit = new_client().become(sergeant)
    assert "this is you" in unit.get("/desk/pace").text
    unit.post(f"/desk/pace/visits/{visit}", {}, status=403)
    owner.get("/desk/pace")
    owner.post(f"/desk/pace/visits/{visit}", {})
    own = unit.get("/training", statements=40).link("Look at it and answer")
    unit.get(own.replace("/minutes/", "/desk/"), status=403)
    unit.post(
        f"{own.replace('/minutes/', '/desk/')}/decision",
        {"outcome": "cleared", "words": "I was quick."},
        status=403,
    )
    stranger = new_client().become(find(COMPLETE))
    stranger.get(own, status=404)
    stranger.get(own.replace("/minutes/", "/desk/"), status=403)


def test_switching_it_on_takes_two_people_and_the_agreement(
    find: Find, new_client: Callable[[], PageClient]
) -> None:
    unit = new_client().become(find(SERGEANT))
    page = unit.get("/settings/review-of-pace")
    assert "by which it was bargained" in page.text
    assert "second person" in page.text
