"""What a training record says of a day, and what it keeps apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from lms.domain.errors import InvalidError
from lms.domain.item import ChooseAll, ChooseOne, Option, Order, Row, Sort, Thing
from lms.domain.training_record import (
    NOT_ANSWERED,
    RecordedFact,
    TrainingRecord,
    answer_words,
    foot_lines,
    split,
)

DAY = date(2026, 9, 10)
OPTIONS = (Option("Stay.", 1, "Right."), Option("Go.", 0, "Wrong."), Option("Call.", 1, "Right."))
ONE = ChooseOne(id="a", stem="What now?", rationale="", options=OPTIONS)
ALL = ChooseAll(id="b", stem="Which?", rationale="", options=OPTIONS)
ORDER = Order(id="c", stem="First?", rationale="", sequence=(Row("Look.", ""), Row("Ask.", "")))
SORT = Sort(
    id="d",
    stem="Where?",
    rationale="",
    places=("Yes", "No"),
    things=(Thing("A warrant.", "Yes", ""), Thing("A form.", "No", "")),
)


def fact(true_on: str, recorded_on: str, position: int = 1) -> RecordedFact:
    return RecordedFact(
        "Something", "", date.fromisoformat(true_on), position, date.fromisoformat(recorded_on)
    )


def test_what_was_true_by_the_day_is_told_apart_by_when_it_was_recorded() -> None:
    known = fact("2026-09-10", "2026-09-10", 7)
    late = fact("2026-09-10", "2026-09-11", 8)
    to_come = fact("2026-09-11", "2026-09-01", 6)
    assert split((late, to_come, known), DAY) == ((known,), (late,))


def test_facts_come_in_the_order_they_came_true_and_were_recorded() -> None:
    first, second, third = (
        fact("2026-09-01", "2026-09-09", 5),
        fact("2026-09-02", "2026-09-02", 2),
        fact("2026-09-02", "2026-09-03", 3),
    )
    assert split((third, first, second), DAY) == ((first, second, third), ())


def test_an_answer_is_told_in_the_words_it_was_read_in() -> None:
    assert answer_words(ONE, 1) == "Go."
    assert answer_words(ALL, (2, 0)) == "Stay; Call"
    assert answer_words(ALL, ()) == "None of them"
    assert answer_words(ORDER, (1, 0)) == "1. Ask; 2. Look"
    assert answer_words(SORT, (0, 0)) == "A warrant: Yes; A form: Yes"
    assert answer_words(ONE, None) == NOT_ANSWERED


def test_no_answer_tells_what_would_have_been_right() -> None:
    told = [answer_words(ONE, at) for at in range(3)]
    assert not any("Right" in words or "Wrong" in words for words in told)


def test_an_answer_that_is_none_of_the_item_s_is_refused() -> None:
    with pytest.raises(InvalidError):
        answer_words(ONE, 9)


RECORD = TrainingRecord(
    department="Haverhill Police Department",
    demonstration=False,
    member_name="Alex Example",
    rank="Officer",
    badge_number="0101",
    as_of=DAY,
    parts=(),
    minutes=(),
    items=(),
    position=12,
    position_digest="ab" * 32,
    made_on=DAY,
)


def test_the_seal_changes_with_every_fact() -> None:
    others = (
        replace(RECORD, member_name="Alex Exemple"),
        replace(RECORD, as_of=date(2026, 9, 11)),
        replace(RECORD, position=13),
    )
    seals = {each.seal for each in (RECORD, *others)}
    assert len(seals) == 4
    assert RECORD.seal == replace(RECORD).seal


def test_it_says_how_far_the_journal_was_read_and_claims_nothing_about_a_mind() -> None:
    words = " ".join(foot_lines(RECORD))
    assert "journal entry 12" in words
    assert "concludes nothing" in words
    assert RECORD.seal in words
