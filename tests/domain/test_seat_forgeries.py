from __future__ import annotations

from dataclasses import replace

import pytest

from lms.domain.seat_clock import Interval, Kind, WhyNot
from lms.domain.seat_time import advance
from tests.domain.seat_desk import Desk, ms, opened

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
