from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.domain.seat_clock import WORK, Advance, Beat, Kind, MemberTime, PageTime, WhyNot
from lms.domain.seat_stretch import page_ceiling
from lms.domain.seat_time import advance, replay
from tests.domain.seat_desk import START_MS, Desk
from tests.seat_schedules import Arrival, Record, received
from tests.soak_seat_time import overlaps, soak, wrong_pages, wrong_steps

EXPECTED = {"a": 0, "b": 45, "c": 200}


def beat(page: str, kind: Kind, served: int, at: int, flags: tuple[bool, bool, bool]) -> Beat:
    return Beat(kind, page, START_MS + served, START_MS + at, EXPECTED[page], *flags)


MOMENTS = st.integers(0, 1_000_000)
ANY_BEAT = st.builds(
    beat,
    st.sampled_from("abc"),
    st.sampled_from(Kind),
    MOMENTS,
    MOMENTS,
    st.tuples(st.booleans(), st.booleans(), st.booleans()),
)


def folded(beats: list[Beat]) -> Record:
    return received(Arrival(number, beat) for number, beat in enumerate(beats))


def test_two_thousand_schedules_of_tabs_devices_losses_and_forgeries_break_no_rule() -> None:
    report = soak(2000, seed=20_260_101)
    assert report.violations == []
    assert report.schedules == 2000
    assert report.regained > 100
    assert len(report.reasons) == 12, "every reason and the full count are met"


@settings(max_examples=100, deadline=None)
@given(st.lists(ANY_BEAT, max_size=20))
def test_no_beats_in_any_order_count_a_moment_twice_or_overfill_a_page(beats: list[Beat]) -> None:
    record = folded(beats)
    found = (*overlaps(record), *wrong_pages(record), *wrong_steps(record))
    assert found == ()


@settings(max_examples=60, deadline=None)
@given(st.lists(ANY_BEAT, max_size=20), MOMENTS, MOMENTS)
def test_no_window_holds_more_seconds_than_its_length(
    beats: list[Beat], one: int, two: int
) -> None:
    first, last = sorted((START_MS + one, START_MS + two))
    whole = [part for part in folded(beats).intervals if first <= part.from_ms < last]
    inside = sum(min(part.until_ms, last) - part.from_ms for part in whole)
    assert inside <= last - first


@settings(max_examples=60, deadline=None)
@given(st.lists(ANY_BEAT, max_size=20))
def test_replaying_the_record_gives_the_same_record(beats: list[Beat]) -> None:
    assert list(replay(beats)) == folded(beats).steps


@settings(max_examples=60, deadline=None)
@given(st.lists(ANY_BEAT, min_size=1, max_size=15), st.data())
def test_copies_in_any_order_change_nothing(beats: list[Beat], data: st.DataObject) -> None:
    firsts = [Arrival(nonce, beat) for nonce, beat in enumerate(beats)]
    copies = data.draw(st.lists(st.sampled_from(firsts), max_size=15))
    arrivals = list(firsts)
    for copy in copies:
        late = replace(copy.beat, at_ms=copy.beat.at_ms + data.draw(st.integers(0, 500_000)))
        place = data.draw(st.integers(arrivals.index(copy) + 1, len(arrivals)))
        arrivals.insert(place, Arrival(copy.nonce, late))
    assert received(arrivals).steps == received(firsts).steps


@settings(max_examples=60, deadline=None)
@given(st.lists(ANY_BEAT, max_size=15), ANY_BEAT)
def test_a_copy_at_the_same_moment_changes_nothing_from_any_state(
    beats: list[Beat], beat: Beat
) -> None:
    record = folded([*beats, beat])
    step = record.steps[-1]
    copy = advance(step.member, step.page, beat)
    assert copy.seconds == 0
    assert copy.member == replace(step.member, seq=step.member.seq + 1)
    assert copy.page == step.page


@settings(max_examples=60, deadline=None)
@given(st.lists(ANY_BEAT, max_size=15), ANY_BEAT)
def test_a_beat_never_moves_the_watermark_back(beats: list[Beat], beat: Beat) -> None:
    before = folded(beats).member
    after = folded([*beats, beat]).member
    assert after.watermark_ms >= before.watermark_ms
    assert after.held_from_ms <= after.held_until_ms <= after.watermark_ms


@pytest.mark.parametrize("seed", range(3))
def test_a_script_that_posts_every_second_for_eight_hours_gains_at_most_the_ceilings(
    seed: int,
) -> None:
    rng = random.Random(seed)  # noqa: S311 - a schedule is no secret
    member, pages = MemberTime(), dict.fromkeys(EXPECTED, PageTime())
    gained = 0
    for second in range(0, 8 * 3600, 4):
        page = rng.choice(tuple(EXPECTED))
        served = rng.choice((0, second * 1000, rng.randrange(second * 1000 + 1)))
        flags = (True, rng.random() < 0.9, rng.random() < 0.5)
        forged = beat(page, rng.choice(tuple(Kind)), served, second * 1000, flags)
        step = advance(member, pages[page], forged)
        member, pages[page] = step.member, step.page
        gained += step.seconds
    assert gained <= sum(page_ceiling(expected) for expected in EXPECTED.values())


# Honest officers


def beats_of_a_visit(
    rng: random.Random, seconds: float, touch_every: int
) -> Iterator[tuple[float, bool]]:
    """Moments of beats while a page is in sight, late by up to two seconds, and their signs."""
    last, touched = 0.0, 0.0
    for due in range(15, int(seconds), 15):
        at = due + rng.random() * 2
        if at < seconds:
            signs = (at - touched) // touch_every > 0
            touched = at if signs else touched
            yield at, signs
            last = at
    assert seconds - last < 18


def visit(
    desk: Desk, rng: random.Random, page: str, begins: float, seconds: float
) -> list[Advance]:
    """Read one page and go on to the next."""
    desk.open(begins, page)
    steps = [
        desk.send(begins + at, page, activity=signs)
        for at, signs in beats_of_a_visit(rng, seconds, rng.randrange(20, 70))
    ]
    return [*steps, desk.work(begins + seconds, page, Kind.NEXT)]


@pytest.mark.parametrize("seed", range(40))
def test_an_honest_reader_fast_or_slow_gets_the_whole_time(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - a schedule is no secret
    desk = Desk(expected=rng.randrange(60, 200))
    pace = rng.uniform(0.2, 2)
    at = 0.0
    for number in range(10):
        seconds = desk.expected * pace
        page = f"page {number}"
        steps = visit(desk, rng, page, at, seconds)
        assert {step.why_not for step in steps} <= {None, WhyNot.UNDER_A_SECOND}
        assert seconds - 1 < desk.counted(page) <= seconds
        at += seconds + rng.random()


@pytest.mark.parametrize("seed", range(40))
def test_an_honest_reader_loses_nothing_to_a_gap_of_two_minutes(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - a schedule is no secret
    desk = Desk(expected=400)
    seconds = rng.uniform(200, 400)
    begins = rng.uniform(16, seconds - 120)
    ends = begins + rng.uniform(5, 85)
    desk.open(0)
    for at, _ in beats_of_a_visit(rng, seconds, 1000):
        if not begins < at < ends:
            desk.send(at)
    desk.work(seconds, kind=Kind.NEXT)
    # A fraction of a second is lost at the gap, and one at the end.
    assert seconds - 2 < desk.total <= seconds


@given(st.integers(0, 600_000), st.integers(0, 600), st.sampled_from(sorted(WORK)))
def test_an_honest_reader_without_javascript_gets_the_time_up_to_the_expected(
    span_ms: int, expected: int, kind: Kind
) -> None:
    form = Beat(kind, "a", START_MS, START_MS + span_ms, expected, scripted=False)
    step = advance(MemberTime(), PageTime(), form)
    assert step.seconds == min(span_ms // 1000, expected)
