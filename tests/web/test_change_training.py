"""The page after a publication: look again, draft, approve, assign; and the officer's module."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from lms.storage.database import Database
from tests.coming import CHIEF, OWNER, approve_it, propose_it, ready
from tests.department import COMPLETE, SERGEANT, Find
from tests.desk_people import FORBIDDEN
from tests.factories import today
from tests.page_client import PageClient
from tests.policies import SLUG
from tests.services.test_change_module import reconfirm, seen

HERE = f"/policies/{SLUG}/revisions/2/training"
MOST = 120
NewClient = Callable[[], PageClient]


@pytest.fixture
def database(department: Database, find: Find) -> Database:
    """The second revision is in force, everything in it a change of substance."""
    ready(department, find(OWNER).actor)
    approve_it(department, propose_it(department, find(OWNER).actor), find(CHIEF).actor)
    return department


def test_from_looking_again_to_the_officers_list_page_by_page(
    database: Database, find: Find, new_client: NewClient
) -> None:
    owner, trainer = new_client().become(find(OWNER)), new_client().become(find(SERGEANT))
    officer = new_client().become(find(COMPLETE))
    for each in (owner, trainer):
        each.most_statements = MOST
    page = owner.get(HERE)
    assert "It is right on the new words" in page.text
    first = re.search(rf'action="({HERE}/\d+)"', page.html)
    assert first is not None
    before = len(seen(database).stale)
    owner.ask("POST", first.group(1), {})
    assert len(seen(database).stale) == before - 1
    assert owner.ask("POST", first.group(1), {}).status == 404
    reconfirm(database, find)
    due = (today(database) + timedelta(days=20)).isoformat()
    owner.get(HERE)
    owner.submit("training", {"due_on": "2020-01-01"}, status=422)
    owner.get(HERE)
    owner.submit("training", {"due_on": due})
    assert "Somebody else approves it" in owner.get(HERE).text
    assert "revision 2 of the policy changes" not in officer.get("/training").text
    assert owner.ask("POST", f"{HERE}/approval", {}).status == 403
    trainer.get(HERE)
    trainer.submit("approval", {})
    assert "assigned to the people" in trainer.get(HERE).text
    home = officer.get("/training")
    assert "What revision 2 of the policy changes" in home.text
    assert not FORBIDDEN.search(home.text)
    module = officer.get(f"/training/{SLUG}/revision-2")
    assert "What revision 2 of the policy changes" in module.heading


def test_lessons_modules_and_checklists_to_mend_are_named_and_approved_again(
    database: Database, find: Find, new_client: NewClient
) -> None:
    owner, trainer = new_client().become(find(OWNER)), new_client().become(find(SERGEANT))
    before = seen(database).stale_others
    kinds = [each.version.kind.value for each in before]
    assert {"lesson", "module", "checklist"} <= set(kinds)
    page = owner.get(HERE, statements=MOST)
    for each in before:
        assert f"{each.version.kind.value.capitalize()}: {each.title}" in page.text
    by_kind = {each.version.kind.value: f"{HERE}/{each.version.id}" for each in before}
    trainer.get(HERE, statements=MOST)
    assert trainer.ask("POST", by_kind["checklist"], {}).status == 403
    assert trainer.ask("POST", by_kind["module"], {}).status == 303
    for kind in ("checklist", "lesson"):
        assert owner.ask("POST", by_kind[kind], {}).status == 303
    assert len(seen(database).stale_others) == len(before) - 3


def test_a_checklist_is_withdrawn_until_the_policy_owner_approves_it_on_the_new_words(
    database: Database, find: Find, client: PageClient
) -> None:
    client.become(find(OWNER))
    withdrawn = client.get("/checklists").text.count("Withdrawn for review")
    assert withdrawn
    each = next(each for each in seen(database).stale_others if each.version.kind == "checklist")
    client.get(HERE, statements=MOST)
    client.ask("POST", f"{HERE}/{each.version.id}", {})
    assert client.get("/checklists").text.count("Withdrawn for review") == withdrawn - 1


def test_a_draft_asks_nothing_of_training(client: PageClient, find: Find) -> None:
    client.become(find(OWNER)).get(f"/policies/{SLUG}/revisions/1/training", status=404)
    client.get(f"/policies/{SLUG}/revisions/9/training", status=404)
