from __future__ import annotations

from dataclasses import asdict

import pytest

from lms.domain.seat_clock import EXPLANATIONS, Interval, Kind, MemberTime, PageTime, WhyNot
from lms.domain.seat_stretch import page_ceiling
from lms.domain.seat_time import replay
from tests.domain.seat_desk import ms, opened, past_expected

# A beat, and the seconds it counts


def test_a_beat_counts_the_seconds_since_the_page_was_served() -> None:
    step = opened().send(15)
    assert step.intervals == (Interval(ms(0), 15),)
    assert (step.seconds, step.why_not, step.explanation) == (15, None, "")


def test_a_beat_counts_twenty_seconds_at_once() -> None:
    assert opened().send(20).seconds == 20


def test_more_than_twenty_seconds_without_a_sign_count_nothing_yet() -> None:
    step = opened().send(20.001)
    assert (step.seconds, step.why_not) == (0, WhyNot.GAP_HELD)


def test_fractions_carry_to_the_next_beat() -> None:
    desk = opened()
    seconds = [desk.send(at).seconds for at in (14.7, 29.4, 44.1, 58.8)]
    assert seconds == [14, 15, 15, 14]
    assert sum(seconds) == 58


def test_less_than_a_second_is_added_to_the_next_beat() -> None:
    desk = opened()
    step = desk.work(0.6)
    assert (step.seconds, step.why_not) == (0, WhyNot.UNDER_A_SECOND)
    assert desk.work(1.2).seconds == 1


def test_a_beat_at_the_moment_of_serving_is_less_than_a_second() -> None:
    assert opened().work(0).why_not is WhyNot.UNDER_A_SECOND


@pytest.mark.parametrize("kind", [Kind.ANSWER, Kind.NEXT, Kind.SUBMIT])
def test_answers_next_and_submission_close_the_interval_too(kind: Kind) -> None:
    assert opened().work(9, kind=kind).seconds == 9


def test_a_page_left_early_earned_what_it_took() -> None:
    desk = opened(expected=300)
    assert desk.work(4, kind=Kind.NEXT).seconds == 4


# Activity


def test_no_activity_is_asked_for_until_the_expected_time_has_counted() -> None:
    assert opened(expected=600).read(0, 600) == 600


def test_after_the_expected_time_silence_counts_for_ninety_seconds_and_no_more() -> None:
    desk = past_expected(60)
    assert desk.read(60, 300) == 60  # the ceiling
    desk = past_expected(120)
    assert desk.read(120, 600) == 90


def test_silence_is_cut_at_the_very_second() -> None:
    desk = past_expected(120)
    desk.read(120, 195)
    step = desk.send(214)
    assert (step.seconds, step.why_not) == (15, WhyNot.IDLE)
    assert step.intervals[0].until_ms == ms(210)
    assert (desk.send(229).seconds, desk.steps[-1].why_not) == (0, WhyNot.IDLE)


def test_one_sign_of_activity_keeps_the_page_counting_for_ninety_seconds() -> None:
    desk = past_expected(300)
    assert desk.read(300, 375) == 75
    assert desk.send(390, activity=True).seconds == 15
    assert desk.read(390, 900) == 90


def test_an_answer_is_a_sign_of_activity() -> None:
    desk = past_expected(300)
    desk.work(301)
    assert desk.read(301, 900) == 90


def test_activity_after_idleness_counts_from_the_last_beat_only() -> None:
    desk = past_expected(120)
    desk.read(120, 600)
    assert desk.total == 210
    assert desk.send(615, activity=True).seconds == 15


def test_ninety_seconds_run_from_the_end_of_the_expected_time_at_the_earliest() -> None:
    desk = opened(expected=120)
    desk.send(15, activity=True)
    assert desk.read(15, 600) == 120 - 15 + 90


def test_opening_a_page_again_is_a_sign_of_activity() -> None:
    desk = past_expected(120)
    desk.open(1000)
    assert desk.read(1000, 1200) == 90


def test_a_page_of_no_expected_time_counts_for_ninety_seconds_of_silence() -> None:
    desk = opened(expected=0)
    assert desk.read(0, 45) == 45
    step = desk.send(60)
    assert (step.seconds, desk.counted()) == (15, 60)


# Ceilings


@pytest.mark.parametrize(
    ("expected", "ceiling"), [(0, 60), (10, 60), (30, 60), (31, 62), (90, 180)]
)
def test_a_page_counts_twice_its_expected_time_and_never_less_than_a_minute(
    expected: int, ceiling: int
) -> None:
    assert page_ceiling(expected) == ceiling
    desk = opened(expected)
    assert desk.read(0, 900, activity=True) == ceiling
    assert desk.steps[-1].why_not is WhyNot.PAGE_FULL


def test_the_beat_that_fills_a_page_counts_what_is_left() -> None:
    desk = opened(expected=35)
    desk.read(0, 60, activity=True)
    step = desk.send(75, activity=True)
    assert (step.seconds, step.why_not) == (10, WhyNot.PAGE_FULL)


def test_a_gap_that_fills_a_page_counts_what_is_left() -> None:
    desk = opened(expected=35)
    desk.read(0, 60, activity=True)
    step = desk.work(120)
    assert (step.seconds, step.why_not) == (10, WhyNot.PAGE_FULL)


def test_a_full_page_says_so_whatever_else_happens() -> None:
    desk = opened(expected=30)
    desk.read(0, 60, activity=True)
    steps = [desk.send(180), desk.work(220), desk.work(3600), desk.form(3700)]
    assert {step.why_not for step in steps} == {WhyNot.PAGE_FULL}


def test_a_page_keeps_its_sum_when_it_is_opened_again() -> None:
    desk = opened(expected=30)
    desk.read(0, 45, activity=True)
    desk.open(5000)
    assert desk.read(5000, 6000, activity=True) == 15


def test_a_full_page_takes_no_time_from_the_next() -> None:
    desk = opened(expected=30)
    desk.read(0, 120, activity=True)
    desk.open(120, "b")
    assert desk.read(120, 180, "b") == 60


# The record


def test_replaying_the_record_gives_the_same_seconds() -> None:
    desk = opened(expected=300)
    desk.open(3, "b")
    for at in range(7, 900, 17):
        desk.send(at, "ab"[at % 3 == 0], activity=at % 5 == 0)
    assert replay(desk.beats) == tuple(desk.steps)


def test_the_state_survives_the_columns_of_a_row() -> None:
    step = opened().send(70)
    assert MemberTime(**asdict(step.member)) == step.member
    assert PageTime(**asdict(step.page)) == step.page
    flat = [*asdict(step.member).values(), *asdict(step.page).values()]
    assert {type(value) for value in flat} <= {int, str, bool}


def test_every_beat_is_numbered() -> None:
    desk = opened()
    desk.send(15)
    desk.open(16, "b")
    desk.send(20, "b", activity=True)
    desk.send(30)
    assert [step.member.seq for step in desk.steps] == [1, 2, 3]


def test_every_reason_has_a_plain_sentence() -> None:
    assert set(EXPLANATIONS) == set(WhyNot)
    for sentence in EXPLANATIONS.values():
        assert sentence.endswith(".")
        words = set(sentence.lower().replace(",", " ").replace(".", " ").split())
        assert not words & {"beat", "limb", "ceiling", "provision", "sitting", "head", "cheat"}
