from __future__ import annotations

from dataclasses import replace

import pytest

from lms.domain.policy import (
    Clause,
    ClauseKind,
    ClauseTree,
    Furniture,
    FurnitureReason,
    Mark,
    Place,
    Span,
    canonical_key,
    joined_words,
    uncovered,
    unfaithful,
    wordy_furniture,
)

TEXT = "I. Scope\nAll are\nserved.1 So\n1 See.\n"


def clause(key: str, text: str, *spans: Span, parent: str | None = None) -> Clause:
    level = 0 if parent is None else 1
    return Clause(key, key, ClauseKind.PARAGRAPH, text, spans, level, parent, 0, "")


def end(at: int) -> Furniture:
    return Furniture(Span(at, at + 1), FurnitureReason.LINE_END)


SECTION = replace(clause("I", "Scope", Span(0, 8)), marker="I.")
PARAGRAPH = replace(
    clause("I-p1", "All are served. So", Span(9, 16), Span(17, 28), parent="I"),
    marks=(Mark("1", 15, "fn1"),),
)
FOOTNOTE = replace(clause("fn1", "See.", Span(29, 35), parent="I-p1"), marker="1")
TREE = ClauseTree((SECTION, PARAGRAPH, FOOTNOTE), (end(8), end(16), end(28), end(35)))


def test_a_tree_that_covers_its_text_exactly_has_nothing_uncovered() -> None:
    assert uncovered(TEXT, TREE) == ()
    assert wordy_furniture(TEXT, TREE) == ()
    assert unfaithful(TEXT, TREE) == ()


def test_a_span_taken_away_is_noticed() -> None:
    lost = replace(PARAGRAPH, spans=PARAGRAPH.spans[:1])

    tree = ClauseTree((SECTION, lost, FOOTNOTE), TREE.furniture)

    assert uncovered(TEXT, tree) == (Span(17, 28),)
    assert unfaithful(TEXT, tree) == ("I-p1",)


def test_furniture_taken_away_is_noticed() -> None:
    assert uncovered(TEXT, ClauseTree(TREE.clauses, TREE.furniture[:-1])) == (Span(35, 36),)


def test_characters_covered_twice_are_noticed() -> None:
    twice = (*TREE.furniture, Furniture(Span(5, 10), FurnitureReason.INDENT))

    assert uncovered(TEXT, ClauseTree(TREE.clauses, twice)) != ()


def test_a_span_outside_the_file_is_noticed() -> None:
    outside = (*TREE.furniture, Furniture(Span(36, 40), FurnitureReason.INDENT))

    assert uncovered(TEXT, ClauseTree(TREE.clauses, outside)) == (Span(36, 40),)


def test_words_passed_off_as_furniture_are_noticed() -> None:
    hidden = Furniture(Span(17, 28), FurnitureReason.BLANK_LINE)
    tree = ClauseTree(TREE.clauses, (*TREE.furniture, hidden))

    assert wordy_furniture(TEXT, tree) == (hidden,)


@pytest.mark.parametrize(
    "text", ["All are served. So it", "All served. So", "All are served, So", "All are. served So"]
)
def test_a_clause_that_says_something_else_than_the_page_is_noticed(text: str) -> None:
    tree = ClauseTree((SECTION, replace(PARAGRAPH, text=text), FOOTNOTE), TREE.furniture)

    assert unfaithful(TEXT, tree) == ("I-p1",)


def test_a_mark_left_out_is_noticed() -> None:
    tree = ClauseTree((SECTION, replace(PARAGRAPH, marks=()), FOOTNOTE), TREE.furniture)

    assert unfaithful(TEXT, tree) == ("I-p1",)


def test_a_hyphen_dropped_at_a_line_end_is_the_same_print_but_no_other_letter_is() -> None:
    text = "po-\nlice"
    spans = (Span(0, 3), Span(4, 8))

    for shown, faithful in (("police", True), ("po-lice", True), ("plice", False)):
        tree = ClauseTree((clause("I", shown, *spans),), (end(3),))
        assert (unfaithful(text, tree) == ()) is faithful


def test_paths_and_children_follow_the_tree() -> None:
    assert TREE.path("fn1") == ("I", "I-p1", "fn1")
    assert TREE.path("none") == ()
    assert [each.key for each in TREE.children(None)] == ["I"]
    assert [each.key for each in TREE.children("I")] == ["I-p1"]
    assert PARAGRAPH.footnotes == (1,)


def test_a_quotation_is_found_whatever_its_line_breaks() -> None:
    assert TREE.find("All are\n   served.") == ("I-p1",)
    assert TREE.place("are  served.") == Place("I-p1", 4, 15)


@pytest.mark.parametrize("quotation", ["", "all are served.", "ll are", "All ar", "served So"])
def test_other_words_parts_of_words_and_nothing_are_not_found(quotation: str) -> None:
    assert TREE.find(quotation) == ()
    assert TREE.place(quotation) is None


def test_typographic_quotes_are_not_plain_ones() -> None:
    tree = ClauseTree((clause("I", "an officer\u2019s “choice”"),), ())

    assert tree.find("officer\u2019s “choice”") == ("I",)
    assert tree.find("officer's") == ()


def test_words_in_two_places_have_no_place_unless_they_are_the_whole_of_one_clause() -> None:
    murder = clause("a", "Murder,")
    intent = clause("b", "Assault with intent to Murder,")
    tree = ClauseTree((murder, intent), ())

    assert [each.key for each in tree.occurrences("Murder,")] == ["a", "b"]
    assert tree.place("Murder,") == Place("a", 0, 7)
    assert tree.place("Murder") is None


def test_words_are_compared_composed_and_with_single_spaces() -> None:
    assert joined_words(" Jose\u0301 \n\n  went ") == "Jos\u00e9 went"


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Section IV (C)", "IV.C"),
        ("Subsection IV (C)", "IV.C"),
        ("§ IV (C)", "IV.C"),
        ("§§ IV (C)", "IV.C"),
        ("(II-4)", "II.4"),
        ("IV.C", "IV.C"),
        (" IV.A-2(c) ", "IV.A-2(c)"),
        ("IV.A-3(1)", "IV.A-3(1)"),
        ("IV.", "IV"),
        ("III-1", "III.1"),
        ("I-p4a", "I-p4a"),
    ],
)
def test_the_policys_ways_to_write_a_label_mean_one_key(written: str, key: str) -> None:
    assert canonical_key(written) == key
