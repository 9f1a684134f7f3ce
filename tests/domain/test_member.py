"""Service records as of a day, names and badges."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from lms.domain.errors import InvalidError
from lms.domain.member import RecordedService, ServiceFacts, as_of, clean_badge, clean_name

_FACTS = ServiceFacts(
    badge_number="0147",
    given_name="Ana",
    family_name="Reyes",
    rank="Officer",
    unit="Patrol",
    shift="Day",
    supervisor_badge=None,
    email="",
    sworn=True,
    hired_on=date(2019, 5, 1),
    separated_on=None,
    valid_from=date(2019, 5, 1),
)
_RECORDS = (
    RecordedService(_FACTS, datetime(2026, 1, 2, tzinfo=UTC)),
    RecordedService(
        replace(_FACTS, shift="Midnight", valid_from=date(2026, 3, 1)),
        datetime(2026, 4, 1, tzinfo=UTC),
    ),
    RecordedService(
        replace(_FACTS, shift="Evening", valid_from=date(2026, 3, 1)),
        datetime(2026, 5, 1, tzinfo=UTC),
    ),
)


@pytest.mark.parametrize(
    ("day", "shift"), [(date(2026, 2, 28), "Day"), (date(2026, 3, 1), "Evening")]
)
def test_the_latest_valid_record_holds(day: date, shift: str) -> None:
    facts = as_of(_RECORDS, day)
    assert facts is not None
    assert facts.shift == shift


def test_what_was_recorded_later_was_not_known_before() -> None:
    facts = as_of(_RECORDS, date(2026, 3, 15), datetime(2026, 4, 15, tzinfo=UTC))
    assert facts is not None
    assert facts.shift == "Midnight"


def test_nobody_is_on_the_roster_before_the_first_record() -> None:
    assert as_of(_RECORDS, date(2018, 1, 1)) is None


def test_a_name_is_brought_to_nfc_and_single_blanks() -> None:
    assert clean_name("  Jose\u0301   Ortiz ") == "Jos\u00e9 Ortiz"


@pytest.mark.parametrize("text", ["", "a\u202eb", "a\u200bb", "a\x07b", "x" * 121])
def test_a_name_that_hides_something_is_refused(text: str) -> None:
    with pytest.raises(InvalidError):
        clean_name(text)


def test_a_badge_keeps_its_leading_zeros() -> None:
    assert clean_badge(" 0147 ") == "0147"


@pytest.mark.parametrize("text", ["", "12 34", "\u0660\u0661", "1234567890123", "a;b"])
def test_what_is_no_badge_is_refused(text: str) -> None:
    with pytest.raises(InvalidError):
        clean_badge(text)
