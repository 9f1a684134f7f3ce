"""The policy owner uploads a document, corrects how it was read, and confirms what was shown."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from lms.domain.access import Role
from lms.domain.events import DocumentConfirmed
from lms.models import Clause, Journal, Policy, Revision, StagedDocument, StoredFile
from lms.queries.policy_reader import stored_revision
from lms.services.verify_journal import verify_journal
from lms.storage.database import Database
from tests.content.unsafe_files import paragraph, word
from tests.factories import decide, sign_up
from tests.page_client import Page, PageClient

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
FOLDER = Path(__file__).parents[1] / "content" / "documents"
IMPORTS = "/policies/imports"
SMALL = word(
    paragraph("I. PURPOSE")
    + paragraph("Members lock the door. They write it down.")
    + paragraph("II. RULES")
    + paragraph("A. First rule of the house.")
    + paragraph("B. Second rule of the house.")
)

Upload = Callable[..., Page]


@pytest.fixture
def owner(client: PageClient, database: Database) -> PageClient:
    decide(database)
    client.become(sign_up(database, Role.POLICY_OWNER, login="owner"))
    client.get(IMPORTS)
    return client


@pytest.fixture
def upload(owner: PageClient) -> Upload:
    def send(raw: bytes = SMALL, *, status: int = 303, **fields: Any) -> Page:  # noqa: ANN401 - fields of the form
        wanted = {"policy": "", "title": "House rules", **fields}
        document = (BytesIO(raw), fields.pop("name", "house.docx"))
        return owner.post(IMPORTS, {**wanted, "document": document}, status=status)  # type: ignore[dict-item]

    return send


def counts(database: Database) -> tuple[int, ...]:
    with database.reading() as session:
        return tuple(
            session.execute(select(func.count()).select_from(table)).scalar() or 0
            for table in (Policy, Revision, Clause, StagedDocument, StoredFile, Journal)
        )


def keys(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.execute(select(Clause.key).order_by(Clause.id)).scalars())


def staged(owner: PageClient, upload: Upload) -> str:
    return upload().location


def act(owner: PageClient, path: str, at: int, kind: str, status: int = 303, **fields: str) -> Page:
    page = owner.get(f"{path}/sections/{at}")
    shown = next(v for f in page.reader.forms for n, v in f.fields if n == "shown")
    return owner.post(
        f"{path}/sections/{at}", {"shown": shown, "act": kind, **fields}, status=status
    )


def confirm(owner: PageClient, path: str) -> Page:
    owner.get(path)
    return owner.submit(f"{path}/confirmation", statements=30)


def test_a_document_is_shown_as_a_tree_beside_its_source(upload: Upload, owner: PageClient) -> None:
    raw = (FOLDER / "body-worn-cameras.docx").read_bytes()
    page = owner.follow(upload(raw, title="Body-worn cameras"))
    assert page.heading == "Body-worn cameras"
    assert "III.A.2.b.i notes the time of the exchange, and" in page.text
    assert "The source" in page.text
    assert "Chief Dana Whitlock" in page.text
    assert "Running header, paragraph 1: Easthaven Police Department" in page.text


def test_doubts_stand_at_their_sections_and_gaps_of_the_head_are_named(
    upload: Upload, owner: PageClient
) -> None:
    raw = word(paragraph("I. ONE") + paragraph("A. first rule.") + paragraph("C. third rule."))
    page = owner.follow(upload(raw))
    assert "the numbering jumps from “A.” to “C.”" in page.text
    assert "There is no policy number." in page.text
    assert "No accreditation standard is cited in the head." in page.text


def test_a_confirmed_document_is_a_revision_that_is_not_in_force(
    upload: Upload, owner: PageClient, database: Database
) -> None:
    path = upload().location
    confirm(owner, path)
    assert "House rules: revision 1 is stored. It is not in force." in owner.follow().text
    assert keys(database) == ["I", "I-p1", "II", "II.A", "II.B"]
    assert "No revision is in force yet" in owner.get("/policies").text
    with database.reading() as session:
        kinds = list(session.execute(select(Journal.kind).order_by(Journal.seq)).scalars())
        revision = stored_revision(session, 1)
    assert kinds[-2:] == ["revision-imported", DocumentConfirmed.kind]
    assert revision.reading_sha256 is not None
    assert verify_journal(database).findings == ()


def test_the_first_revision_of_a_new_policy_is_published_by_two_people(
    upload: Upload, owner: PageClient, database: Database, new_client: Callable[[], PageClient]
) -> None:
    confirm(owner, upload().location)
    here = owner.follow().link("House rules: house.docx")
    assert here == "/policies/house-rules/revisions/1"
    owner.get(owner.get(here).link("Publish"))
    owner.submit("publication", {"when": "day", "reason": "New rules."}, status=422)
    owner.get(f"{here}/publication")
    owner.submit("publication", {"when": "now", "reason": "New rules."}, statements=60)
    proposal = owner.follow()
    assert "Publish the first revision of “House rules”" in proposal.text
    chief = new_client().become(sign_up(database, Role.CHIEF, login="chief"))
    chief.get(proposal.path)
    chief.submit("decision", {"outcome": "approved"}, statements=60)
    assert "Approved, and done." in chief.follow().text
    assert "Members lock the door." in owner.get("/policies/house-rules").text
    owner.get(f"{here}/publication", status=404)
    assert verify_journal(database).findings == ()


def test_a_split_a_move_and_a_number_by_hand_are_what_is_stored(
    upload: Upload, owner: PageClient, database: Database
) -> None:
    path = upload().location
    act(owner, path, 1, "split", cut="They write")
    act(owner, path, 2, "renumber", number="7")
    act(owner, path, 5, "indent")
    confirm(owner, path)
    assert keys(database) == ["I", "I-p1", "I.7", "II", "II.A", "II.A.B"]
    with database.reading() as session:
        texts = list(session.execute(select(Clause.text).order_by(Clause.id)).scalars())
    assert texts[1:3] == ["Members lock the door.", "They write it down."]


def test_a_correction_that_cannot_be_is_said_at_its_field(
    upload: Upload, owner: PageClient
) -> None:
    path = upload().location
    page = act(owner, path, 1, "split", status=422, cut="no such words")
    assert "These words do not stand inside the section." in page.text
    page = act(owner, path, 1, "renumber", status=422, number="<b>")
    assert "Write a number such as 4, B, iv or 1.2." in page.text
    act(owner, path, 0, "outdent", status=422)
    act(owner, path, 0, "explode", status=422)


def test_the_last_correction_can_be_taken_back(upload: Upload, owner: PageClient) -> None:
    path = upload().location
    act(owner, path, 4, "merge")
    assert "1 correction is kept" in owner.get(path).text
    owner.submit(f"{path}/undo")
    assert "No correction was made." in owner.follow().text


def test_up_09_a_confirmation_of_something_else_stores_nothing(
    upload: Upload, owner: PageClient, database: Database
) -> None:
    path = upload().location
    owner.get(path)
    page = owner.get(path)
    shown = next(v for f in page.reader.forms for n, v in f.fields if n == "shown")
    act(owner, path, 4, "merge")
    before = counts(database)
    owner.post(f"{path}/confirmation", {"shown": shown})
    assert "Somebody changed this document meanwhile." in owner.follow().text
    assert counts(database) == before
    owner.post(f"{path}/confirmation", {"shown": "0" * 64})
    assert counts(database) == before


def test_a_stale_correction_changes_nothing(upload: Upload, owner: PageClient) -> None:
    path = upload().location
    page = owner.get(f"{path}/sections/4")
    shown = next(v for f in page.reader.forms for n, v in f.fields if n == "shown")
    act(owner, path, 4, "merge")
    owner.post(f"{path}/sections/3", {"shown": shown, "act": "merge"})
    assert "Somebody changed this document meanwhile." in owner.follow().text


def test_corrections_are_kept_for_the_next_revision_where_their_words_are_found(
    upload: Upload, owner: PageClient, database: Database
) -> None:
    path = upload().location
    act(owner, path, 1, "split", cut="They write")
    act(owner, path, 4, "renumber", number="4")
    confirm(owner, path)
    changed = word(
        paragraph("I. PURPOSE")
        + paragraph("Members lock the door. They write it down.")
        + paragraph("II. RULES")
        + paragraph("A. First rule of the house, changed.")
    )
    page = owner.follow(upload(changed, policy="house-rules", title=""))
    assert "1 correction is kept for this and the next revision, 1 of them from the last one" in (
        page.text
    )
    assert "Corrections of the last revision that fit nothing here" in page.text
    confirm(owner, page.path)
    assert keys(database)[-5:] == ["I", "I-p1", "I-p2", "II", "II.A"]


def test_the_same_document_twice_is_one_revision(
    upload: Upload, owner: PageClient, database: Database
) -> None:
    confirm(owner, upload().location)
    before = counts(database)
    path = upload(policy="house-rules").location
    confirm(owner, path)
    assert "The newest revision is this document already." in owner.follow().text
    assert counts(database)[1:3] == before[1:3]
    owner.submit(f"{path}/abandonment")
    assert "Given up" in owner.follow().text
    owner.get(path, status=404)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "The file is empty."),
        (SMALL[:200], "damaged"),
        (word(paragraph("I. X"), {"word/vbaProject.bin": b"x"}), "macros"),
        (b"I. ONE\nA caf\xe9.", "Line 2 holds bytes that are no UTF-8 text"),
        (b"<html><script>alert(1)</script>", "a web page"),
    ],
)
def test_a_refused_document_says_why_and_leaves_nothing(
    upload: Upload, database: Database, raw: bytes, words: str, tmp_path: Path
) -> None:
    before = counts(database)
    assert words in upload(raw, status=422).text
    assert counts(database) == before


def test_a_new_policy_needs_a_title_and_an_address_of_its_own(
    upload: Upload, owner: PageClient
) -> None:
    assert "Write the title of the new policy" in upload(title=" § ", status=422).text
    assert "Write the title of the new policy" in upload(title="Imports", status=422).text
    confirm(owner, upload().location)
    assert "a policy of this title is there already" in upload(status=422).text.replace(
        "A p", "a p"
    )


def test_up_25_only_so_many_documents_wait_at_once(
    upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lms.services.stage_document.MOST_OPEN", 1)
    upload()
    assert "oo many documents wait for their confirmation" in upload(status=422).text


def test_up_25_a_file_beyond_the_limit_is_refused_before_it_is_read(owner: PageClient) -> None:
    page = owner._open(
        "POST",
        IMPORTS,
        data=b"x" * 13_000_000,
        content_type="multipart/form-data; boundary=edge",
    )
    assert page.status == 413


def test_words_of_a_document_are_inert_on_the_pages(upload: Upload, owner: PageClient) -> None:
    raw = b"I. PURPOSE\n\n<script>alert(1)</script> & <b>more</b> of it.\n\nII. END\n"
    page = owner.follow(upload(raw, title="<i>Title</i>", name="<img src=x>.txt"))
    assert "<script>alert(1)" not in page.html
    assert "<i>Title" not in page.html
    assert "<script>alert(1)</script> & <b>more</b> of it." in page.text
