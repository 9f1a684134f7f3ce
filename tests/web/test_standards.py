"""The accreditation manager's hour: map, choose proofs, see what is wrong, memo, export."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial
from pathlib import Path
from zipfile import ZipFile

import pikepdf
import pytest
from sqlalchemy import Select, select

from lms.domain.package import PackageKind
from lms.models import StandardMapping, StandardProof
from lms.rendering.package import verify
from lms.services.keep_keys import record_key
from lms.services.packages.build import build_package
from lms.storage.database import Database
from lms.storage.files import FileStore
from lms.storage.keys import make_journal_key
from tests.demonstrations import Loaded
from tests.department import COMPLETE, Find
from tests.page_client import PageClient
from tests.rendering.certificate_paper import text_of

NUMBER = "41.2.8(b)"
MAPPED = {
    "number": NUMBER,
    "title": "Our own words for it",
    "provisions": "IV.B.1, IV.E",
    "proofs": ["lesson-plan", "completion", "class-record"],
    "rationale": "Both sections are what the standard asks about.",
}


@pytest.fixture
def database(department: Database) -> Database:
    return department


@pytest.fixture
def manager(find: Find, client: PageClient) -> PageClient:
    client.most_statements = 60
    return client.become(find("accreditation"))


@pytest.fixture
def mapped(manager: PageClient) -> str:
    manager.get("/evidence/standards/new")
    manager.post("/evidence/standards", MAPPED)
    return f"/evidence/standards/{NUMBER}"


def _mappings(number: str) -> Select[int]:
    return select(StandardMapping.id).where(StandardMapping.number == number)


def _offers(manager: PageClient, address: str) -> list[str]:
    html = manager.get(address).html
    return [part.partition('"')[0] for part in html.split('<option value="')[1:]]


def _choose(manager: PageClient, address: str, offer: str, reason: str = "It teaches it.") -> None:
    manager.post(f"{address}/2026/proofs", {"offer": offer, "reason": reason})


def test_a_standard_is_mapped_with_its_reason_and_mapped_anew(
    manager: PageClient, mapped: str, database: Database
) -> None:
    assert "Our own words for it" in manager.get("/evidence/standards").text
    assert "what the standard asks about" in manager.get(mapped).text
    manager.get(f"{mapped}/mapping")
    manager.post("/evidence/standards", {**MAPPED, "title": "Better words"})
    assert "Better words" in manager.get(mapped).text
    with database.reading() as session:
        assert len(session.execute(_mappings(NUMBER)).all()) == 2


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"number": "../1"}, "42.2.8"),
        ({"title": ""}, "title"),
        ({"provisions": "IV.Z.99"}, "no such section: IV.Z.99"),
        ({"provisions": " , "}, "none was named"),
        ({"proofs": []}, "at least one"),
        ({"rationale": ""}, "Say why"),
    ],
)
def test_a_mapping_that_says_too_little_is_refused(
    manager: PageClient, database: Database, changes: dict[str, object], words: str
) -> None:
    manager.get("/evidence/standards/new")
    fields: dict[str, object] = {**MAPPED, **changes}
    assert words in manager.post("/evidence/standards", fields, status=422).text  # type: ignore[arg-type]
    with database.reading() as session:
        assert session.execute(_mappings(str(fields["number"]))).first() is None


def test_two_proofs_are_chosen_with_reasons_and_no_third(
    manager: PageClient, mapped: str, database: Database
) -> None:
    offers = _offers(manager, mapped)
    assert "completion:0" in offers
    assert any(each.startswith("lesson-plan:") for each in offers)
    _choose(manager, mapped, offers[0])
    _choose(manager, mapped, "completion:0")
    page = manager.get(mapped)
    assert page.text.count("Chosen by") == 2
    assert "completion:0" not in _offers(manager, mapped)
    _choose(manager, mapped, _offers(manager, mapped)[0])
    assert "take one out first" in manager.get(mapped).text
    with database.reading() as session:
        proof = (
            session.execute(select(StandardProof.id).where(StandardProof.number == NUMBER))
            .scalars()
            .first()
        )
    manager.post(f"{mapped}/2026/proofs/{proof}/withdrawal", {})
    assert manager.get(mapped).text.count("Chosen by") == 1


def test_a_proof_without_reason_or_of_another_year_is_refused(
    manager: PageClient, mapped: str
) -> None:
    data = {"offer": "completion:0", "reason": ""}
    manager.get(mapped)
    assert "Write why" in manager.post(f"{mapped}/2026/proofs", data, status=422).text
    data = {"offer": "lesson-plan:999999", "reason": "It is."}
    assert "Choose one of" in manager.post(f"{mapped}/2026/proofs", data, status=422).text
    manager.post(f"{mapped}/2999/proofs", data, status=404)


def test_a_gap_leads_to_a_memo_that_mends_it(manager: PageClient, mapped: str) -> None:
    page = manager.get("/evidence/standards")
    assert "2025 has no proof and no memo" in page.text
    memo = f"{mapped}/2025/memo"
    assert memo in [href for href, _ in manager.get(mapped).reader.links]
    draft = manager.get(memo)
    assert "2025 has no proof" in draft.html
    assert "leaves open" in manager.post(memo, {"text": "It is ______."}, status=422).text
    manager.post(memo, {"text": "The policy was not in force in 2025."})
    assert "2025 has no proof and no memo" not in manager.get("/evidence/standards").text
    assert "The policy was not in force in 2025." in manager.get(mapped).text


def test_the_window_is_data(manager: PageClient, mapped: str) -> None:
    manager.get("/evidence/standards")
    wrong = {"name": "2027", "starts_on": "2027-01-01", "ends_on": "2026-01-01"}
    assert "ends before" in manager.post("/evidence/window", wrong, status=422).text
    right = {"name": "2027", "starts_on": "2025-01-01", "ends_on": "2027-12-31"}
    manager.post("/evidence/window", right)
    page = manager.get("/evidence/standards")
    assert "Window: 2027" in page.text
    assert "2024" not in page.text


def test_the_thin_folder_holds_at_most_five_papers_a_standard_and_the_passage_is_marked(
    manager: PageClient, mapped: str, database: Database, loaded: Loaded, tmp_path: Path
) -> None:
    _choose(manager, mapped, _offers(manager, mapped)[0], "It teaches section IV.B.1.")
    _choose(manager, mapped, "completion:0", "All of them by name.")
    manager.post(f"{mapped}/2026/memo", {"text": "The class of May was moved to June."})
    key = make_journal_key(tmp_path / "data")
    database.writing(partial(record_key, key=key, previous=None, reason="a test"))
    made = []
    for name in ("one", "two"):
        out = tmp_path / f"{name}.zip"
        build_package(
            database,
            FileStore(loaded.files),
            kind=PackageKind.FOLDER,
            folder=tmp_path / name,
            first=2026,
            last=2026,
            key=key,
            out=out,
        )
        made.append(out.read_bytes())
    assert made[0] == made[1]
    files, findings = verify.read(str(tmp_path / "one.zip"))
    assert verify.examine(files, findings)[1] == []
    with ZipFile(io.BytesIO(made[0])) as opened:
        papers = [
            name for name in opened.namelist() if name.startswith("41-") and name.endswith(".pdf")
        ]
        directive = opened.read("41-2-8-b-2026/1-directive.pdf")
        lesson = next(opened.read(name) for name in papers if "2-lesson-plan" in name)
    assert len(papers) == 4
    assert "It teaches section IV.B.1." in text_of(lesson)
    with pikepdf.open(io.BytesIO(directive)) as pdf:
        marks = b"".join(page.Contents.read_bytes() for page in pdf.pages)
        notes = [each for page in pdf.pages for each in page.get("/Annots", ())]
    assert b"/Annot" in marks
    assert "/Highlight" in {str(each.Subtype) for each in notes}


def test_nobody_else_opens_them(find: Find, new_client: Callable[[], PageClient]) -> None:
    for login in (COMPLETE, "assessor", "0120"):
        new_client().become(find(login)).get("/evidence/standards", status=403)
