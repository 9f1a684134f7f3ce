"""Outlines of plain texts: what follows what, and what is in doubt; encodings."""

from __future__ import annotations

import codecs

import pytest

from lms.content.readers.unreadable import UnreadableDocumentError
from lms.content.reading_process import read_document
from lms.domain.document_reading import proven_tree


def keys(text: str) -> list[str]:
    reading = read_document(text.encode())
    return [each.key for each in proven_tree(reading.document, reading.draft).clauses]


def doubts(text: str) -> list[str]:
    return [each.message for each in read_document(text.encode()).draft.doubts]


def lines(*markers: str) -> str:
    return "".join(f"{marker} something is done here.\n\n" for marker in markers)


@pytest.mark.parametrize(
    ("markers", "found"),
    [
        (("I.", "A.", "1.", "a.", "i.", "ii.", "b.", "2.", "B.", "II."),
         ["I", "I.A", "I.A.1", "I.A.1.a", "I.A.1.a.i", "I.A.1.a.ii",
          "I.A.1.b", "I.A.2", "I.B", "II"]),
        (("1.0", "1.1", "1.1.1", "1.2", "2.0", "2.1"),
         ["1.0", "1.1", "1.1.1", "1.2", "2.0", "2.1"]),
        (("1.", "1.1", "1.2", "2.", "2.1"), ["1", "1.1", "1.2", "2", "2.1"]),
        (("I.", "(a)", "(b)", "(1)", "II."), ["I", "I(a)", "I(b)", "I(b)(1)", "II"]),
        (("Section 1.", "A)", "B)", "Section 2."), ["1", "1(A)", "1(B)", "2"]),
        (("I.", "•", "•", "II.", "-"), ["I", "I-1", "I-2", "II", "II-1"]),
    ],
)  # fmt: skip
def test_numbering_is_followed(markers: tuple[str, ...], found: list[str]) -> None:
    assert keys(lines(*markers)) == found


def test_i_after_h_goes_on_and_the_doubt_is_said() -> None:
    text = lines("I.", *(f"{sign}." for sign in "abcdefghi"))
    assert keys(text)[-1] == "I.i"
    assert any("“i.” is a or i here" in each for each in doubts(text))


@pytest.mark.parametrize(
    ("markers", "said"),
    [
        (("I.", "A.", "C."), "the numbering jumps from “A.” to “C.”"),
        (("1.0", "1.1", "1.4"), "the numbering jumps from “1.1” to “1.4”"),
        (("I.", "1.", "2.", "1."), "the numbering begins again with “1.”"),
        (("I.", "D."), "begins with “D.”, but nothing leads to it; read as plain text"),
    ],
)
def test_what_does_not_follow_is_doubted(markers: tuple[str, ...], said: str) -> None:
    assert said in doubts(lines(*markers))


def test_a_wrapped_line_that_looks_like_a_marker_begins_nothing() -> None:
    text = (
        "I. PURPOSE\n\nThe order names paragraph\n"
        "2. of the law and goes on from\nthere.\n\nII. END\n"
    )
    assert keys(text) == ["I", "I-p1", "II"]


def test_invisible_characters_are_doubted_and_kept() -> None:
    text = "I. PURPOSE\n\nOne word is \u202ehidden\u202c here.\n"
    assert "holds characters that cannot be seen" in doubts(text)


SAID = "I. PURPOSE\r\nThe café opens.\rIt closes.\n"


@pytest.mark.parametrize(
    "raw",
    [
        SAID.encode(),
        codecs.BOM_UTF8 + SAID.encode(),
        codecs.BOM_UTF16_LE + SAID.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + SAID.encode("utf-16-be"),
    ],
)
def test_up_02_an_encoding_that_says_its_name_is_decoded_right(raw: bytes) -> None:
    assert "café" in read_document(raw).document.text


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (SAID.encode("latin-1"), "Line 2 holds bytes that are no UTF-8 text"),
        (b"I. ONE\nA\0B", "Line 2, column 2 holds a control character"),
        (b"I. ONE\n\xed\xa0\x80", "Line 2 holds bytes"),
        (b"I. ONE\n\xc0\xaf", "Line 2 holds bytes"),
        (codecs.BOM_UTF32_LE + SAID.encode("utf-32-le"), "UTF-32"),
    ],
)
def test_up_02_and_up_04_what_is_no_text_is_refused_with_its_line(raw: bytes, said: str) -> None:
    with pytest.raises(UnreadableDocumentError) as caught:
        read_document(raw)
    assert said in caught.value.reason
