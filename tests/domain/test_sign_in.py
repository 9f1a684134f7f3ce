"""How long a sign-in lives and how guesses are slowed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lms.domain.sign_in import (
    ABSOLUTE,
    FAILURES_IN_ALL,
    GUESSES_PER_SOURCE,
    IDLE,
    Failures,
    is_alive,
    password_alone_is_refused,
    source_is_spraying,
    wait_for_account,
)

_NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
_SECOND = timedelta(seconds=1)


def test_a_sign_in_idles_out_after_thirty_minutes() -> None:
    assert is_alive(created_at=_NOW - IDLE, last_seen_at=_NOW - IDLE, now=_NOW)
    assert not is_alive(created_at=_NOW - IDLE, last_seen_at=_NOW - IDLE - _SECOND, now=_NOW)


def test_a_sign_in_ends_after_twelve_hours_of_constant_work() -> None:
    assert is_alive(created_at=_NOW - ABSOLUTE, last_seen_at=_NOW, now=_NOW)
    assert not is_alive(created_at=_NOW - ABSOLUTE - _SECOND, last_seen_at=_NOW, now=_NOW)


def test_five_guesses_are_free_and_then_delays_double() -> None:
    waits = [wait_for_account(Failures(count, _NOW), _NOW).seconds for count in range(3, 9)]
    assert waits == [0, 0, 2, 4, 8, 16]


def test_a_delay_never_grows_beyond_a_quarter_of_an_hour() -> None:
    assert wait_for_account(Failures(90, _NOW), _NOW) == timedelta(minutes=15)


def test_a_delay_runs_from_the_last_failure() -> None:
    assert wait_for_account(Failures(8, _NOW - timedelta(seconds=10)), _NOW).seconds == 6


def test_failures_are_forgotten_after_a_day() -> None:
    assert not wait_for_account(Failures(50, _NOW - timedelta(days=1, seconds=1)), _NOW)


@pytest.mark.parametrize(
    ("count", "spraying"), [(GUESSES_PER_SOURCE - 1, False), (GUESSES_PER_SOURCE, True)]
)
def test_a_source_that_fails_often_is_slowed_as_a_whole(count: int, *, spraying: bool) -> None:
    assert source_is_spraying(Failures(count, _NOW), _NOW) is spraying


def test_after_a_hundred_failures_a_password_alone_opens_nothing() -> None:
    assert password_alone_is_refused(Failures(FAILURES_IN_ALL, _NOW), _NOW)
    assert not password_alone_is_refused(Failures(FAILURES_IN_ALL - 1, _NOW), _NOW)
