"""Every PDF of a thin folder: what it says of itself, its pages, its names, the passage marked."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from zipfile import ZipFile

import pikepdf
import pytest

from lms.domain.package import PackageKind
from lms.domain.standard import MOST_PAPERS
from lms.queries.provisions import provisions, revision_in_force_any
from lms.services.keep_keys import record_key
from lms.services.packages.build import build_package
from lms.storage.database import Database
from lms.storage.files import FileStore
from lms.storage.keys import make_journal_key
from tests.demonstrations import Loaded
from tests.department import DAY, Find
from tests.page_client import PageClient
from tests.rendering.certificate_paper import text_of
from tests.rendering.tag_check import assert_says_what_it_is

STANDARDS = {
    "42.2.8(a)": (("IV.B.1", "IV.C.1"), ("lesson-plan", "class-record")),
    "9.1": (("IV.E",), ("completion", "lesson-plan")),
}
_MARK = [0.9843, 0.902, 0.6039]
_FOOT = re.compile(r"Page (\d+) of (\d+), package page (\d+)")
_PATH = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*/[1-5]-[a-z]+(-[a-z]+)*\.pdf")
_LONGEST_PATH = 100
_WINDOWS_DEVICES = {"con", "prn", "aux", "nul"}


@pytest.fixture
def database(department: Database) -> Database:
    return department


@dataclass(frozen=True, slots=True)
class Folder:
    """The PDFs of a thin folder by name, in its order, and the table of them."""

    papers: dict[str, bytes]
    index: str


@pytest.fixture
def folder(
    client: PageClient, find: Find, database: Database, loaded: Loaded, tmp_path: Path
) -> Folder:
    """Two standards with every kind of paper that the demonstration offers, and a memo."""
    client.most_statements = 60
    client.become(find("accreditation"))
    for number, (sections, kinds) in STANDARDS.items():
        _map(client, number, sections, kinds)
    key = make_journal_key(tmp_path / "data")
    database.writing(partial(record_key, key=key, previous=None, reason="a test"))
    build_package(
        database,
        FileStore(loaded.files),
        kind=PackageKind.FOLDER,
        folder=tmp_path / "folder",
        first=DAY.year,
        last=DAY.year,
        key=key,
        out=tmp_path / "folder.zip",
    )
    with ZipFile(tmp_path / "folder.zip") as opened:
        names = [name for name in opened.namelist() if name.endswith(".pdf")]
        papers = {name: opened.read(name) for name in names}
        return Folder(papers, opened.read("index.csv").decode("utf-8-sig"))


def _map(
    client: PageClient, number: str, sections: tuple[str, ...], kinds: tuple[str, ...]
) -> None:
    where = f"/evidence/standards/{number}"
    client.get("/evidence/standards/new")
    mapping = {"number": number, "title": "Our own words", "provisions": ", ".join(sections)}
    why = {"proofs": list(kinds), "rationale": "They are what it asks about."}
    client.post("/evidence/standards", {**mapping, **why})
    for kind in kinds:
        html = client.get(where).html
        offers = [part.partition('"')[0] for part in html.split('<option value="')[1:]]
        offer = next((each for each in offers if each.startswith(kind)), None)
        if offer is not None:
            client.post(f"{where}/{DAY.year}/proofs", {"offer": offer, "reason": "It proves it."})
    client.get(f"{where}/{DAY.year}/memo")
    client.post(f"{where}/{DAY.year}/memo", {"text": "The class of May was held in June."})


def test_each_standard_s_folder_holds_what_a_document_system_takes(folder: Folder) -> None:
    """At most five PDFs, short plain paths that differ in more than case, and each in the index."""
    kept = Counter(name.partition("/")[0] for name in folder.papers)
    assert set(kept) >= {"42-2-8-a-2026", "9-1-2026"}
    assert all(2 <= count <= MOST_PAPERS for count in kept.values()), kept
    for name in folder.papers:
        assert _PATH.fullmatch(name), name
        assert len(name) <= _LONGEST_PATH
        assert not _WINDOWS_DEVICES & set(re.split(r"[/.]", name))
        assert name in folder.index
    assert len({name.casefold() for name in folder.papers}) == len(folder.papers)


def test_every_pdf_is_tagged_titled_in_a_language_and_small(folder: Folder) -> None:
    titles = Counter[str]()
    for data in folder.papers.values():
        assert_says_what_it_is(data)
        assert len(data) < 2_000_000
        with pikepdf.open(io.BytesIO(data)) as pdf:
            assert not pdf.is_encrypted
            assert "/AcroForm" not in pdf.Root
            assert "/JavaScript" not in pdf.Root.get("/Names", {})
            titles[str(pdf.docinfo["/Title"])] += 1
            assert "Standard " in text_of(data)
    assert {"Directive", "Memo to file"} <= set(titles)


def test_every_page_says_its_number_in_its_paper_and_in_the_package(folder: Folder) -> None:
    following = 1
    for name in sorted(folder.papers, key=lambda each: _first_page(folder.papers[each])):
        with pikepdf.open(io.BytesIO(folder.papers[name])) as pdf:
            pages = len(pdf.pages)
        found = [tuple(map(int, each)) for each in _FOOT.findall(text_of(folder.papers[name]))]
        assert found == [(at + 1, pages, following + at) for at in range(pages)], name
        following += pages


def _first_page(data: bytes) -> int:
    found = _FOOT.search(text_of(data))
    assert found is not None
    return int(found[3])


def test_the_passage_is_marked_at_its_sentence_and_says_so_to_a_screen_reader(
    folder: Folder, database: Database
) -> None:
    for number, (codes, _) in STANDARDS.items():
        with database.reading() as session:
            revision = revision_in_force_any(session, day=DAY)
            assert revision is not None
            wanted = provisions(session, revision_id=revision.id, day=DAY, codes=codes)
        quotations = [" ".join(each.split()) for row in wanted for each in row.quotations]
        assert quotations
        prefix = number.replace(".", "-").replace("(", "-").replace(")", "")
        data = folder.papers[f"{prefix}-2026/1-directive.pdf"]
        with pikepdf.open(io.BytesIO(data)) as pdf:
            said = " ".join(_marked(pdf.Root.StructTreeRoot.K))
            grounds = sum(_grounds(page) for page in pdf.pages)
            spans = len(list(_marked(pdf.Root.StructTreeRoot.K)))
            notes = [note for page in pdf.pages for note in _highlights(page)]
        for quotation in quotations:
            assert _plain(quotation) in _plain(said), quotation
        assert grounds >= spans >= len(quotations)
        assert len(notes) >= spans
        assert set(notes) == {f"Section {row.label}" for row in wanted}


def _marked(kids: object) -> Iterator[str]:
    """What stands under the mark, line by line, as a screen reader says it."""
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            alt = str(kid.get("/Alt", ""))
            if alt.startswith("Marked: "):
                yield alt.removeprefix("Marked: ")
            if "/K" in kid:
                yield from _marked(kid.K)


def _highlights(page: pikepdf.Page) -> Iterator[str]:
    """What each highlight says of itself: printed, of whole strips, all of them on the page."""
    left, bottom, right, top = map(float, page.mediabox)
    for laid in page.obj.get("/Annots", []):
        if laid.Subtype != "/Highlight":
            continue
        assert int(laid.F) & 4
        corners = [float(each) for each in laid.QuadPoints]
        assert corners
        assert len(corners) % 8 == 0
        assert all(left < each < right for each in corners[::2])
        assert all(bottom < each < top for each in corners[1::2])
        assert b"re f" in laid.AP.N.read_bytes()
        yield str(laid.Contents)


def _grounds(page: pikepdf.Page) -> int:
    """How many grounds of marked words are painted on a page."""
    color: list[float] = []
    found = 0
    for step in pikepdf.parse_content_stream(page):
        if str(step.operator) == "rg":
            color = [round(float(each), 4) for each in step.operands]
        found += str(step.operator) == "f" and color == _MARK
    return found


def _plain(text: str) -> str:
    return "".join(text.split())
