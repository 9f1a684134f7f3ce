"""What an invitation opens, from when until when, and whose packets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from lms.domain.errors import InvalidError
from lms.domain.invitation import PacketReach, Room, Scope, Stay, check_scope, may_open_packet, stay

SCOPE = Scope(
    room=Room.ASSESSOR,
    starts_on=date(2027, 3, 1),
    ends_on=date(2027, 3, 10),
    first_year=2025,
    last_year=2026,
    standards=("33.5.1",),
    packets=PacketReach.SAMPLED,
)
TODAY = date(2027, 3, 5)


@pytest.mark.parametrize(
    ("day", "where"),
    [
        (date(2027, 2, 28), Stay.COMING),
        (date(2027, 3, 1), Stay.OPEN),
        (date(2027, 3, 10), Stay.OPEN),
        (date(2027, 3, 11), Stay.OVER),
    ],
)
def test_an_invitation_is_open_from_its_first_day_through_its_last(day: date, where: Stay) -> None:
    assert stay(SCOPE, withdrawn=False, today=day) is where
    assert stay(SCOPE, withdrawn=True, today=day) is Stay.WITHDRAWN


@pytest.mark.parametrize(
    ("number", "year", "opened"),
    [
        ("33.5.1", 2025, True),
        ("33.5.1", 2026, True),
        ("33.5.1", 2024, False),
        ("33.5.1", 2027, False),
        ("33.5", 2026, False),
        ("12.2.1", 2026, False),
    ],
)
def test_exactly_the_standards_and_years_are_open(
    number: str,
    year: int,
    opened: bool,  # noqa: FBT001 - a parameter
) -> None:
    assert SCOPE.opens_standard(number, year) is opened


def test_the_record_is_open_as_of_the_days_of_its_years_and_none_to_come() -> None:
    opened = (date(2025, 1, 1), date(2026, 12, 31))
    assert all(SCOPE.opens_day(day, TODAY) for day in opened)
    assert not any(
        SCOPE.opens_day(day, TODAY) for day in (date(2024, 12, 31), date(2027, 1, 1), TODAY)
    )
    this_year = replace(SCOPE, last_year=2027)
    assert this_year.opens_day(TODAY, TODAY)
    assert not this_year.opens_day(date(2027, 3, 6), TODAY)


@pytest.mark.parametrize(
    ("packets", "opened"),
    [
        (PacketReach.NOBODY, set()),
        (PacketReach.SAMPLED, {2}),
        (PacketReach.EVERYBODY, {1, 2}),
    ],
)
def test_packets_are_of_those_who_served_and_of_the_drawn_where_it_says_so(
    packets: PacketReach, opened: set[int]
) -> None:
    scope = replace(SCOPE, packets=packets)
    who = {"population": (1, 2), "sampled": (2, 3)}
    assert {each for each in (1, 2, 3) if may_open_packet(scope, each, **who)} == opened


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_on": date(2027, 2, 1)}, "ends_on"),
        ({"starts_on": date(2027, 1, 1), "ends_on": date(2027, 3, 4)}, "ends_on"),
        ({"ends_on": date(2027, 8, 28)}, "ends_on"),
        ({"first_year": 2027}, "last_year"),
        ({"last_year": 2028}, "last_year"),
        ({"first_year": 2016}, "first_year"),
        ({"standards": ()}, "standards"),
        ({"standards": ("33.5.1", "9.9.9")}, "standards"),
        ({"room": Room.COUNSEL, "matter": " "}, "matter"),
    ],
)
def test_an_invitation_that_opens_nothing_or_too_much_names_its_field(
    changes: dict[str, object], field: str
) -> None:
    scope = replace(SCOPE, **changes)  # type: ignore[arg-type]
    with pytest.raises(InvalidError) as refused:
        check_scope(scope, known_standards=("33.5.1", "12.2.1"), today=TODAY)
    assert refused.value.facts["field"] == field
    check_scope(replace(SCOPE, ends_on=date(2027, 8, 27)), known_standards=("33.5.1",), today=TODAY)
