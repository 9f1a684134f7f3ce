"""Eight documents of different make are read as a person reads them, and no word is lost."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from pathlib import Path
from xml.sax.saxutils import unescape

import pypdf
import pytest

from lms.content.reading_process import read_document
from lms.content.safe_reading import reading_from, reading_primitives
from lms.domain.document_reading import left_out_of, proven_tree, reading_header
from lms.domain.policy import ClauseTree, FurnitureReason
from lms.domain.policy_header import PolicyHeader, header_findings
from tests.content.documents import trees

FOLDER = Path(__file__).parent / "documents"
EXPECTED = {
    "body-worn-cameras.docx": trees.CAMERAS,
    "body-worn-cameras.pdf": trees.CAMERAS,
    "body-worn-cameras.txt": trees.CAMERAS,
    "vehicle-pursuit.docx": trees.PURSUIT,
    "vehicle-pursuit.pdf": trees.PURSUIT,
    "vehicle-pursuit.txt": trees.PURSUIT.replace(
        "      eni The statute on emergency vehicles names the equipment that must be in use.\n", ""
    ),
    "evidence-handling.docx": trees.EVIDENCE,
    "evidence-handling.pdf": trees.EVIDENCE,
}
"""LibreOffice leaves endnotes out of what it saves as text; the tree is that of the file."""

CAMERAS_HEAD = PolicyHeader(
    date="March 1, 2026",
    number="4.12",
    actions=("NEW",),
    authority="Chief Dana Whitlock",
    effective="March 1, 2026",
    review="March 1, 2027",
    standards=("41.3.8", "82.1.1"),
)
PURSUIT_HEAD = PolicyHeader(
    date="01/15/2026",
    number="61.3",
    actions=("AMENDS",),
    authority="Chief of Police R. Okafor",
    effective="02/01/2026",
    review=None,
    standards=("41.2.2", "61.3.4"),
)
EVIDENCE_HEAD = PolicyHeader(
    date="12/01/2025",
    number="84-1",
    actions=("RESCINDS",),
    authority="Chief L. Marchetti",
)
PARTS = re.compile(r"word/(document|header\d|footer\d|footnotes|endnotes)\.xml")
HEADS = {"body": CAMERAS_HEAD, "vehicle": PURSUIT_HEAD, "evidence": EVIDENCE_HEAD}


def raw(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


def outline(tree: ClauseTree, words: int = 40) -> str:
    return "".join(
        f"{'  ' * each.level}{each.key} {' '.join(each.text.split()[:words])}\n"
        for each in tree.clauses
    )


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_document_is_read_as_the_tree_a_person_sees(name: str) -> None:
    reading = read_document(raw(name))
    tree = proven_tree(reading.document, reading.draft)
    wanted = EXPECTED[name].strip("\n").split("\n")
    shown = outline(tree).strip("\n").split("\n")
    assert len(shown) == len(wanted)
    for line, beginning in zip(shown, wanted, strict=True):
        assert line.startswith(beginning)


def printed_letters(name: str) -> Counter[str]:
    """The letters of a file, counted without the reader that is tested."""
    data = raw(name)
    if name.endswith(".pdf"):
        pages = pypdf.PdfReader(io.BytesIO(data)).pages
        return letters("".join(page.extract_text() for page in pages).replace("\uf0b7", "•"))
    if name.endswith(".txt"):
        return letters(data.decode("utf-8-sig"))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = [package.read(part).decode() for part in package.namelist() if PARTS.search(part)]
    found = (
        unescape(words) for part in parts for words in re.findall(r"<w:t(?: [^>]*)?>([^<]*)", part)
    )
    return letters("".join(found))


def letters(text: str) -> Counter[str]:
    return Counter("".join(text.replace("\u00ad", "").split()))


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_every_letter_of_the_file_is_in_the_tree_or_listed(name: str) -> None:
    """What the tree has beyond the file are numbers that Word computes, and signs of notes."""
    reading = read_document(raw(name))
    document = reading.document
    tree = proven_tree(document, reading.draft)
    listed = "".join(each.words for each in left_out_of(document, reading.draft))
    signs = "".join(mark.sign for each in tree.clauses for mark in each.marks)
    kept = letters("".join(each.marker + each.text for each in tree.clauses) + signs + listed)
    computed = Counter[str]()
    if name.endswith(".docx"):
        markers = (document.text[b.start : b.start + b.marker] for b in document.blocks)
        deleted = (each.words for each in document.left_out)
        computed = letters("".join((*markers, signs, *deleted)))
    there = printed_letters(name)
    hyphens = sum(len(block.joins) for block in document.blocks) if name.endswith(".pdf") else 0
    assert there - kept == Counter({"-": hyphens} if hyphens else {})
    assert kept - there == computed


def test_documents_of_one_policy_have_the_same_words_in_every_format() -> None:
    texts = {}
    for name in EXPECTED:
        reading = read_document(raw(name))
        tree = proven_tree(reading.document, reading.draft)
        notes = {"eni"}
        texts[name] = [(c.key, c.text) for c in tree.clauses if c.key not in notes]
    for stem in ("body-worn-cameras", "evidence-handling"):
        docx = texts[f"{stem}.docx"]
        assert all(texts[name] == docx for name in texts if name.startswith(stem))
    assert texts["vehicle-pursuit.pdf"] == texts["vehicle-pursuit.docx"]


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_the_head_is_found_in_two_columns_and_in_lines(name: str) -> None:
    header = reading_header(read_document(raw(name)))
    assert header == HEADS[name.partition("-")[0]]


def test_what_a_head_lacks_is_named_one_by_one() -> None:
    header = reading_header(read_document(raw("evidence-handling.docx")))
    assert [each.message for each in header_findings(header)] == [
        "There is no effective date.",
        "There is no review date.",
        "No accreditation standard is cited in the head.",
    ]


@pytest.mark.parametrize("name", sorted(name for name in EXPECTED if name.endswith("pdf")))
def test_running_headers_footers_and_page_numbers_are_listed(name: str) -> None:
    reading = read_document(raw(name))
    furniture = [
        each.why
        for each in left_out_of(reading.document, reading.draft)
        if each.why != FurnitureReason.HEADER_FORM
    ]
    assert furniture.count(FurnitureReason.PAGE_HEADER) == 3
    assert furniture.count(FurnitureReason.PAGE_FOOTER) == 3
    assert any("left out as page furniture" in each.message for each in reading.draft.doubts)


def test_a_tracked_deletion_is_left_out_and_listed_and_an_insertion_kept() -> None:
    reading = read_document(raw("evidence-handling.docx"))
    left_out = [(each.why, each.words) for each in left_out_of(reading.document, reading.draft)]
    assert ("deleted with changes tracked", "retires") in left_out
    assert any("inserted with changes tracked" in each.message for each in reading.draft.doubts)


def test_a_word_parted_at_a_line_end_is_joined_and_a_compound_keeps_its_hyphen() -> None:
    pursuit = read_document(raw("vehicle-pursuit.pdf"))
    tree = proven_tree(pursuit.document, pursuit.draft)
    assert tree.find("no one is disciplined for having ended one") == ("5.1",)
    assert any("disci-plined" in each.message for each in pursuit.draft.doubts)
    cameras = read_document(raw("body-worn-cameras.txt"))
    tree = proven_tree(cameras.document, cameras.draft)
    assert tree.find("record with a body-worn camera") == ("I-p1",)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_reading_survives_being_stored(name: str) -> None:
    reading = read_document(raw(name))
    assert reading_from(reading_primitives(reading)) == reading


def test_the_real_policy_is_read_without_its_corrections_too() -> None:
    folder = Path(__file__).parents[2] / "scenarios" / "haverhill-immigration"
    reading = read_document((folder / "policy.txt").read_bytes())
    tree = proven_tree(reading.document, reading.draft)
    assert {"IV.A", "IV.B.2", "IV.C.1-b", "IV.D.3-f", "IV.E", "fn3"} <= {
        each.key for each in tree.clauses
    }
    assert len(reading.draft.doubts) >= 3
