from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lms.domain.projection import LEAST_DAYS, Outlook, looks_back_to, outlook

FIRST, LAST, TODAY = date(2027, 1, 1), date(2027, 12, 31), date(2027, 11, 22)


def _outlook(missing: int, made_up: int, today: date = TODAY) -> Outlook:
    return outlook(missing=missing, made_up=made_up, starts_on=FIRST, ends_on=LAST, today=today)


def test_half_of_what_is_missing_in_four_weeks_takes_eight_weeks() -> None:
    found = _outlook(7_200, 3_600)
    assert found.done_on == TODAY + timedelta(days=56)
    assert found.missing_at_end == 7_200 - 3_600 * 39 // 28
    assert found.weekly == -(-7_200 * 7 // 39)


def test_the_last_second_takes_a_day_of_its_own() -> None:
    assert _outlook(101, 100).done_on == TODAY + timedelta(days=29)


def test_without_a_pace_there_is_no_date_and_everything_stays_missing() -> None:
    found = _outlook(7_200, 0)
    assert found.done_on is None
    assert found.missing_at_end == 7_200


def test_nothing_missing_is_done_today() -> None:
    found = _outlook(0, 0)
    assert found.done_on == TODAY
    assert (found.missing_at_end, found.weekly) == (0, 0)


def test_a_young_year_has_no_pace_whatever_was_worked() -> None:
    young = FIRST + timedelta(days=LEAST_DAYS - 2)
    found = _outlook(7_200, 3_600, young)
    assert found.is_too_early
    assert found.done_on is None
    assert not _outlook(7_200, 3_600, young + timedelta(days=1)).is_too_early


def test_the_look_back_never_reaches_into_the_year_before() -> None:
    assert looks_back_to(date(2027, 1, 20), FIRST) == date(2026, 12, 31)
    assert looks_back_to(TODAY, FIRST) == TODAY - timedelta(days=28)


def test_reversals_that_undo_more_than_was_worked_are_no_pace() -> None:
    found = _outlook(7_200, -600)
    assert (found.done_on, found.made_up) == (None, 0)


def test_on_the_last_day_everything_missing_is_due() -> None:
    found = _outlook(600, 600, LAST)
    assert (found.weekly, found.missing_at_end) == (600, 600)


def test_a_pace_too_slow_for_any_calendar_gives_no_date() -> None:
    assert _outlook(10**12, 1).done_on is None


@given(st.integers(1, 10**7), st.integers(1, 10**7), st.dates(date(2027, 2, 1), LAST))
def test_by_the_day_it_names_the_pace_has_made_up_everything_and_not_a_day_before(
    missing: int, made_up: int, today: date
) -> None:
    found = _outlook(missing, made_up, today)
    if found.done_on is not None:
        days = (found.done_on - today).days
        assert made_up * days >= missing * found.days
        assert made_up * (days - 1) < missing * found.days
        assert (found.missing_at_end == 0) == (made_up * (LAST - today).days // 28 >= missing)
