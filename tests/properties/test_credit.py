"""Days of any stretch of time."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from lms.domain.credit import (
    seconds_by_day,
)
from lms.domain.seat_clock import Interval
from tests.domain.test_credit import DAY_SECONDS, ZONES, at


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 3_000_000), st.integers(0, 900)), max_size=12),
    st.sampled_from(ZONES),
)
def test_days_sum_to_the_whole_and_hold_no_more_than_they_last(
    parts: list[tuple[int, int]], key: str
) -> None:
    begins, intervals = at("2026-12-25 10:00:00"), []
    for pause, seconds in parts:
        intervals.append(Interval(begins + pause, seconds))
        begins = intervals[-1].until_ms
    days = seconds_by_day(intervals, ZoneInfo(key))
    assert sum(days.values()) == sum(part.seconds for part in intervals)
    assert all(0 < seconds <= DAY_SECONDS for seconds in days.values())
