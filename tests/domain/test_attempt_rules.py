"""When the next attempt is open."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lms.domain.attempt_rules import Opening, Tried, opening
from lms.domain.duty import is_out_of_date

_FAILED, _TALKED = Tried(passed=False, talked=False), Tried(passed=False, talked=True)
_OPEN, _PASSED = Tried(passed=None, talked=False), Tried(passed=True, talked=False)


@pytest.mark.parametrize(
    ("tried", "expected"),
    [
        ((), Opening.OPEN),
        ((_FAILED,), Opening.OPEN),
        ((_FAILED, _FAILED), Opening.TALK_FIRST),
        ((_FAILED, _TALKED), Opening.OPEN),
        ((_FAILED, _TALKED, _FAILED), Opening.TALK_FIRST),
        ((_FAILED, _TALKED, _OPEN), Opening.ALREADY_OPEN),
        ((_FAILED, _PASSED), Opening.PASSED),
    ],
)
def test_attempts_open_one_after_the_other(tried: tuple[Tried, ...], expected: Opening) -> None:
    assert opening(tried, lessons_open=0, attempts_before_talk=2, on_own_time=False) is expected


def test_lessons_come_first() -> None:
    found = opening((), lessons_open=1, attempts_before_talk=2, on_own_time=False)
    assert found is Opening.LESSONS_FIRST


def test_graded_work_waits_on_ones_own_time() -> None:
    found = opening((), lessons_open=0, attempts_before_talk=2, on_own_time=True)
    assert found is Opening.OFF_DUTY


def test_a_duty_status_of_a_shift_ago_is_stated_again_before_an_attempt_starts() -> None:
    found = opening(
        (), lessons_open=0, attempts_before_talk=2, on_own_time=True, duty_out_of_date=True
    )
    assert found is Opening.STATE_DUTY


@pytest.mark.parametrize(("hours", "asked"), [(0, False), (8, False), (9, True)])
def test_a_statement_of_duty_holds_for_eight_hours(hours: int, *, asked: bool) -> None:
    now = datetime(2027, 3, 1, 15, tzinfo=UTC)
    assert is_out_of_date(now - timedelta(hours=hours), now) is asked
    assert is_out_of_date(None, now)
