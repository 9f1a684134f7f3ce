"""Corrections move words from one section to another and lose none."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.content.document_outline import draft_of
from lms.content.readers.plain import read_plain
from lms.domain.document_reading import proven_tree
from lms.domain.draft import Draft, DraftWords, lost_words
from lms.domain.draft_edits import (
    EditImpossibleError,
    EditKind,
    apply_edit,
    apply_edits,
    edit_of,
)

TEXT = (
    "I. PURPOSE\n\nMembers lock the door. They write it down.\n\nII. RULES\n\n"
    "A. First rule.\n\n1. Part one.\n\n2. Part two.\n\nB. Second rule.\n\nIII. END\n"
)
DOCUMENT = read_plain(TEXT.encode())
WORDS = DraftWords(DOCUMENT)
DRAFT = draft_of(DOCUMENT)
KEYS = ["I", "I-p1", "II", "II.A", "II.A.1", "II.A.2", "II.B", "III"]


def keys(draft: Draft) -> list[str]:
    return [each.key for each in proven_tree(DOCUMENT, draft).clauses]


def done(at: int, kind: EditKind, argument: str = "", draft: Draft = DRAFT) -> Draft:
    return apply_edit(draft, WORDS, edit_of(draft, WORDS, at, kind, argument))


def test_the_draft_is_what_the_text_says() -> None:
    assert keys(DRAFT) == KEYS


@pytest.mark.parametrize(
    ("at", "kind", "argument", "found"),
    [
        (1, EditKind.SPLIT, "4", ["I", "I-p1", "I-p2", *KEYS[2:]]),
        (1, EditKind.MERGE, "", ["I", *KEYS[2:]]),
        (6, EditKind.UP, "", ["I", "I-p1", "II", "II.B", "II.A", "II.A.1", "II.A.2", "III"]),
        (3, EditKind.DOWN, "", ["I", "I-p1", "II", "II.B", "II.A", "II.A.1", "II.A.2", "III"]),
        (6, EditKind.INDENT, "", [*KEYS[:6], "II.A.B", "III"]),
        (4, EditKind.OUTDENT, "", ["I", "I-p1", "II", "II.A", "II.1", "II.1.2", "II.B", "III"]),
        (1, EditKind.RENUMBER, "7", ["I", "I.7", *KEYS[2:]]),
        (5, EditKind.DROP, "", [*KEYS[:5], "II.B", "III"]),
    ],
)
def test_each_correction_does_what_it_says(
    at: int, kind: EditKind, argument: str, found: list[str]
) -> None:
    assert keys(done(at, kind, argument)) == found


@pytest.mark.parametrize(
    ("at", "kind", "argument"),
    [
        (0, EditKind.UP, ""),
        (7, EditKind.DOWN, ""),
        (0, EditKind.OUTDENT, ""),
        (0, EditKind.INDENT, ""),
        (0, EditKind.MERGE, ""),
        (2, EditKind.DROP, ""),
        (1, EditKind.SPLIT, "0"),
        (1, EditKind.SPLIT, "99"),
        (1, EditKind.RENUMBER, ""),
        (99, EditKind.UP, ""),
    ],
)
def test_what_cannot_be_done_is_said(at: int, kind: EditKind, argument: str) -> None:
    with pytest.raises(EditImpossibleError) as caught:
        done(at, kind, argument)
    assert str(caught.value.facts["reason"]).endswith(".")


def test_a_correction_finds_its_section_in_another_document_by_its_words() -> None:
    edits = [
        edit_of(DRAFT, WORDS, 1, EditKind.SPLIT, "4"),
        edit_of(DRAFT, WORDS, 3, EditKind.RENUMBER, "C"),
    ]
    other = read_plain(
        TEXT.replace("First rule", "Another rule").replace("I. P", "I. THE P").encode()
    )
    edited = apply_edits(draft_of(other), DraftWords(other), edits)
    assert [each.kind for each in edited.applied] == [EditKind.SPLIT]
    assert [each.kind for each in edited.left_out] == [EditKind.RENUMBER]


@given(
    st.lists(
        st.tuples(st.integers(0, 9), st.sampled_from(EditKind), st.integers(0, 9)), max_size=12
    )
)
def test_no_row_of_corrections_loses_or_doubles_a_word(
    acts: list[tuple[int, EditKind, int]],
) -> None:
    draft = DRAFT
    for at, kind, argument in acts:
        try:
            draft = done(at, kind, str(argument), draft)
        except EditImpossibleError:
            continue
        assert not lost_words(draft, WORDS)
        proven_tree(DOCUMENT, draft)
        levels = [node.level for node in draft.nodes]
        assert levels[0] == 0
        assert all(after <= before + 1 for before, after in pairwise(levels))
