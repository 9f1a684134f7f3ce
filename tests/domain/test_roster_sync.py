from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from lms.domain.member import ServiceFacts
from lms.domain.roster_sync import ChangeKind
from tests.domain.roster_people import ANA, BO, compare, on_roster, told


def test_an_empty_roster_takes_everybody_in_as_new() -> None:
    found = compare(replace(ANA, supervisor_badge="S-7"), BO)
    assert told(found) == []
    assert [change.facts.badge_number for change in found.of(ChangeKind.ADDED)] == ["0042", "S-7"]
    assert found.changes[0].supervisor_id is None


def test_up_07_what_is_recorded_already_is_unchanged_from_whatever_day_the_file_says_it() -> None:
    later = replace(ANA, valid_from=date(2026, 5, 1))
    found = compare(later, current=(on_roster(1, ANA),))
    assert (found.changes, found.unchanged) == ((), (2,))


def test_up_07_an_old_file_changes_nothing_after_a_newer_one_was_taken_in() -> None:
    nights = replace(ANA, shift="Nights", valid_from=date(2026, 3, 1))
    found = compare(ANA, current=(on_roster(1, ANA, nights),))
    assert (found.changes, found.unchanged) == ((), (2,))


def test_a_change_names_its_columns_and_what_was_before() -> None:
    moved = replace(ANA, shift="Nights", unit="Traffic", valid_from=date(2026, 4, 1))
    (change,) = compare(moved, current=(on_roster(1, ANA),)).changes
    assert (change.kind, change.member_id) == (ChangeKind.CHANGED, 1)
    assert change.fields == ("unit", "shift")
    assert change.before == ANA
    assert change.until is None


def test_a_change_for_a_day_before_the_first_record_reaches_back() -> None:
    early = replace(ANA, valid_from=date(2025, 1, 1))
    (change,) = compare(early, current=(on_roster(1, ANA),)).changes
    assert change.fields == ("valid_from",)
    assert change.until == ANA.valid_from


def test_a_change_that_a_recorded_one_will_end_says_when() -> None:
    promoted = replace(ANA, rank="Sergeant", valid_from=date(2026, 7, 1))
    moved = replace(ANA, unit="Traffic", valid_from=date(2026, 6, 1))
    (change,) = compare(moved, current=(on_roster(1, ANA, promoted),)).changes
    assert change.fields == ("unit",)
    assert change.until == date(2026, 7, 1)


def test_somebody_leaves_and_comes_back() -> None:
    left = replace(ANA, separated_on=date(2026, 3, 31), valid_from=date(2026, 3, 31))
    (leaving,) = compare(left, current=(on_roster(1, ANA),)).changes
    assert (leaving.kind, leaving.fields) == (ChangeKind.SEPARATED, ("separated_on",))
    back = replace(ANA, hired_on=date(2026, 5, 1), valid_from=date(2026, 5, 1))
    (returning,) = compare(back, current=(on_roster(1, ANA, left),)).changes
    assert (returning.kind, returning.member_id) == (ChangeKind.RETURNED, 1)


def test_up_10_whom_the_file_leaves_out_is_listed_and_stays() -> None:
    gone = replace(ANA, badge_number="9", family_name="Left", separated_on=date(2020, 1, 1))
    current = (on_roster(1, ANA), on_roster(2, BO), on_roster(3, gone))
    found = compare(ANA, current=current)
    assert [person.member_id for person in found.absent] == [2]
    assert found.changes == ()


def test_a_supervisor_is_found_in_the_file_or_on_the_roster() -> None:
    led = replace(ANA, supervisor_badge="S-7")
    assert compare(led, current=(on_roster(5, BO),)).changes[0].supervisor_id == 5
    assert compare(led, BO, current=(on_roster(5, BO),)).changes[0].supervisor_id == 5
    assert told(compare(led)) == [
        "row 2, supervisor_badge: badge S-7 is neither in this file nor on the roster"
    ]


def test_a_supervisor_is_compared_as_a_person_and_not_by_badge() -> None:
    led = replace(ANA, supervisor_badge="S-7")
    renumbered = replace(BO, badge_number="S-8", valid_from=date(2026, 5, 1))
    current = (on_roster(1, led, supervisor_id=5), on_roster(5, BO, renumbered))
    later = replace(ANA, supervisor_badge="S-8", valid_from=date(2026, 5, 1))
    assert compare(later, current=current).changes == ()
    without = compare(replace(ANA, supervisor_badge=None), current=current)
    assert without.changes[0].fields == ("supervisor_badge",)


def test_a_new_supervisor_of_the_same_file_is_a_change() -> None:
    led = replace(ANA, supervisor_badge="S-7")
    found = compare(led, BO, current=(on_roster(1, ANA),))
    assert [change.fields for change in found.changes] == [("supervisor_badge",), ()]


@pytest.mark.parametrize("badge", ["0042", "55"])
def test_nobody_supervises_themselves_under_any_badge(badge: str) -> None:
    once = replace(ANA, badge_number="55", valid_from=date(2025, 1, 1))
    own = replace(ANA, supervisor_badge=badge, valid_from=date(2025, 6, 1))
    current = (on_roster(1, once, replace(ANA, valid_from=date(2025, 3, 1))),)
    found = compare(replace(own, valid_from=date(2025, 2, 1)), current=current)
    assert found.changes == ()
    assert found.conflicts


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"separated_on": date(2015, 3, 1)}, "separated_on"),
        ({"separated_on": date(2062, 3, 1)}, "separated_on"),
        ({"hired_on": date(2026, 6, 2)}, "hired_on"),
        ({"valid_from": date(2062, 1, 1)}, "valid_from"),
        ({"rank": "Civilian"}, "sworn"),
        ({"supervisor_badge": "0042"}, "supervisor_badge"),
    ],
)
def test_up_06_a_row_that_contradicts_itself_or_the_calendar_is_refused(
    changed: dict[str, Any], column: str
) -> None:
    found = compare(replace(ANA, **changed))
    assert [(finding.row, finding.column) for finding in found.conflicts] == [(2, column)]


def test_a_unit_spelled_in_two_ways_is_refused() -> None:
    found = compare(ANA, replace(BO, unit="PATROL"))
    assert told(found) == ["row 3, unit: “PATROL” and “Patrol” of row 2 differ in capitals only"]


def test_all_conflicts_are_told_at_once_in_the_order_of_the_rows() -> None:
    found = compare(
        replace(ANA, supervisor_badge="404"),
        replace(ANA, hired_on=date(2027, 1, 1)),
        replace(BO, separated_on=date(1999, 1, 1)),
    )
    assert [(each.row, each.column) for each in found.conflicts] == [
        (2, "supervisor_badge"),
        (3, "hired_on"),
        (3, "badge"),
        (4, "separated_on"),
    ]


def test_rows_that_could_not_be_read_are_neither_absent_nor_unknown_but_forbid_the_import() -> None:
    led = replace(ANA, supervisor_badge="S-7")
    found = compare(led, current=(on_roster(2, BO),), unread={"S-7"})
    assert (told(found), found.absent, found.is_clean) == ([], (), False)


def members(count: int) -> tuple[ServiceFacts, ...]:
    return tuple(
        replace(ANA, badge_number=f"P{number}", given_name=f"N{number}", email="")
        for number in range(2, count + 2)
    )


@pytest.mark.parametrize(
    ("serving", "leaving", "mass"), [(20, 2, False), (20, 3, True), (5, 1, False), (5, 2, True)]
)
def test_up_10_ending_the_service_of_more_than_a_tenth_takes_two_people(
    serving: int, leaving: int, *, mass: bool
) -> None:
    people = members(serving)
    current = tuple(on_roster(number, each) for number, each in enumerate(people, 1))
    gone = [
        replace(each, separated_on=date(2026, 5, 31), valid_from=date(2026, 5, 31))
        for each in people[:leaving]
    ]
    found = compare(*gone, *people[leaving:], current=current)
    assert len(found.of(ChangeKind.SEPARATED)) == leaving
    assert found.takes_two_people is mass
