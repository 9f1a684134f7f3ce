"""What a coming revision does, before anybody publishes it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from lms.domain.change_nature import Nature
from lms.domain.errors import ConflictError, InvalidError, NotFoundError
from lms.queries.revision_impact import Impact, impact, marks_between, revisions_at
from lms.services.mark_changes import LONGEST_REASON, Mark, mark_changes
from lms.storage.database import Database
from tests.clock import Clock
from tests.department import Find
from tests.factories import Someone, today
from tests.page_client import Page, PageClient
from tests.policies import SLUG, decide_about, draft, take_in

OWNER, CHIEF = "0103", "0101"
MOST_TO_MARK = 200
HERE = f"/policies/{SLUG}/revisions/2/impact"


@pytest.fixture
def database(department: Database) -> Database:
    """A department that trains by the first revision, with the second one taken in."""
    take_in(department, replace(draft(), provisions=()))
    return department


@pytest.fixture
def owner(client: PageClient, find: Find) -> PageClient:
    return client.become(find(OWNER))


def found(database: Database) -> Impact:
    day = today(database)
    with database.reading() as session:
        at = revisions_at(session, policy=SLUG, sequence=2, day=day)
        assert at.before is not None
        return impact(session, before_id=at.before.id, after_id=at.after.id, day=day)


def said(database: Database, marks: dict[str, Mark], by: Someone, *, before: int = 1) -> int:
    work = partial(mark_changes, policy=SLUG, before=before, after=2, marks=marks, by=by.actor)
    return database.writing(work)


def marked(client: PageClient, nature: str, reason: str) -> Page:
    """Say the same of every change on the page."""
    page = client.get(HERE)
    names = [name for name in page.form("impact").names if name.startswith("nature-")]
    assert names
    fields = dict.fromkeys(names, nature)
    fields |= {name.replace("nature-", "reason-"): reason for name in names}
    return client.submit("impact", fields, statements=MOST_TO_MARK)


def test_the_owner_sees_what_cites_the_changed_words_and_what_it_costs(
    owner: PageClient, database: Database
) -> None:
    page = owner.get(HERE, statements=40)
    here = found(database)
    assert page.heading == "What revision 2 does"
    assert here.people
    assert f"{here.people} people of {here.serving} who serve" in page.text
    assert f"{here.officer_minutes:,} officer-minutes" in page.text
    assert "IV.A-1" in page.text
    for each in here.citing:
        assert each.title in page.text
    assert {each.version.kind.value for each in here.citing} == {
        "module",
        "lesson",
        "scenario",
        "checklist",
    }


def test_a_change_takes_a_mark_with_a_reason_and_the_figures_follow(
    owner: PageClient, database: Database
) -> None:
    before = found(database)
    assert before.unmarked
    marked(owner, "editorial", "Only commas.")
    after = found(database)
    assert not after.unmarked
    assert after.officer_minutes < before.officer_minutes
    assert len(after.citing) < len(before.citing)
    page = owner.get(HERE)
    assert "all marked" in page.text
    assert "Only commas." in page.text
    assert marked(owner, "editorial", "Only commas.").location.endswith("impact")
    assert "Nothing new was said" in owner.follow().text


def test_a_mark_without_a_reason_names_its_change_and_keeps_nothing(
    owner: PageClient, database: Database
) -> None:
    page = owner.get(HERE)
    name = next(each for each in page.form("impact").names if each.startswith("nature-"))
    refused = owner.submit("impact", {name: "substantive"}, status=422)
    assert "Say why for" in refused.text
    assert len(found(database).marks) == 0
    owner.get(HERE)
    owner.submit("impact", {name: "grave"}, status=422)


def test_the_later_mark_holds_and_the_earlier_one_stays(
    database: Database, find: Find, clock: Clock
) -> None:
    owner = find(OWNER)
    key = found(database).unmarked[0].key
    said(database, {key: Mark(Nature.EDITORIAL, "A comma.")}, owner)
    said(database, {key: Mark(Nature.SUBSTANTIVE, "It was more.")}, owner)
    assert said(database, {key: Mark(Nature.SUBSTANTIVE, " It was more. ")}, owner) == 0
    assert found(database).marks[key].reason == "It was more."


def test_what_is_no_change_takes_no_mark(database: Database, find: Find) -> None:
    owner = find(OWNER)
    renumbered = next(
        each.key for each in found(database).pair.comparison.changes if not each.is_change
    )
    for key in (renumbered, "no>such"):
        with pytest.raises(NotFoundError):
            said(database, {key: Mark(Nature.EDITORIAL, "Nothing.")}, owner)


@pytest.mark.parametrize("reason", ["", "  ", "x" * (LONGEST_REASON + 1)])
def test_a_mark_says_why_in_few_words(database: Database, find: Find, reason: str) -> None:
    key = found(database).unmarked[0].key
    with pytest.raises(InvalidError):
        said(database, {key: Mark(Nature.EDITORIAL, reason)}, find(OWNER))


def test_a_page_that_compared_with_another_revision_is_refused(
    database: Database, find: Find
) -> None:
    key = found(database).unmarked[0].key
    with pytest.raises(ConflictError):
        said(database, {key: Mark(Nature.EDITORIAL, "A comma.")}, find(OWNER), before=7)


def test_nothing_is_marked_once_it_is_published(
    owner: PageClient, database: Database, find: Find
) -> None:
    key = found(database).unmarked[0].key
    decide_about(database, sequence=2, effective_on=today(database))
    with pytest.raises(ConflictError):
        said(database, {key: Mark(Nature.EDITORIAL, "A comma.")}, find(OWNER))
    page = owner.get(HERE)
    assert page.heading == "What revision 2 does"
    assert "Keep these marks" not in page.text


def test_the_chief_reads_it_and_marks_nothing(client: PageClient, find: Find) -> None:
    page = client.become(find(CHIEF)).get(HERE)
    assert "Not marked yet" in page.text
    assert "Keep these marks" not in page.text


def test_the_first_revision_of_a_policy_replaces_nothing(owner: PageClient) -> None:
    owner.get(f"/policies/{SLUG}/revisions/1/impact", status=404)
    owner.get(f"/policies/{SLUG}/revisions/9/impact", status=404)


def test_marks_of_a_pair_are_its_own(database: Database, find: Find) -> None:
    key = found(database).unmarked[0].key
    said(database, {key: Mark(Nature.EDITORIAL, "A comma.")}, find(OWNER))
    with database.reading() as session:
        assert not marks_between(session, before_id=2, after_id=1)
