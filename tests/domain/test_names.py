"""Names and badges as they are typed: nothing hides in them, and one spelling is one person."""

from __future__ import annotations

import csv
import io
import unicodedata

import pytest

from lms.domain.errors import InvalidError
from lms.domain.member import clean_badge, clean_name
from lms.domain.name_search import folded, matches
from lms.rendering.csv_lines import csv_lines

NAMES = (
    "\u0110\u1eb7ng Th\u1ecb Thu",
    "Ay\u015fe Karada\u011f",
    "\u0645\u062d\u0645\u062f",
    "\u738b\u5c0f\u660e",
    "Zo\u00eb \U00020bb7",
    "Sean \U0001f600",
)
HIDDEN = ("\u202e", "\u2066", "\u200b", "\u200d", "\ufeff", "\u00ad", "\x1b", "\x00")


@pytest.mark.parametrize("hidden", HIDDEN)
def test_out_06_what_turns_or_hides_text_is_refused_in_a_name(hidden: str) -> None:
    with pytest.raises(InvalidError):
        clean_name(f"Ann{hidden}a Reed")


@pytest.mark.parametrize("badge", ["01\u0417", "\u0430123", "\uff10101", "01\u200b01", "01 01"])
def test_out_06_a_badge_is_plain_letters_and_digits_so_that_no_two_look_equal(badge: str) -> None:
    with pytest.raises(InvalidError):
        clean_badge(badge)


@pytest.mark.parametrize("name", NAMES)
def test_out_07_one_person_is_one_string_however_it_was_typed(name: str) -> None:
    apart = unicodedata.normalize("NFD", name)
    assert clean_name(apart) == clean_name(name) == unicodedata.normalize("NFC", name)
    assert folded(apart) == folded(name)
    assert matches(apart, [clean_name(name)])
    text = "".join(csv_lines([(clean_name(name), 7)]))
    read = list(csv.reader(io.StringIO(text.encode().decode(), newline=""), strict=True))
    assert read == [[clean_name(name), "7"]]
