"""A document as the newest revision of a policy, from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from lms.models import Clause, Journal, Policy, Revision
from lms.storage.database import Database
from tests.cli.commands import Commands
from tests.content.unsafe_files import paragraph, word
from tests.policies import DRAFT, FOLDER, SLUG

DOCUMENTS = Path(__file__).parents[1] / "content" / "documents"
IMPORT = ("policy", "import-document")
BO = ("--as", "bo")


def stored(database: Database) -> list[tuple[str, int]]:
    with database.reading() as session:
        rows = session.execute(
            select(Policy.slug, Revision.sequence)
            .join(Revision, Revision.policy_id == Policy.id)
            .order_by(Revision.id)
        )
        return [(row.slug, row.sequence) for row in rows]


def test_a_document_of_each_make_becomes_a_policy_that_is_not_in_force(
    flask: Commands, opened: Database
) -> None:
    for number, suffix in enumerate(("docx", "pdf", "txt"), 1):
        file = str(DOCUMENTS / f"body-worn-cameras.{suffix}")
        made = flask.json(*IMPORT, file, "--title", f"Cameras {number}", *BO)
        assert made["revision"] == 1
        assert made["shown_digest"]
    assert stored(opened) == [("cameras-1", 1), ("cameras-2", 1), ("cameras-3", 1)]
    assert {each["name"] for each in flask.json("policy", "list")["policies"]} == {None}


def test_a_revision_of_a_policy_is_stored_with_the_doubts_about_its_reading(
    flask: Commands, opened: Database
) -> None:
    flask("policy", "import", str(FOLDER))
    file = str(FOLDER / DRAFT / "policy.txt")
    made = flask.json(*IMPORT, file, "--policy", SLUG, *BO)
    assert made["revision"] == 2
    assert "begins a page" in made["doubts"]["IV.C.3"][0]
    with opened.reading() as session:
        keys = session.execute(select(Clause.key).where(Clause.revision_id == 2)).scalars().all()
        kinds = session.execute(select(Journal.kind).order_by(Journal.seq)).scalars().all()
    assert "IV.B.4" in keys
    assert kinds[-2:] == ["revision-imported", "document-confirmed"]
    assert "holds something" not in flask(*IMPORT, file, "--title", "Another policy", *BO).stdout


def test_people_read_the_doubts_in_a_line_each(flask: Commands) -> None:
    raw = word(paragraph("I. ONE") + paragraph("A. first rule.") + paragraph("C. third rule."))
    (flask.folder / "rules.docx").write_bytes(raw)
    said = flask(*IMPORT, str(flask.folder / "rules.docx"), "--title", "House rules", *BO).stdout
    assert said.startswith("Stored as revision 1.")
    assert "Doubt at I.C: the numbering jumps from “A.” to “C.”" in said


def test_the_same_document_twice_and_what_cannot_be_read_store_nothing(
    flask: Commands, opened: Database
) -> None:
    file = str(DOCUMENTS / "vehicle-pursuit.txt")
    flask(*IMPORT, file, "--title", "Pursuit", *BO)
    assert "already" in flask.refusal(*IMPORT, file, "--policy", "pursuit", *BO)
    torn = flask.folder / "torn.docx"
    torn.write_bytes((DOCUMENTS / "vehicle-pursuit.docx").read_bytes()[:2_000])
    assert "damaged" in flask.refusal(*IMPORT, str(torn), "--title", "Torn", *BO)
    assert stored(opened) == [("pursuit", 1)]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (BO, "Name the policy with --policy"),
        (("--policy", "no-such-policy", *BO), "no such"),
        (("--title", "§", *BO), "title"),
        (("--title", "Pursuit", "--as", "ann"), "not"),
    ],
)
def test_a_policy_and_a_person_who_may_are_named(
    flask: Commands, opened: Database, words: tuple[str, ...], said: str
) -> None:
    file = str(DOCUMENTS / "vehicle-pursuit.txt")
    assert said in flask.refusal(*IMPORT, file, *words)
    assert not stored(opened)
