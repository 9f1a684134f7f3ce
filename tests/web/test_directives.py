from __future__ import annotations

from html.parser import HTMLParser

import pytest

from lms.domain.access import Role
from lms.domain.policy import joined_words
from lms.domain.provision import ProvisionStatus
from lms.models import RevisionDecisionKind
from lms.storage.database import Database
from tests.clock import Clock
from tests.factories import Someone, decide, sign_up
from tests.page_client import Page, PageClient
from tests.policies import SLUG, decide_about, policy, publish, take_in, with_provision

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
WHOLE = f"/policies/{SLUG}"


class Sections(HTMLParser):
    """What the reader's pages show: labels, words and notes, section by section."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.ids: set[str] = set()
        self.labels: list[str] = []
        self.words: list[str] = []
        self.notes: list[str] = []
        self.marked: list[str] = []
        self._open: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if "id" in attributes:
            self.ids.add(attributes["id"])
        if "data-words" in attributes:
            self.words.append("")
        if attributes.get("class") == "clause-label":
            self.labels.append("")
        if attributes.get("class", "").startswith("banner"):
            self.notes.append("")
        if "is-target" in attributes.get("class", ""):
            self.marked.append("")
        if tag not in {"meta", "link", "input", "img", "br", "path"}:
            self._open.append((tag, attributes))

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1][0] == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        classes = " ".join(each.get("class", "") for _, each in self._open)
        if any("data-words" in each for _, each in self._open):
            if "sup" not in {tag for tag, _ in self._open}:
                self.words[-1] += data
        elif "clause-label" in classes:
            self.labels[-1] += data
        elif "banner" in classes:
            self.notes[-1] += data
        if "is-target" in classes:
            self.marked[-1] += data


def sections(page: Page) -> Sections:
    return Sections(page.html)


def fragments(page: Page) -> set[str]:
    """Addresses on the same page that its links lead to."""
    return {href[1:] for href, _ in page.reader.links if href.startswith("#")} - {"main"}


@pytest.fixture
def counsel(database: Database) -> Someone:
    decide(database)
    publish(database)
    return sign_up(database, Role.COUNSEL, login="counsel")


@pytest.fixture
def reader(client: PageClient, counsel: Someone) -> PageClient:
    """Somebody who is signed in and reads."""
    client.sign_in(counsel.login, counsel.password)
    return client


def test_the_list_says_since_when_and_what_is_open(reader: PageClient) -> None:
    page = reader.get("/policies")
    assert "Revision 1, undated copy, in force from January 1, 2026" in page.text
    assert "The date is blank." in page.text
    assert page.link("Haverhill immigration policy") == WHOLE


def test_an_adopted_policy_is_listed_with_its_number(
    reader: PageClient, database: Database
) -> None:
    decide_about(database, RevisionDecisionKind.ADOPTED, policy_number="12")
    page = reader.get("/policies")
    assert "No. 12, adopted 2026-01-01" in page.text
    assert "The date is blank." not in page.text


def test_a_department_without_a_policy_is_told_so(client: PageClient, database: Database) -> None:
    decide(database)
    someone = sign_up(database, Role.COUNSEL, login="counsel")
    client.sign_in(someone.login, someone.password)
    assert "No policy is here yet" in client.get("/policies").text


def test_a_revision_that_is_not_in_force_is_not_read(
    client: PageClient, database: Database
) -> None:
    decide(database)
    take_in(database)
    someone = sign_up(database, Role.COUNSEL, login="counsel")
    client.sign_in(someone.login, someone.password)
    assert "No revision is in force yet" in client.get("/policies").text
    client.get(WHOLE, status=404)
    client.get(f"{WHOLE}/drawer?section=IV.B.2", status=404)


@pytest.mark.parametrize("path", ["/policies", WHOLE, f"{WHOLE}/drawer?section=IV.B.2"])
def test_nobody_reads_without_signing_in(client: PageClient, database: Database, path: str) -> None:
    decide(database)
    assert "/sign-in" in client.get(path, status=302).location


def test_every_word_of_the_policy_is_there_and_in_order(reader: PageClient) -> None:
    shown = sections(reader.get(WHOLE))
    assert [joined_words(words) for words in shown.words] == [
        clause.text for clause in policy().tree.clauses
    ]


def test_every_provision_and_clause_has_its_address(reader: PageClient) -> None:
    shown = sections(reader.get(WHOLE, statements=9))
    assert {each.id for each in policy().provisions} <= shown.ids
    assert {clause.key for clause in policy().tree.clauses} <= shown.ids


def test_every_link_within_the_page_leads_somewhere(reader: PageClient) -> None:
    page = reader.get(WHOLE)
    led = fragments(page)
    assert {"IV.C", "fn3", "mark-fn3", "IV.A-3n", "mark-IV.A-3n", "IV.E"} <= led
    assert led <= sections(page).ids


def test_what_the_head_leaves_open_stands_above_the_text(reader: PageClient) -> None:
    page = reader.get(WHOLE)
    assert "What the head of this copy leaves open" in page.text
    assert "None of NEW, AMENDS and RESCINDS is ticked." in page.text


def test_a_section_says_plainly_what_training_does_with_it(reader: PageClient) -> None:
    notes = [" ".join(note.split()) for note in sections(reader.get(WHOLE)).notes]
    blocked = [note for note in notes if note.startswith("Not trained as current.")]
    kept_out = [
        each.provision
        for each in policy().provisions
        if each.provision.status is ProvisionStatus.BLOCKED
    ]
    assert len(blocked) == len(kept_out)
    for provision in kept_out:
        assert any(str(provision.status_reason) in note for note in blocked)
    assert all("Chief and the City Solicitor" in note for note in blocked)
    assert any(note.startswith("Background.") for note in notes)
    assert any(note.startswith("Taught within limits.") for note in notes)


def test_a_status_holds_from_its_day_on(
    reader: PageClient, database: Database, clock: Clock
) -> None:
    reason = "It waits for the City Solicitor."
    changed = with_provision(
        "IV.B.1", status=ProvisionStatus.BLOCKED, status_reason=reason, phrases=("police report",)
    )
    assert reason not in reader.get(WHOLE).text
    clock.advance(minutes=1)
    take_in(database, changed)
    assert reason in reader.get(WHOLE).text


def test_green_card_shows_one_section_and_nothing_else(reader: PageClient) -> None:
    page = reader.get(f"{WHOLE}?q=green+card")
    shown = sections(page)
    assert shown.labels == ["IV.B.3"]
    assert "1 section has these words" in page.text
    assert "<mark>green card</mark>" in page.html
    assert page.link("Show the whole policy") == WHOLE


@pytest.mark.parametrize(
    ("query", "labels"),
    [
        ("IV.B", ["IV.B.1", "IV.B.2", "IV.B.3", "Footnote 3"]),
        ("§ IV (D)(4)", []),
        ("\u201cchilling effect\u201d", ["¶ 3"]),
        ("zebra", []),
        ("<script>alert(1)</script>", []),
    ],
)
def test_a_search_takes_labels_and_words(reader: PageClient, query: str, labels: list[str]) -> None:
    reader.get(WHOLE)
    page = reader.submit(WHOLE, {"q": query}, status=200)
    assert sections(page).labels == labels
    assert ("No section has these words" in page.text) is not bool(labels)


def test_links_of_found_sections_lead_to_the_whole_policy(reader: PageClient) -> None:
    page = reader.get(f"{WHOLE}?q=green+card")
    assert page.link("IV (C)") == f"{WHOLE}#IV.C"
    assert f"{WHOLE}#fn3" in {href for href, _ in page.reader.links}
    assert fragments(page) <= sections(page).ids


def test_a_drawer_shows_a_section_under_its_headings(reader: PageClient) -> None:
    page = reader.get(f"{WHOLE}/drawer?section=IV.B.2")
    shown = sections(page)
    assert shown.labels == ["IV", "IV.B", "IV.B.2"]
    assert page.heading == "Section IV.B.2"
    assert page.link("Show the whole policy") == f"{WHOLE}#IV.B.2"
    assert len(shown.marked) == 1
    assert "data-reader" in page.html


def test_a_case_of_a_list_comes_with_the_sentence_it_completes(reader: PageClient) -> None:
    shown = sections(reader.get(f"{WHOLE}/drawer?section=IV.C.3"))
    assert shown.labels == ["IV", "IV.C", "¶ 1", "IV.C.3", "Footnote 4"]
    shown = sections(reader.get(f"{WHOLE}/drawer?section=II.4-g"))
    assert shown.labels == ["II", "II.4", "¶ 2"]


def test_a_drawer_marks_the_very_words_of_a_provision(reader: PageClient) -> None:
    page = reader.get(f"{WHOLE}/drawer?section=I-p4c")
    (marked,) = sections(page).marked
    provision = policy().exact("I-p4c")
    assert provision is not None
    assert joined_words(marked) == provision.exact_words
    assert page.heading == "Section I ¶ 4 (c)"


def test_a_footnote_is_shown_with_the_words_it_belongs_to(reader: PageClient) -> None:
    page = reader.get(f"{WHOLE}/drawer?section=fn3")
    assert sections(page).labels == ["IV", "IV.B", "IV.B.3", "Footnote 3"]
    assert page.heading == "Footnote 3"
    assert {"fn3", "mark-fn3"} <= fragments(page)


def test_every_address_opens_as_a_drawer(reader: PageClient) -> None:
    names = [each.id for each in policy().provisions]
    names += [clause.key for clause in policy().tree.clauses]
    for name in dict.fromkeys(names):
        page = reader.get(f"{WHOLE}/drawer?section={name.replace('(', '%28')}")
        shown = sections(page)
        assert name in shown.ids
        assert fragments(page) <= shown.ids


@pytest.mark.parametrize("section", ["", "V", "IV.Z", "<b>"])
def test_an_unknown_section_is_not_found(reader: PageClient, section: str) -> None:
    reader.get(f"{WHOLE}/drawer?section={section}", status=404)


def test_an_unknown_policy_is_not_found(reader: PageClient) -> None:
    reader.get("/policies/nope", status=404)
