"""Small texts in the form of the extraction, one rule at a time."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.content.clauses import TreeReading, read_tree
from lms.content.markers import Level, Style, depth_of, markers_of
from lms.content.readers.text import UnreadableTextError, read_text
from lms.domain.policy import (
    ClauseKind,
    Correction,
    CorrectionKind,
    FurnitureReason,
    joined_words,
    uncovered,
    unfaithful,
    wordy_furniture,
)

RULE = " " * 39 + "\n"


def double_spaced(*lines: str) -> str:
    """An empty line after every line; a line of one space parts paragraphs."""
    return "".join(f"{line}\n\n" for line in lines)


def reading(text: str, *corrections: Correction) -> TreeReading:
    source = read_text(text.encode())
    result = read_tree(source, corrections)
    assert uncovered(source.text, result.tree) == ()
    assert wordy_furniture(source.text, result.tree) == ()
    assert unfaithful(source.text, result.tree) == ()
    return result


def shown(text: str, *corrections: Correction) -> dict[str, str]:
    return {each.key: each.text for each in reading(text, *corrections).tree.clauses}


def doubts(text: str, *corrections: Correction) -> list[int]:
    return [doubt.line for doubt in reading(text, *corrections).doubts]


def test_wrapped_lines_are_joined_and_a_line_of_spaces_parts_paragraphs() -> None:
    text = double_spaced("I. SCOPE ", " ", "One  line and ", "another. ", " ", "A second. ")

    assert shown(text) == {"I": "SCOPE", "I-p1": "One line and another.", "I-p2": "A second."}


def test_a_leading_space_is_a_bullet_whose_sign_was_lost() -> None:
    text = double_spaced(
        "I. X", " ", "1) Such as: ", " ", " one, ", " two ", "and more. ", "2) Next "
    )

    assert shown(text) == {
        "I": "X",
        "I.1": "Such as:",
        "I.1-a": "one,",
        "I.1-b": "two and more.",
        "I.2": "Next",
    }


def test_a_leading_space_at_a_page_top_is_no_bullet() -> None:
    text = double_spaced("I. X", " ") + "We go on with legal \n and other people. \n\n"

    assert shown(text) == {"I": "X", "I-p1": "We go on with legal and other people."}
    assert doubts(text) == []


def test_two_spaces_at_a_page_top_are_a_bullet() -> None:
    text = double_spaced("I. X", "A. Y", " ", " first. ") + " second \n  third \n\n"

    assert shown(text) == {
        "I": "X",
        "I.A": "Y",
        "I.A-1": "first.",
        "I.A-2": "second",
        "I.A-3": "third",
    }


def test_a_form_feed_is_space_at_a_page_top() -> None:
    text = double_spaced("I. X", " ", "We go on ", "\fand on. ", " ", "\f a bullet ")
    result = reading(text)

    assert [each.key for each in result.tree.clauses] == ["I", "I-p1", "I-1"]
    assert FurnitureReason.PAGE_TOP in {each.reason for each in result.tree.furniture}


def test_a_bullets_own_sign_is_its_marker() -> None:
    text = double_spaced("I. X", "A. Y", " ", "• one ", "\uf0b7 two ")

    assert [(each.key, each.marker, each.text) for each in reading(text).tree.clauses[2:]] == [
        ("I.A-1", "•", "one"),
        ("I.A-2", "\uf0b7", "two"),
    ]


def test_bullets_below_letters_are_numbered_and_below_numbers_lettered() -> None:
    text = double_spaced(
        "I. X",
        "A. Y",
        " ",
        " under a letter ",
        " ",
        "1) in its list ",
        "II. Z",
        "1. W",
        " a ",
        " b ",
    )

    assert list(shown(text)) == [
        "I",
        "I.A",
        "I.A-1",
        "I.A-1(1)",
        "II",
        "II.1",
        "II.1-a",
        "II.1-b",
    ]


def test_a_list_goes_on_after_the_footnote_that_interrupts_it() -> None:
    text = (
        double_spaced("I. X", "A. Y", " ", "1) first;1 ", " ")
        + RULE
        + "1 Note: a foot \n\nand its end. \n 2) second \n\n3) third \n\n"
    )
    result = reading(text)

    assert [each.key for each in result.tree.clauses] == [
        "I",
        "I.A",
        "I.A.1",
        "fn1",
        "I.A.2",
        "I.A.3",
    ]
    footnote = result.tree.get("fn1")
    carrier = result.tree.get("I.A.1")
    assert footnote is not None
    assert carrier is not None
    assert (footnote.text, footnote.marker, footnote.parent) == (
        "Note: a foot and its end.",
        "1",
        "I.A.1",
    )
    assert carrier.text == "first;"
    assert [(mark.sign, mark.at, mark.leads_to) for mark in carrier.marks] == [("1", 6, "fn1")]


def test_two_footnotes_below_one_rule_go_to_their_own_marks() -> None:
    text = (
        double_spaced("I. X", " ", "One warrant1 for which; two. 2 ", "and crimes.2 ", " ")
        + RULE
        + "1 First. \n\n \n2 Second. \n Next page. \n\n"
    )
    tree = reading(text).tree
    paragraph = tree.get("I-p1")

    assert paragraph is not None
    assert paragraph.text == "One warrant for which; two. 2 and crimes."
    assert [(mark.sign, paragraph.text[: mark.at]) for mark in paragraph.marks] == [
        ("1", "One warrant"),
        ("2", paragraph.text),
    ]
    assert tree.path("fn2") == ("I", "I-p1", "fn2")
    assert [each.key for each in tree.clauses] == ["I", "I-p1", "fn1", "fn2", "I-p2"]


def test_a_footnote_without_one_clear_mark_is_doubted_until_a_person_decides() -> None:
    text = (
        double_spaced("I. X", " ", "Form one.1 ", " ", "Or this one.1 ", " ") + RULE + "1 See. \n"
    )
    here = Correction(9, "Or this", CorrectionKind.REFERENCE, "the note is about this")

    assert doubts(text) == [14]
    assert doubts(text, here) == []
    assert reading(text, here).tree.path("fn1") == ("I", "I-p2", "fn1")
    assert reading(text, here).applied == (here,)


def test_a_sentence_goes_on_after_the_footnotes_that_interrupt_it() -> None:
    text = (
        double_spaced("I. X", " ", "One word1 and a term2 that ")
        + RULE
        + "1 First. \n\n \n2 Second. \n goes on. \n\n"
    )

    assert shown(text)["I-p1"] == "One word and a term that goes on."
    assert doubts(text) == []


def test_a_number_after_a_footnote_is_not_its_mark() -> None:
    text = double_spaced("I. X", " ", "One word.1 ", " ") + RULE + "1 See. \n Next word.1 \n\n"

    assert reading(text).tree.path("fn1") == ("I", "I-p1", "fn1")
    assert shown(text)["I-p2"] == "Next word.1"


def test_a_footnote_that_nothing_refers_to_is_doubted() -> None:
    text = double_spaced("I. X", " ", "No mark here. ", " ") + RULE + "1 See. \n"

    assert doubts(text) == [10]


def test_a_note_belongs_to_the_list_whose_entry_carries_its_asterisk() -> None:
    text = double_spaced(
        "I. X",
        "A. Y",
        " ",
        " Steps: ",
        " ",
        "1) one ",
        "2) two.* ",
        " ",
        "*Note: how. ",
        " ",
        " next ",
    )
    tree = reading(text).tree

    assert [(each.key, each.parent, each.kind) for each in tree.clauses[2:]] == [
        ("I.A-1", "I.A", ClauseKind.BULLET),
        ("I.A-1(1)", "I.A-1", ClauseKind.CLAUSE),
        ("I.A-1(2)", "I.A-1", ClauseKind.CLAUSE),
        ("I.A-1n", "I.A-1", ClauseKind.NOTE),
        ("I.A-2", "I.A", ClauseKind.BULLET),
    ]
    two, note = tree.get("I.A-1(2)"), tree.get("I.A-1n")
    assert two is not None
    assert note is not None
    assert (two.text, two.marks[0].sign, two.marks[0].leads_to) == ("two.", "*", "I.A-1n")
    assert (note.marker, note.text) == ("*", "Note: how.")


def test_an_asterisk_that_answers_nothing_is_doubted() -> None:
    assert doubts(double_spaced("I. X", " ", "*Note: how. ")) == [5]
    assert doubts(double_spaced("I. X", " ", "A.* ", " ", "*Note: how. ", " ", "*Note: two. ")) == [
        13
    ]


def test_letters_that_are_roman_numerals_follow_letters() -> None:
    text = double_spaced("I. X", "A. a", "B. b", "C. c", "D. d", "II. Y", "III. Z")

    assert list(shown(text)) == ["I", "I.A", "I.B", "I.C", "I.D", "II", "III"]


def test_a_wrapped_line_that_begins_like_a_marker_stays_text_and_is_doubted() -> None:
    text = double_spaced("I. X", "A. Y", " ", "1) See paragraph ", "7) of the code. ")
    same = Correction(9, "7) of", CorrectionKind.CONTINUATION, "it is a citation")

    assert shown(text)["I.A.1"] == "See paragraph 7) of the code."
    assert doubts(text) == [9]
    assert doubts(text, same) == []


def test_an_unmarked_paragraph_after_a_list_belongs_to_the_heading_and_is_doubted() -> None:
    text = double_spaced("I. X", "1. Y", " ", " one ", " two ", " ", "After all that. ")

    assert reading(text).tree.path("I.1-p1") == ("I", "I.1", "I.1-p1")
    assert doubts(text) == [13]


def test_a_numbered_heading_with_nothing_below_is_a_clause() -> None:
    tree = reading(double_spaced("I. X", "1. Text of its own. ", "2. Heading", " ", "Text. ")).tree

    assert [(each.key, each.kind) for each in tree.clauses] == [
        ("I", ClauseKind.SECTION),
        ("I.1", ClauseKind.CLAUSE),
        ("I.2", ClauseKind.HEADING),
        ("I.2-p1", ClauseKind.PARAGRAPH),
    ]


def test_a_sentence_that_ends_early_may_end_a_paragraph() -> None:
    lines = (
        "I. X",
        " ",
        "A long line that is about as wide as lines get ",
        "Short end. ",
        "Next. ",
    )
    text = double_spaced(*lines)
    split = Correction(9, "Next.", CorrectionKind.PARAGRAPH, "it begins a paragraph")
    whole = Correction(9, "Next.", CorrectionKind.CONTINUATION, "it does not")

    assert doubts(text) == [9]
    assert shown(text, split)["I-p2"] == "Next."
    assert shown(text, whole)["I-p1"].endswith("Short end. Next.")
    assert doubts(text, split) == doubts(text, whole) == []


@pytest.mark.parametrize(
    ("last", "next_line"),
    [
        ("Without an end ", "more. "),
        ("The line is filled up to where lines end for good. ", "Next. "),
    ],
)
def test_no_paragraph_is_suspected_inside_a_sentence_or_after_a_full_line(
    last: str, next_line: str
) -> None:
    wide = "A long line that is about as wide as lines get to be "

    assert doubts(double_spaced("I. X", " ", wide, last, next_line)) == []


def test_a_word_cut_at_a_line_end_is_joined_and_doubted() -> None:
    text = double_spaced("I. X", " ", "two hours of In-", "service training ")
    kept = Correction(5, "two hours", CorrectionKind.HYPHEN_KEPT, "it is written so elsewhere")
    dropped = Correction(5, "two hours", CorrectionKind.HYPHEN_DROPPED, "it is one word")

    assert doubts(text) == [5]
    assert shown(text, kept)["I-p1"] == "two hours of In-service training"
    assert shown(text, dropped)["I-p1"] == "two hours of Inservice training"
    assert doubts(text, kept) == doubts(text, dropped) == []


def test_a_dash_with_a_space_after_it_cuts_no_word() -> None:
    text = double_spaced("I. X", " ", "the side of ICE - ", "Investigations ")

    assert shown(text)["I-p1"] == "the side of ICE - Investigations"
    assert doubts(text) == []


def test_corrections_that_fit_nothing_or_settle_nothing_are_told() -> None:
    text = double_spaced("I. X", " ", "One paragraph. ")
    reason = "because"
    result = reading(
        text,
        Correction(99, "One", CorrectionKind.PARAGRAPH, reason),
        Correction(5, "Two", CorrectionKind.PARAGRAPH, reason),
        Correction(5, "One", CorrectionKind.BULLET, reason),
        Correction(5, "One paragraph.", CorrectionKind.PARAGRAPH, reason),
    )

    assert [str(each) for each in result.findings] == [
        "0.line: line 99 is not in the file",
        "1.line: line 5 does not begin with “Two”",
        "3.line: line 5 has a correction already",
    ]


def test_a_correction_of_what_has_one_reading_settles_nothing() -> None:
    text = double_spaced("I. X", " ", "One paragraph. ")
    result = reading(text, Correction(5, "One", CorrectionKind.PARAGRAPH, "because"))

    assert [str(each) for each in result.findings] == [
        "0.line: settles nothing: line 5 has one reading"
    ]
    assert result.applied == ()


def test_a_correction_can_make_a_bullet_of_a_page_top() -> None:
    text = double_spaced("I. X", "A. Y", " ", " one ", " ") + "Last. \n First. \n\n"
    bullet = Correction(12, "First.", CorrectionKind.BULLET, "the list goes on")

    assert "I.A-2" in shown(text, bullet)
    assert "I.A-2" not in shown(text)


def test_a_list_that_begins_anew_under_one_heading_gets_keys_of_its_own() -> None:
    text = double_spaced("I. X", "A. Y", " ", "1) a ", "2) b ", " ", "And then: ", " ", "1) c ")

    assert list(shown(text))[-1] == "I.A.1~2"


def test_the_form_above_the_first_section_is_furniture() -> None:
    result = reading(" DATE:  \n\n  NEW  AMENDS \n\nI. X\n")

    assert [
        each.span.start
        for each in result.tree.furniture
        if each.reason is FurnitureReason.HEADER_FORM
    ] == [0, 10]


def test_windows_line_ends_change_no_word() -> None:
    text = double_spaced("I. X", " ", "One ", "two. ", " ", " a bullet ")

    assert shown(text.replace("\n", "\r\n")) == shown(text)


def test_the_same_text_always_gives_the_same_tree() -> None:
    text = double_spaced("I. X", " ", "One.1 ", " ") + RULE + "1 See. \n"

    assert reading(text) == reading(text)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"I. X\n\xff", "not UTF-8 on line 2"),
        (b"I. X\n\0", "holds NUL, so it is no text"),
        (b"x" * 2_000_001, "larger than 2000000 bytes"),
    ],
)
def test_what_is_no_text_is_refused(raw: bytes, reason: str) -> None:
    with pytest.raises(UnreadableTextError) as refused:
        read_text(raw)

    assert refused.value.facts == {"reason": reason}


def test_a_marker_counts_only_where_it_is_next() -> None:
    (two,) = markers_of("2) x")
    (first,) = markers_of("1) x")
    roman, letter = markers_of("C. x")
    one = (Level(Style.ROMAN, 4), Level(Style.NUMBER_PAREN, 1))

    assert depth_of(two, one) == 1
    assert depth_of(two, ()) is None
    assert depth_of(first, one) is None
    assert depth_of(first, one[:1]) == 1
    assert (roman.ordinal, letter.ordinal) == (100, 3)
    assert depth_of(letter, (Level(Style.ROMAN, 4), Level(Style.LETTER, 2))) == 1
    assert depth_of(roman, (Level(Style.ROMAN, 4), Level(Style.LETTER, 2))) is None
    assert markers_of("IV.PROCEDURE") == markers_of("No. 1") == markers_of("1/25/17: x") == ()


FRAGMENTS = st.sampled_from(
    (
        *("I. ", "II. ", "A. ", "B. ", "1. ", "1) ", "2) ", "a) ", "*", "*Note", "\n", "\n \n"),
        *("\n\n", "\n\n ", " ", "\f", "\r\n", "-\n\n", "word", "word.1", "word.2 x", "end."),
        *("e\u0301", "\u00a0", "\x1c", "\x85", "\u2028", RULE, "1 Foot", "2 Foot", "•", "•  x"),
        *("DATE:", "\t"),
    )
)


@settings(max_examples=300, deadline=None)
@given(st.lists(FRAGMENTS, max_size=60))
def test_no_text_whatever_loses_a_character(parts: list[str]) -> None:
    clauses = reading("I. A\n\n" + "".join(parts)).tree.clauses

    assert len({each.key for each in clauses}) == len(clauses)
    assert [each.order for each in clauses] == list(range(len(clauses)))
    assert all(each.text == joined_words(each.text) for each in clauses)
    known: set[str] = set()
    for each in clauses:
        assert each.parent is None or each.parent in known
        known.add(each.key)
