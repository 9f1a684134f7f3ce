"""More time for a year: which days can be given, and what is said of it."""

from __future__ import annotations

from datetime import date

import pytest

from lms.domain.errors import InvalidError
from lms.domain.requirement import PeriodKind, period_of
from lms.domain.year_extension import YearExtension, check_year_extension

YEAR = period_of(PeriodKind.CALENDAR_YEAR, date(2027, 6, 1))


@pytest.mark.parametrize(
    ("until", "today", "words"),
    [
        (date(2027, 12, 31), date(2027, 12, 1), "until then nobody is late"),
        (date(2028, 1, 9), date(2028, 1, 10), "today or a later day"),
        (date(2029, 1, 1), date(2028, 1, 10), "December 31, 2028 or an earlier day"),
    ],
)
def test_a_day_that_gives_no_time_or_too_much_is_refused(
    until: date, today: date, words: str
) -> None:
    with pytest.raises(InvalidError) as refused:
        check_year_extension(until, YEAR, today)
    assert words in str(refused.value.facts["reason"])
    assert refused.value.facts["field"] == "extended_to"


def test_more_time_says_that_the_year_stays_late() -> None:
    for until in (date(2028, 1, 1), date(2028, 12, 31)):
        check_year_extension(until, YEAR, date(2027, 12, 1))
    given = YearExtension(date(2028, 1, 31), "Chief Lane", "On orders.", 1, False, YEAR.ends_on)
    assert given.words(YEAR) == (
        "Extended to January 31, 2028 by Chief Lane; late after December 31, 2027 all the same."
    )
