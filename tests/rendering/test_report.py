from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pikepdf
import pytest

from lms.rendering.report import Bullets, Heading, Paragraph, Part, Report, Table, facts, report_pdf
from lms.rendering.report_words import Emphasis, Words
from tests.rendering.certificate_paper import elements, text_of
from tests.rendering.tag_check import assert_all_marked

REDLINE = Paragraph(
    (
        Words("held for "),
        Words("48 hours", Emphasis.GONE),
        Words(" "),
        Words("24 hours", Emphasis.NEW),
        Words(" at most"),
    ),
    quoted=True,
)
PEOPLE = Table(
    ("Name", "Badge", "Minutes"),
    tuple((f"Officer {number}", f"{number:04}", str(number)) for number in range(80)),
    (6, 2, 2),
    numeric=frozenset({2}),
)
REPORT = Report(
    title="Changes from revision 1 to revision 2",
    department="Haverhill Police Department",
    subject="Haverhill immigration policy",
    lead="One section changed.",
    footer="Haverhill immigration policy, revisions 1 and 2",
    created_on=date(2026, 11, 24),
    parts=(
        Heading("Section IV.A"),
        REDLINE,
        facts([("Decided by", "Nguyễn Thị Ánh Tuyết"), ("Reason", "")]),
        Heading("People", 3),
        Bullets(("First", "Second")),
        PEOPLE,
    ),
)


def report(*parts: Part) -> bytes:
    return report_pdf(replace(REPORT, parts=parts))


@pytest.fixture(scope="module")
def made() -> bytes:
    return report_pdf(REPORT)


def test_it_says_what_it_is_and_in_which_language(made: bytes) -> None:
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert str(pdf.Root.Lang) == "en-US"
        assert str(pdf.docinfo["/Title"]) == REPORT.title
        assert str(pdf.docinfo["/Author"]) == REPORT.department
        assert str(pdf.docinfo["/CreationDate"]) == "D:20261124000000Z"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == REPORT.title
            assert metadata["pdfuaid:part"] == "1"


def test_everything_drawn_is_content_or_decoration(made: bytes) -> None:
    assert_all_marked(made)
    assert_all_marked(report_pdf(replace(REPORT, demonstration=True)))


def test_another_program_reads_every_word_and_the_page_numbers(made: bytes) -> None:
    text = text_of(made)
    for words in ("Section IV.A", "48 hours", "24 hours", "Nguyễn Thị Ánh Tuyết", "Officer 79"):
        assert words in text
    with pikepdf.open(io.BytesIO(made)) as pdf:
        pages = len(pdf.pages)
    assert pages > 1
    assert all(f"Page {number} of {pages}" in text for number in range(1, pages + 1))


def test_headings_lists_and_tables_are_tagged_as_what_they_are(made: bytes) -> None:
    roles = [each.role for each in elements(made)]
    assert (roles.count("/H1"), roles.count("/H2"), roles.count("/H3")) == (1, 1, 1)
    assert (roles.count("/L"), roles.count("/LI"), roles.count("/LBody")) == (1, 2, 2)
    assert (roles.count("/Table"), roles.count("/TR")) == (2, 2 + 81)
    scopes = [each.scope for each in elements(made) if each.role == "/TH"]
    assert scopes == ["/Row"] * 2 + ["/Column"] * 3 + ["/Row"] * 80


def test_a_table_over_pages_is_one_table_whose_heads_are_read_once(made: bytes) -> None:
    assert text_of(made).count("Badge") > 1
    heads = [each for each in elements(made) if each.scope == "/Column"]
    assert len(heads) == 3


def test_marked_words_are_said_to_be_out_or_in(made: bytes) -> None:
    spans = [each.alt for each in elements(made) if each.role == "/Span"]
    assert spans == ["Taken out: 48 hours", "Put in: 24 hours"]


def test_a_paragraph_over_pages_is_one_paragraph() -> None:
    data = report(Paragraph.of("One word after the other. " * 600))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert len(pdf.pages) > 1
    assert [each.role for each in elements(data)].count("/P") == 3
    assert text_of(data).count("One word after the other.") > 590
    assert_all_marked(data)


def test_a_row_longer_than_a_page_is_cut_and_loses_nothing() -> None:
    words = " ".join(f"word{number}" for number in range(2_000))
    data = report(Table(("A", "B"), ((words, "beside"),), (1, 1)))
    assert_all_marked(data)
    found = set(text_of(data).split())
    assert {f"word{number}" for number in range(2_000)} <= found


def test_a_word_wider_than_the_page_is_broken_and_stays_on_it() -> None:
    data = report(Paragraph.of("x" * 1_000))
    assert text_of(data).replace(" ", "").count("x" * 100) >= 1
    assert_all_marked(data)


def test_nothing_a_person_typed_is_markup() -> None:
    text = text_of(report(facts([("Reason", "<b>bold</b> & <img src=x> &amp;")])))
    assert "<b>bold</b> & <img src=x> &amp;" in text


def test_out_07_a_letter_no_typeface_shows_is_named_at_the_end() -> None:
    text = text_of(report(facts([("Name", "王")])))
    assert "王" in text
    assert "U+738B" in text


def test_demonstration_data_says_so_on_every_page() -> None:
    data = report_pdf(replace(REPORT, demonstration=True))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert text_of(data).count("Demonstration data") == len(pdf.pages)


def test_the_same_report_gives_the_same_bytes(made: bytes) -> None:
    assert report(PEOPLE) != made
    assert report_pdf(REPORT) == made
