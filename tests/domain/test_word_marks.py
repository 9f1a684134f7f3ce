from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lms.domain.word_marks import Stretch, WordChange, lines, marked, side

TEXTS = st.lists(
    st.sampled_from(["the", "OIC", "shall", "not", "a", "copy", "of", "48", "hours,", "(IV.C)"])
).flatmap(
    lambda words: st.sampled_from([" ", "\n", "  "]).map(lambda space: space.join(words).strip())
)


def shown(before: str, after: str) -> str:
    signs = {WordChange.SAME: "{}", WordChange.GONE: "[-{}-]", WordChange.NEW: "[+{}+]"}
    return "".join(signs[each.change].format(each.text) for each in marked(before, after))


@given(TEXTS, TEXTS)
def test_both_wordings_can_be_read_from_the_marks(before: str, after: str) -> None:
    found = marked(before, after)
    assert "".join(each.text for each in side(found, WordChange.GONE)) == before
    assert "".join(each.text for each in side(found, WordChange.NEW)) == after


@given(st.text(), st.text())
def test_no_character_of_any_text_is_lost(before: str, after: str) -> None:
    found = marked(before, after)
    assert "".join(each.text for each in side(found, WordChange.GONE)) == before
    assert "".join(each.text for each in side(found, WordChange.NEW)) == after


def test_the_same_words_carry_no_mark() -> None:
    assert marked("shall not ask", "shall not ask") == (Stretch(WordChange.SAME, "shall not ask"),)
    assert marked("", "") == ()


def test_marks_stand_on_whole_words() -> None:
    assert shown("held for 48 hours.", "held for 24 hours.") == "held for [-48 -][+24 +]hours."
    assert shown("Form I-247, issued", "Form I-247A, issued") == (
        "Form [-I-247-][+I-247A+], issued"
    )


def test_a_word_put_in_changes_no_other() -> None:
    assert shown("shall not ask", "shall not ever ask") == "shall not [+ever +]ask"


def test_a_changed_comma_does_not_change_the_word_before_it() -> None:
    assert shown("Mayhem, or", "Mayhem;") == "Mayhem[-, or-][+;+]"


def test_a_stray_word_between_changes_is_not_left_standing() -> None:
    before = "It shall be decision of the bailing Clerk to set bail"
    after = "No officer may hold anybody for the convenience of federal agents"
    assert shown(before, after) == f"[-{before}-][+{after}+]"


def test_a_split_shows_as_a_new_line_and_nothing_else() -> None:
    before, after = "Make a copy. Attach it.", "Make a copy.\nAttach it."
    assert shown(before, after) == "Make a copy.[- -][+\n+]Attach it."
    now = lines(side(marked(before, after), WordChange.NEW))
    assert ["".join(each.text for each in line) for line in now] == ["Make a copy.", "Attach it."]
