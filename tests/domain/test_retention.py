"""When raw records of time may go."""

from __future__ import annotations

from datetime import date

import pytest

from lms.domain.retention import kept_until, may_remove


@pytest.mark.parametrize(
    ("left", "years", "until"),
    [
        (date(2027, 3, 1), 3, date(2030, 3, 1)),
        (date(2028, 2, 29), 4, date(2032, 2, 29)),
        (date(2028, 2, 29), 3, date(2031, 3, 1)),
    ],
)
def test_records_are_kept_for_whole_years_after_somebody_left(
    left: date, years: int, until: date
) -> None:
    assert kept_until(left, years) == until
    known = {"separated_on": left, "years": years, "on_hold": False}
    assert may_remove(**known, today=until)  # type: ignore[arg-type]
    assert not may_remove(**known, today=date.fromordinal(until.toordinal() - 1))  # type: ignore[arg-type]


def test_nothing_goes_on_hold_or_undecided_or_while_somebody_serves() -> None:
    day, left = date(2040, 1, 1), date(2027, 3, 1)
    assert not may_remove(separated_on=left, years=3, on_hold=True, today=day)
    assert not may_remove(separated_on=left, years=None, on_hold=False, today=day)
    assert not may_remove(separated_on=None, years=3, on_hold=False, today=day)
