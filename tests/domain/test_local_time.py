from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from lms.domain.local_time import NoSuchTimeError, Turn, TwiceError, moment_of, span_of

ZONE = ZoneInfo("America/New_York")
BACK, FORWARD = date(2027, 11, 7), date(2027, 3, 14)


def test_a_time_of_an_ordinary_day_is_one_moment() -> None:
    assert moment_of(date(2027, 3, 1), time(10), ZONE) == datetime(2027, 3, 1, 15, tzinfo=UTC)
    assert moment_of(date(2027, 7, 1), time(10), ZONE, Turn.SECOND).hour == 14


def test_a_time_that_clocks_skipped_is_refused() -> None:
    with pytest.raises(NoSuchTimeError):
        moment_of(FORWARD, time(2, 30), ZONE)
    assert moment_of(FORWARD, time(3), ZONE) == datetime(2027, 3, 14, 7, tzinfo=UTC)


def test_a_time_that_came_twice_is_asked_about() -> None:
    with pytest.raises(TwiceError):
        moment_of(BACK, time(1, 30), ZONE)
    first = moment_of(BACK, time(1, 30), ZONE, Turn.FIRST)
    assert moment_of(BACK, time(1, 30), ZONE, Turn.SECOND) - first == timedelta(hours=1)


def test_a_span_that_ends_earlier_than_it_starts_goes_over_midnight() -> None:
    starts_at, ends_at = span_of(date(2027, 12, 31), time(22), time(2), ZONE)
    assert ends_at - starts_at == timedelta(hours=4)
    starts_at, ends_at = span_of(date(2027, 3, 1), time(9), time(10, 30), ZONE)
    assert ends_at - starts_at == timedelta(minutes=90)
    night = span_of(BACK - timedelta(days=1), time(23), time(1, 30), ZONE, Turn.SECOND)
    assert night[1] - night[0] == timedelta(hours=3, minutes=30)
