from __future__ import annotations

import re
from datetime import date

import pytest

from lms.domain.access import Role
from lms.storage.database import Database
from tests.factories import Someone, decide, sign_up
from tests.page_client import Page, PageClient
from tests.policies import SLUG, decide_about, draft, policy, publish, take_in
from tests.rendering.certificate_paper import elements, text_of
from tests.rendering.tag_check import assert_all_marked

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
HERE = f"/policies/{SLUG}/compare"
HISTORY = f"/policies/{SLUG}/revisions"
COMING = date(2028, 1, 3)


@pytest.fixture
def officer(database: Database) -> Someone:
    """Somebody who may read policies and nothing else of them."""
    decide(database)
    publish(database)
    take_in(database, draft())
    return sign_up(database, Role.OFFICER, login="officer")


@pytest.fixture
def reader(client: PageClient, officer: Someone) -> PageClient:
    return client.become(officer)


@pytest.fixture
def owner(client: PageClient, database: Database, officer: Someone) -> PageClient:
    return client.become(sign_up(database, Role.POLICY_OWNER, login="owner"))


def coming(database: Database) -> None:
    """The second revision is known to hold from a day on."""
    decide_about(database, sequence=2, effective_on=COMING)


def marks(page: Page, tag: str) -> list[str]:
    found = re.findall(rf"<{tag}>(.*?)</{tag}>", page.html, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", "", each).split()) for each in found]


def test_two_revisions_are_compared_with_words_out_and_in(
    reader: PageClient, database: Database
) -> None:
    coming(database)
    page = reader.get(HERE, statements=12)
    assert page.heading == "Revision 1 and revision 2 compared"
    assert "[taken out: either ]" in marks(page, "del")
    assert any("I-247A" in each for each in marks(page, "ins"))
    for words in ("10 sections reworded", "1 new section", "1 section taken out", "split into 2"):
        assert words in page.text


def test_every_change_is_listed_and_leads_to_its_place(
    reader: PageClient, database: Database
) -> None:
    coming(database)
    page = reader.get(HERE)
    listed = [href[1:] for href, _ in page.reader.links if href.startswith("#change-")]
    assert len(listed) == 21
    assert all(f'id="{each}"' in page.html for each in listed)
    assert page.link("IV.B.3 → IV.B.4").startswith("#change-")


def test_what_is_unchanged_is_shown_when_asked_for(reader: PageClient, database: Database) -> None:
    coming(database)
    words = "The Haverhill Police Department recognizes and values"
    assert words not in reader.get(HERE).text
    page = reader.get(f"{HERE}?before=1&after=2&show=all")
    assert words in page.text
    assert page.html.count('<section class="change') == len(draft().tree.clauses)


def test_the_marks_are_said_and_not_only_colored(reader: PageClient, database: Database) -> None:
    coming(database)
    page = reader.get(HERE)
    assert page.html.count("<del>") - 1 == page.text.count("[taken out:")
    assert page.html.count("<ins>") - 1 == page.text.count("[put in:")


def test_the_other_way_round_is_another_comparison(reader: PageClient, database: Database) -> None:
    coming(database)
    page = reader.get(f"{HERE}?before=2&after=1")
    assert page.heading == "Revision 2 and revision 1 compared"
    assert "joined from 2" in page.text


def test_a_revision_beside_itself_has_no_change(reader: PageClient, database: Database) -> None:
    coming(database)
    assert "Nothing changed" in reader.get(f"{HERE}?before=1&after=1").text


@pytest.mark.parametrize("asked", ["before=7", "after=0", "before=x", "after=-1"])
def test_a_revision_that_is_not_there_is_not_found(
    reader: PageClient, database: Database, asked: str
) -> None:
    coming(database)
    reader.get(f"{HERE}?{asked}", status=404)


def test_an_officer_does_not_meet_a_draft(reader: PageClient) -> None:
    assert "Nothing to compare yet" in reader.get(HERE).text
    assert "Revision 2" not in reader.get(HISTORY).text
    reader.get(f"{HISTORY}/2", status=404)
    reader.get(f"{HERE}.pdf", status=404)


def test_the_policy_owner_compares_with_a_draft_and_is_told_it_is_one(owner: PageClient) -> None:
    assert owner.get(HERE).heading == "Revision 1 and revision 2 compared"
    assert "Draft" in owner.get(HISTORY).text
    page = owner.get(f"{HISTORY}/2")
    assert "Nobody has put it in force. It is no rule." in page.text


def test_a_replaced_revision_stays_to_be_read_word_for_word(
    reader: PageClient, database: Database
) -> None:
    decide_about(database, sequence=2, effective_on=date(2026, 6, 1))
    page = reader.get(f"{HISTORY}/1")
    assert "It was in force from January 1, 2026 until June 1, 2026." in page.text
    for clause in policy().tree.clauses:
        assert f'data-clause="{" ".join(policy().tree.path(clause.key))}"' in page.html
    assert "Replaced" in reader.get(HISTORY).text
    assert "interpreter" in reader.get(f"/policies/{SLUG}").text


def test_a_revision_to_come_says_from_when(reader: PageClient, database: Database) -> None:
    coming(database)
    assert "It is in force from January 3, 2028." in reader.get(f"{HISTORY}/2").text
    assert "Coming" in reader.get(HISTORY).text
    assert "This revision is in force" in reader.get(f"{HISTORY}/1").text


def test_the_comparison_is_a_tagged_paper(reader: PageClient, database: Database) -> None:
    coming(database)
    answer = reader.get(f"{HERE}.pdf?before=1&after=2").response
    assert answer.mimetype == "application/pdf"
    data = answer.get_data()
    text = text_of(data)
    assert "Changes from revision 1 to revision 2" in text
    assert "10 sections reworded" in text
    assert policy().source_sha256 in text.replace(" ", "")
    spans = [each.alt for each in elements(data) if each.role == "/Span"]
    assert any(each.startswith("Taken out: ") for each in spans)
    assert any(each.startswith("Put in: ") and "I-247A" in each for each in spans)
    assert_all_marked(data)


def test_an_unknown_policy_has_no_history(reader: PageClient) -> None:
    for path in ("revisions", "revisions/1", "compare", "compare.pdf"):
        reader.get(f"/policies/nope/{path}", status=404)
