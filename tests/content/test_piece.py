"""Canonical YAML: what is written is read back to the same document."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.content.piece import piece_text, read_piece
from lms.content.yaml_source import parse_yaml
from lms.content.yaml_text import yaml_text
from lms.domain.documents import to_document
from lms.domain.journal_chain import digest
from tests.demonstrations import whole_folder

_TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn"))
    | st.sampled_from("\n :#-'\"|>&*!%@`[]{},?"),
    max_size=300,
)
_DATA = st.dictionaries(
    st.sampled_from(("id", "title", "body", "lines")),
    _TEXT
    | st.integers(-999, 999)
    | st.lists(_TEXT, max_size=3)
    | st.lists(st.dictionaries(st.sampled_from(("text", "points")), _TEXT, min_size=1), max_size=3),
    min_size=1,
)


@given(_DATA)
def test_whatever_is_written_is_read_back(data: dict[str, object]) -> None:
    source, found = parse_yaml(yaml_text(data).encode(), file="text")
    assert source is not None, (found, yaml_text(data))
    assert source.data == data


@pytest.mark.parametrize("text", ["yes", "012", "1:30", "null", "a: b", "# no", "- x", "", " "])
def test_text_that_yaml_takes_for_something_else_stays_text(text: str) -> None:
    source, _ = parse_yaml(yaml_text({"id": text}).encode(), file="text")
    assert source is not None
    assert source.data == {"id": text}


def test_every_piece_of_the_real_content_comes_back_with_the_same_digest() -> None:
    read = whole_folder()
    things = [
        *(("scenario", each) for each in read.scenarios),
        *(("lesson", each) for each in read.lessons),
        *(("module", each) for each in read.modules),
        *(("checklist", each) for each in read.checklists),
        ("coverage", read.coverage),
        ("questions", read.questions),
    ]
    for kind, thing in things:
        document = to_document(thing)
        piece = read_piece(kind, piece_text(document))
        assert piece.found == ()
        assert digest(to_document(piece.thing)) == digest(document)
