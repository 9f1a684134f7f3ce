"""Counsel's decision, the ten days, what a failure after remediation is, and words that fit."""

from __future__ import annotations

from datetime import date

import pytest

from lms.domain.adverse_notice import (
    Matter,
    Standing,
    is_after_remediation,
    last_day,
    matters_in_words,
    read_matters,
    standing,
    tries_before_talk,
)
from lms.domain.attempt_rules import Tried
from lms.domain.errors import ConflictError, InvalidError
from lms.domain.officer_statement import LONGEST_WORDS, MOST_ABOUT_ONE, check_room, fitting
from lms.domain.setting import SettingName, check

FAILED, TALKED = Tried(passed=False, talked=False), Tried(passed=False, talked=True)


def test_counsel_says_off_or_names_entries() -> None:
    assert read_matters("off") == frozenset()
    assert read_matters("failure, Review") == {Matter.FAILURE, Matter.REVIEW}
    assert matters_in_words("off") == "Off: no notice is sent"
    assert matters_in_words("review, failure").startswith("On: a failed try after a talk")
    for wrong in ("", "on", "failure review", "failure, failure", "off, failure"):
        with pytest.raises(InvalidError):
            check(SettingName.ADVERSE_NOTICE, wrong)
    check(SettingName.ADVERSE_NOTICE, "revocation")


def test_the_last_day_is_ten_days_after_the_entry() -> None:
    assert last_day(date(2026, 12, 25)) == date(2027, 1, 4)


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ([], False),
        ([FAILED], False),
        ([FAILED, FAILED], False),
        ([FAILED, TALKED], True),
        ([TALKED, FAILED], True),
    ],
)
def test_a_failure_after_remediation_comes_after_a_talk(
    before: list[Tried], expected: object
) -> None:
    assert is_after_remediation(before) is expected


@pytest.mark.parametrize(
    ("tried", "left"),
    [([], 2), ([FAILED], 1), ([FAILED, FAILED], 0), ([FAILED, TALKED], 1), ([TALKED, FAILED], 0)],
)
def test_tries_are_counted_up_to_the_next_talk(tried: list[Tried], left: int) -> None:
    assert tries_before_talk(tried, 2) == left


def test_a_notice_waits_until_its_last_day_and_is_late_after_it() -> None:
    last = date(2026, 12, 4)
    assert standing(given=False, last=last, day=last) is Standing.WAITING
    assert standing(given=False, last=last, day=date(2026, 12, 5)) is Standing.LATE
    assert standing(given=True, last=last, day=date(2027, 1, 1)) is Standing.GIVEN


def test_a_statement_has_words_and_an_end() -> None:
    assert fitting("  I was called away.\n") == "I was called away."
    for wrong in ("", " \n", "x" * (LONGEST_WORDS + 1)):
        with pytest.raises(InvalidError):
            fitting(wrong)
    check_room(MOST_ABOUT_ONE - 1)
    with pytest.raises(ConflictError):
        check_room(MOST_ABOUT_ONE)
