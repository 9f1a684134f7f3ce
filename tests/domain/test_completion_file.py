from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.domain.completion_file import (
    FIELDS,
    FIRST_TEMPLATE,
    FileColumn,
    TemplateError,
    hours,
    read_template,
)


def _mistakes(text: str) -> list[str]:
    with pytest.raises(TemplateError) as refused:
        read_template(text)
    return [str(each) for each in refused.value.mistakes]


def test_the_first_template_is_one() -> None:
    assert len(read_template(FIRST_TEMPLATE)) == 10


def test_a_column_is_a_field_or_fixed_words_under_any_heading() -> None:
    columns = read_template('Officer ID=badge\n\n  Course Name = "Policy = IV.E"  \nA=B = year\n')
    assert columns == (
        FileColumn("Officer ID", "badge"),
        FileColumn("Course Name", None, "Policy = IV.E"),
        FileColumn("A=B", "year"),
    )
    assert columns[1].value({}) == "Policy = IV.E"
    assert columns[0].value({"badge": "0101"}) == "0101"


def test_every_mistake_is_named_with_its_line_and_a_near_name() -> None:
    assert _mistakes('Badge = bagde\nBadge\n= year\nX = "open\nYear = year\nyear = year') == [
        "Line 1: There is no field \u201cbagde\u201d. Is it \u201cbadge\u201d?",
        "Line 2: Write a heading, an equals sign, and a field: Badge = badge.",
        "Line 3: A heading has 1 to 80 characters.",
        "Line 4: Fixed words stand between two quotation marks.",
        "Line 6: Line 5 has the heading \u201cyear\u201d already.",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "at least one column"),
        ("\n \n", "at least one column"),
        ("\n".join(f"C{number} = badge" for number in range(61)), "at most 60"),
        (f"{'x' * 81} = badge", "1 to 80"),
        ("A\u200bB = badge", "can be seen"),
        ('A = ""b"', "two quotation marks"),
        ('A = "', "two quotation marks"),
        ("\n" * 8_001 + "A = badge", "under 8,000"),
    ],
)
def test_what_is_no_template_says_why(text: str, words: str) -> None:
    assert any(words in each for each in _mistakes(text))


@given(st.text(max_size=300))
def test_any_text_is_a_template_or_is_refused_with_words(text: str) -> None:
    try:
        columns = read_template(text)
    except TemplateError:
        assert _mistakes(text)
    else:
        assert all(each.field is None or each.field in FIELDS for each in columns)


def test_hours_are_rounded_down_once_and_never_negative() -> None:
    assert [hours(seconds) for seconds in (0, 35, 36, 6_361, 7_200, -60)] == [
        "0.00",
        "0.00",
        "0.01",
        "1.76",
        "2.00",
        "0.00",
    ]
