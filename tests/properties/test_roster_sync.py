"""A roster of any size."""

from __future__ import annotations

from tests.domain.roster_people import compare, on_roster
from tests.domain.test_roster_sync import members


def test_ten_thousand_rows_are_compared_quickly() -> None:
    people = members(10_000)
    current = tuple(on_roster(number, each) for number, each in enumerate(people, 1))
    found = compare(*people, current=current)
    assert len(found.unchanged) == 10_000
