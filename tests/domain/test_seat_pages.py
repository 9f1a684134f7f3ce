from __future__ import annotations

from dataclasses import replace

from lms.domain.seat_clock import Interval, Kind, WhyNot
from tests.domain.seat_desk import Desk, ms, opened, past_expected

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
