"""When a shift works, and what is refused."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from lms.domain.errors import InvalidError
from lms.domain.shift_hours import Hours, next_at_work, read_shift_hours

ZONE = ZoneInfo("America/New_York")
NIGHTS = Hours(time(23), time(7))
DAYS = Hours(time(7), time(15))


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=ZONE)


def test_hours_are_read_as_the_department_writes_them() -> None:
    text = "Days 07:00-15:00; Night watch 23:00 - 07:00;"
    assert read_shift_hours(text) == {"days": DAYS, "night watch": NIGHTS}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no shift is named"),
        ("Days", "not written like"),
        ("Days 7-15", "not written like"),
        ("Days 25:00-15:00", "no clock shows"),
        ("Days 07:00-07:00", "ends when it begins"),
        ("Days 07:00-15:00; DAYS 08:00-16:00", "a second time"),
    ],
)
def test_hours_that_cannot_be_read_are_refused_by_entry(text: str, reason: str) -> None:
    with pytest.raises(InvalidError) as refused:
        read_shift_hours(text)
    assert reason in str(refused.value.facts["reason"])


@pytest.mark.parametrize(
    ("hours", "now", "when"),
    [
        (DAYS, at(24, 9), at(24, 9)),
        (DAYS, at(24, 3), at(24, 7)),
        (DAYS, at(24, 15), at(25, 7)),
        (NIGHTS, at(24, 23), at(24, 23)),
        (NIGHTS, at(24, 3), at(24, 3)),
        (NIGHTS, at(24, 7), at(24, 23)),
        (NIGHTS, at(24, 12), at(24, 23)),
    ],
)
def test_a_letter_waits_until_the_shift_works(hours: Hours, now: datetime, when: datetime) -> None:
    assert next_at_work(hours, now) == when
