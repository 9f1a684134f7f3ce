from __future__ import annotations

from lms.domain.seat_clock import Interval, Kind, PageTime, WhyNot
from lms.domain.seat_time import reopening
from tests.domain.seat_desk import ms, opened, past_expected

# Gaps


def test_a_gap_is_held_and_counts_when_the_page_is_worked_on() -> None:
    desk = opened(expected=300)
    desk.send(15)
    held = desk.send(105)
    assert (held.seconds, held.why_not) == (0, WhyNot.GAP_HELD)
    step = desk.send(120, activity=True)
    assert step.regained == Interval(ms(15), 90)
    assert step.counted == Interval(ms(105), 15)
    assert desk.total == 120


def test_a_gap_that_ends_with_work_counts_at_once() -> None:
    desk = opened(expected=300)
    desk.send(15)
    assert desk.send(135, activity=True).seconds == 120
    assert desk.work(255).seconds == 120


def test_beats_without_a_sign_count_while_a_gap_is_held() -> None:
    desk = opened(expected=300)
    desk.send(60)
    assert desk.read(60, 120) == 60
    assert desk.work(125, kind=Kind.NEXT).intervals == (
        Interval(ms(0), 60),
        Interval(ms(120), 5),
    )


def test_a_gap_that_is_never_worked_on_counts_nothing() -> None:
    desk = opened(expected=90)
    desk.send(60)
    desk.read(60, 600)
    assert desk.total == 180  # the expected time and ninety seconds, none of them in the gap
    assert all(part.from_ms >= ms(60) for step in desk.steps for part in step.intervals)


def test_a_gap_of_two_minutes_is_the_longest() -> None:
    assert opened(expected=300).work(120).seconds == 120
    step = opened(expected=300).work(120.001)
    assert (step.seconds, step.why_not) == (0, WhyNot.LONG_GAP)


def test_a_long_gap_is_not_held() -> None:
    desk = opened(expected=600)
    assert desk.send(121).why_not is WhyNot.LONG_GAP
    assert desk.send(136, activity=True).seconds == 15


def test_a_page_left_open_overnight_counts_no_gap_hr_05() -> None:
    desk = past_expected(300)
    step = desk.send(300 + 8 * 3600, activity=True)
    assert (step.seconds, step.why_not) == (0, WhyNot.LONG_GAP)


def test_a_gap_counts_within_the_expected_time_only() -> None:
    desk = opened(expected=70)
    desk.send(15)
    desk.send(105)
    step = desk.send(110, activity=True)
    assert step.regained == Interval(ms(50), 55)
    assert step.counted == Interval(ms(105), 5)


def test_a_gap_that_ends_with_work_counts_the_rest_of_the_expected_time() -> None:
    desk = opened(expected=70)
    desk.send(15)
    step = desk.work(105)
    assert (step.counted, step.why_not) == (Interval(ms(50), 55), WhyNot.GAP)


def test_past_the_expected_time_work_after_a_gap_counts_a_beat() -> None:
    desk = past_expected(60)
    step = desk.work(120)
    assert (step.counted, step.why_not) == (Interval(ms(100), 20), WhyNot.GAP)


def test_past_the_expected_time_silence_after_a_gap_counts_nothing() -> None:
    desk = past_expected(60)
    step = desk.send(81)
    assert (step.seconds, step.why_not) == (0, WhyNot.GAP)
    assert desk.work(90).regained is None


def test_gaps_that_touch_wait_as_one() -> None:
    desk = opened(expected=300)
    for at in (30, 60, 90):
        assert desk.send(at).why_not is WhyNot.GAP_HELD
    assert desk.work(100).regained == Interval(ms(0), 90)


def test_a_later_gap_replaces_one_that_was_not_worked_on() -> None:
    desk = opened(expected=300)
    desk.send(60)
    desk.send(75)
    desk.send(135)
    assert desk.work(140).regained == Interval(ms(75), 60)


def test_a_gap_is_regained_once() -> None:
    desk = opened(expected=300)
    desk.send(60)
    assert desk.work(61).regained == Interval(ms(0), 60)
    assert desk.work(62).regained is None


def test_a_gap_is_given_up_when_another_page_is_worked_on() -> None:
    desk = opened(expected=300)
    desk.send(60)
    desk.open(61, "b")
    desk.work(70, "b")
    step = desk.work(80)
    assert step.regained is None
    assert desk.work(81).regained is None


def test_nobody_else_can_count_a_gap_that_is_held() -> None:
    desk = opened(expected=300)
    desk.open(0, "b")
    desk.send(60)
    assert desk.work(65, "b").intervals == (Interval(ms(60), 5),)


def test_turning_to_a_page_that_was_not_in_use_counts_no_gap() -> None:
    desk = opened(expected=300)
    desk.open(0, "b")
    desk.send(10, "b", activity=True)
    desk.send(15)
    step = desk.work(110)
    assert (step.counted, step.why_not) == (Interval(ms(90), 20), WhyNot.GAP)


def test_a_page_opened_before_the_last_work_elsewhere_counts_no_gap() -> None:
    desk = opened(expected=300)
    desk.open(10, "b")
    desk.work(15)
    step = desk.work(100, "b")
    assert (step.counted, step.why_not) == (Interval(ms(80), 20), WhyNot.GAP)


# The challenge that answers a copy


def test_a_retry_after_a_lost_answer_goes_on_where_the_first_one_ended() -> None:
    desk = opened(expected=300)
    first = desk.send(15)
    assert reopening(first.page, ms(105)) == ms(15)
    desk.tokens["a"] = (reopening(first.page, ms(105)), False)
    assert desk.send(106, activity=True).seconds == 91


def test_a_retry_after_a_long_gap_starts_afresh() -> None:
    first = opened().send(15)
    assert reopening(first.page, ms(135)) == ms(15)
    assert reopening(first.page, ms(135.001)) == ms(135.001)


def test_a_page_that_was_left_starts_afresh() -> None:
    desk = opened()
    left = desk.send(15, kind=Kind.LEAVE)
    assert reopening(left.page, ms(20)) == ms(20)
    back = desk.send(30, kind=Kind.OPEN)
    assert reopening(back.page, ms(31)) == ms(30)


def test_a_page_never_heard_of_starts_afresh() -> None:
    assert reopening(PageTime(), ms(7)) == ms(7)
