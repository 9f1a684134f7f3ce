from __future__ import annotations

from dataclasses import asdict, replace

import pytest

from lms.domain.seat_clock import EXPLANATIONS, Interval, Kind, MemberTime, PageTime, WhyNot
from lms.domain.seat_stretch import page_ceiling
from lms.domain.seat_time import advance, reopening, replay
from tests.domain.seat_desk import Desk, ms


def opened(expected: int = 60) -> Desk:
    desk = Desk(expected)
    desk.open(0)
    return desk


def past_expected(expected: int = 60) -> Desk:
    """A page whose expected time has just been counted, without a sign of activity."""
    desk = opened(expected)
    assert desk.read(0, expected) == expected
    return desk


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


# One clock


def test_two_tabs_share_one_clock_hr_02() -> None:
    desk = Desk(expected=3600)
    desk.open(0, "a")
    desk.open(0, "b")
    desk.open(0, "c")
    for at in range(5, 3601, 5):
        desk.send(at, "abc"[at // 5 % 3], activity=True)
    assert desk.total == 3600


def test_a_beat_without_activity_from_another_page_counts_nothing() -> None:
    desk = opened()
    desk.open(5, "b")
    desk.send(10, "b", activity=True)
    step = desk.send(15)
    assert (step.seconds, step.why_not) == (0, WhyNot.ELSEWHERE)
    assert step.member == replace(desk.steps[-2].member, seq=2)


def test_the_other_tab_takes_nothing_from_the_page_in_use() -> None:
    desk = opened(expected=600)
    desk.send(1, activity=True)
    desk.open(0, "b")
    for at in range(2, 302, 15):
        desk.send(at, "b")
        desk.send(at + 14)
    assert (desk.counted("a"), desk.counted("b")) == (301, 0)


def test_the_page_opened_last_is_the_live_one() -> None:
    desk = opened()
    desk.send(15)
    desk.open(20, "b")
    desk.send(30)
    step = desk.send(35, "b")
    assert step.intervals == (Interval(ms(30), 5),)
    assert desk.send(45).why_not is WhyNot.ELSEWHERE


def test_a_page_opened_before_the_last_work_elsewhere_waits_for_activity() -> None:
    desk = opened()
    desk.open(10, "b")
    desk.work(15)
    assert desk.send(25, "b").why_not is WhyNot.ELSEWHERE
    assert desk.send(40, "b", activity=True).seconds == 15


def test_only_the_serving_of_a_page_opens_it_not_the_answer_to_a_beat() -> None:
    desk = opened()
    desk.open(5, "b")
    desk.send(10, "b")
    desk.send(15, activity=True)
    assert desk.send(25, "b").why_not is WhyNot.ELSEWHERE
    assert desk.send(40, "b").why_not is WhyNot.ELSEWHERE


def test_a_page_in_sight_again_is_newer_than_one_opened_before() -> None:
    desk = opened()
    desk.send(15)
    desk.open(20, "b")
    desk.send(25, kind=Kind.OPEN)
    assert desk.send(35, "b").why_not is WhyNot.ELSEWHERE


def test_a_page_loaded_again_is_newer_than_one_opened_before() -> None:
    desk = opened()
    desk.send(15)
    desk.open(20, "b")
    desk.open(25)
    desk.send(30)
    assert desk.send(35, "b").why_not is WhyNot.ELSEWHERE


def test_a_page_that_followed_another_is_newer_than_one_opened_before() -> None:
    desk = opened()
    desk.open(0, "b")
    desk.send(5, activity=True)
    desk.send(10, "b")
    desk.open(15, "c")
    desk.send(18, kind=Kind.LEAVE)
    desk.send(20, "b")
    assert desk.send(30, "c").why_not is WhyNot.ELSEWHERE


def test_phone_to_desktop_goes_on_where_it_is_opened() -> None:
    desk = opened(expected=600)
    desk.read(0, 60)
    desk.open(70, "b")
    assert desk.read(70, 130, "b") == 60
    assert desk.total == 120


def test_a_page_in_a_second_tab_shares_the_room_of_the_first() -> None:
    desk = opened(expected=30)
    desk.read(0, 45, activity=True)
    assert desk.send(60, served=46, activity=True).seconds == 14
    assert desk.counted() == 59


# Pages out of sight


def test_leaving_counts_up_to_the_moment_of_leaving() -> None:
    desk = opened()
    desk.send(15)
    assert desk.send(22, kind=Kind.LEAVE).seconds == 7


def test_leaving_counts_twenty_seconds_at_most() -> None:
    desk = opened(expected=300)
    assert desk.send(60, kind=Kind.LEAVE, activity=True).seconds == 20
    assert opened(expected=300).send(60, kind=Kind.LEAVE).seconds == 0


def test_time_out_of_sight_is_not_counted_when_the_page_comes_back() -> None:
    desk = opened(expected=300)
    desk.send(15, kind=Kind.LEAVE)
    step = desk.send(75, kind=Kind.OPEN)
    assert (step.seconds, step.why_not) == (0, WhyNot.OUT_OF_SIGHT)
    assert desk.send(90).seconds == 15


def test_time_out_of_sight_is_not_counted_even_if_the_coming_back_was_lost() -> None:
    desk = opened(expected=300)
    desk.send(15, kind=Kind.LEAVE)
    step = desk.send(75, activity=True)
    assert (step.seconds, step.why_not) == (0, WhyNot.OUT_OF_SIGHT)
    assert desk.send(90).seconds == 15


def test_a_page_left_while_another_was_in_use_was_out_of_sight_too() -> None:
    desk = opened(expected=300)
    desk.open(0, "b")
    desk.send(5, activity=True)
    assert desk.send(10, "b", kind=Kind.LEAVE).why_not is WhyNot.ELSEWHERE
    assert desk.send(20, "b", activity=True).why_not is WhyNot.OUT_OF_SIGHT


def test_a_hidden_page_whose_leaving_was_lost_is_a_gap() -> None:
    desk = opened(expected=300)
    desk.send(15)
    assert desk.send(75, kind=Kind.OPEN).why_not is WhyNot.OUT_OF_SIGHT
    assert desk.total == 15


def test_coming_back_into_sight_makes_the_page_live_and_awake() -> None:
    desk = past_expected(120)
    desk.open(125, "b")
    desk.work(130, "b")
    desk.send(1000, kind=Kind.OPEN)
    assert desk.read(1000, 1300) == 90


def test_leaving_the_live_page_lets_another_follow_without_activity() -> None:
    desk = opened()
    desk.send(15, activity=True)
    desk.open(10, "b")
    assert desk.send(16, "b").why_not is WhyNot.ELSEWHERE
    desk.send(20, kind=Kind.LEAVE)
    assert desk.send(31, "b").intervals == (Interval(ms(20), 11),)


def test_a_page_that_follows_another_brings_no_gap_with_it() -> None:
    desk = opened(expected=300)
    desk.open(0, "b")
    desk.send(5, activity=True)
    desk.send(20, kind=Kind.LEAVE)
    assert desk.send(60, "b").why_not is WhyNot.ELSEWHERE
    assert desk.send(75, "b", activity=True).intervals == (Interval(ms(60), 15),)


def test_a_page_opened_just_before_the_other_was_left_follows_it() -> None:
    desk = opened()
    desk.send(10, activity=True)
    desk.open(19.9, "b")
    desk.send(20, kind=Kind.LEAVE, activity=True)
    assert desk.send(45, "b", activity=True).seconds == 25
    assert desk.send(46).why_not is WhyNot.ELSEWHERE


def test_the_reader_opened_from_a_lesson_counts_while_the_lesson_is_hidden() -> None:
    desk = opened(expected=300)
    desk.send(15)
    desk.open(19)
    desk.send(20, kind=Kind.LEAVE, served=15)
    desk.tokens["a"] = (ms(19), True)
    assert desk.send(34).intervals == (Interval(ms(20), 14),)


def test_a_held_gap_outlives_a_short_absence() -> None:
    desk = opened(expected=300)
    desk.send(60)
    desk.send(65, kind=Kind.LEAVE)
    desk.send(200, kind=Kind.OPEN)
    assert desk.send(210, activity=True).regained == Interval(ms(0), 60)


# Copies, stale and forged beats


def test_a_copy_at_the_same_moment_changes_nothing() -> None:
    desk = opened(expected=300)
    for at, kind, activity in (
        (15, Kind.BEAT, False),
        (75, Kind.BEAT, False),
        (90.5, Kind.BEAT, True),
        (100, Kind.ANSWER, False),
        (110, Kind.LEAVE, False),
        (150, Kind.OPEN, False),
        (900, Kind.BEAT, True),
    ):
        step = desk.send(at, kind=kind, activity=activity)
        copy = advance(step.member, step.page, desk.beats[-1])
        assert copy.seconds == 0
        assert copy.member == replace(step.member, seq=step.member.seq + 1)
        assert copy.page == step.page


def test_a_stale_beat_counts_from_the_watermark() -> None:
    desk = opened(expected=300)
    desk.send(15)
    assert desk.send(18, served=0).intervals == (Interval(ms(15), 3),)
    assert desk.send(30).intervals == (Interval(ms(18), 12),)


def test_a_forged_time_of_serving_counts_nothing_before_the_watermark() -> None:
    desk = opened(expected=300)
    desk.send(15)
    assert desk.send(20, served=-100_000, activity=True).intervals == (Interval(ms(15), 5),)
    assert desk.send(20, served=-100_000, activity=True).why_not is WhyNot.ALREADY_COUNTED


def test_a_token_from_the_future_counts_nothing() -> None:
    step = opened().send(15, served=16)
    assert (step.seconds, step.why_not) == (0, WhyNot.CLOCK_SET_BACK)


def test_a_clock_set_back_never_counts_the_same_time_again() -> None:
    desk = opened(expected=300)
    desk.read(0, 60)
    assert desk.send(30, served=15, activity=True).why_not is WhyNot.ALREADY_COUNTED
    assert desk.send(66, served=45, activity=True).intervals == (Interval(ms(60), 6),)


def test_a_clock_set_back_regains_no_gap_that_lies_ahead() -> None:
    desk = opened(expected=300)
    desk.send(60)
    assert desk.send(30, activity=True).seconds == 0
    assert desk.send(61, served=60, activity=True).regained == Interval(ms(0), 60)


def test_a_script_of_eight_hours_gains_the_ceilings_and_no_more_hr_01() -> None:
    desk = Desk(expected=100)
    for page in "abcde":
        desk.open(0, page)
    for at in range(1, 8 * 3600 + 1):
        desk.send(at, "abcde"[at % 5], activity=True)
    assert desk.total == 5 * page_ceiling(100)


def test_the_georgia_case_earns_at_most_the_minutes_it_took_hr_03() -> None:
    desk = Desk(expected=600)
    at = 0
    for number in range(120):
        page = f"page {number}"
        desk.open(at, page)
        at += 4
        desk.work(at, page, Kind.NEXT)
    assert at == 480
    assert desk.total == 480


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


# Without JavaScript


def test_without_javascript_a_page_counts_from_serving_to_answering() -> None:
    step = opened(expected=300).form(250)
    assert (step.intervals, step.why_not) == ((Interval(ms(0), 250),), None)
    assert step.no_signal


def test_without_javascript_a_page_counts_its_expected_time_at_most() -> None:
    step = opened(expected=90).form(3600)
    assert (step.intervals, step.why_not) == ((Interval(ms(0), 90),), WhyNot.NO_SIGNAL)


def test_without_javascript_a_page_answered_twice_shares_one_expected_time() -> None:
    desk = opened(expected=90)
    assert desk.form(60).seconds == 60
    desk.open(61)
    assert desk.form(161).seconds == 30
    desk.open(162)
    step = desk.form(200)
    assert (step.seconds, step.why_not, step.no_signal) == (0, WhyNot.NO_SIGNAL, False)


def test_two_pages_without_javascript_share_one_clock() -> None:
    desk = opened(expected=300)
    desk.open(0, "b")
    assert desk.form(100).seconds + desk.form(150, "b").seconds == 150


def test_a_page_that_was_left_is_counted_when_its_form_arrives_without_a_script() -> None:
    desk = opened(expected=300)
    desk.send(15, kind=Kind.LEAVE)
    assert desk.form(60).intervals == (Interval(ms(15), 45),)


def test_a_page_that_was_left_stays_out_of_sight_for_a_beat_that_denies_its_script() -> None:
    desk = opened(expected=300)
    desk.send(15, kind=Kind.LEAVE)
    assert desk.send(30, scripted=False).why_not is WhyNot.OUT_OF_SIGHT


def test_a_page_with_a_script_is_not_marked() -> None:
    assert not opened().work(10).no_signal


@pytest.mark.parametrize("kind", [Kind.BEAT, Kind.LEAVE, Kind.OPEN])
def test_only_a_form_counts_as_a_page_without_a_script(kind: Kind) -> None:
    step = opened(expected=300).send(250, kind=kind, scripted=False)
    assert (step.seconds, step.no_signal) == (0, False)


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
