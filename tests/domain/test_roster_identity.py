from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from lms.domain.roster_identity import Confirmation
from lms.domain.roster_row import RowFinding
from lms.domain.roster_sync import ChangeKind
from tests.domain.roster_people import ANA, BO, compare, on_roster, told


def test_up_05_a_badge_in_two_rows_is_refused_with_both_names() -> None:
    found = compare(ANA, replace(BO, badge_number="0042"))
    assert told(found) == [
        "row 3, badge: badge 0042 is in row 2 already, of Ana Díaz; here it is Bo Chan"
    ]


def test_up_05_another_name_under_a_badge_is_refused_with_both_names() -> None:
    found = compare(replace(BO, badge_number="0042"), current=(on_roster(1, ANA),))
    assert found.changes == ()
    (finding,) = found.conflicts
    assert (finding.row, finding.column) == (2, "badge")
    assert "Ana Díaz" in finding.message
    assert "Bo Chan" in finding.message


@pytest.mark.parametrize("family", ["Diaz", "DÍAZ", "Dí-az"])
def test_another_spelling_of_the_same_name_is_the_same_person(family: str) -> None:
    found = compare(replace(ANA, family_name=family), current=(on_roster(1, ANA),))
    assert told(found) == []
    assert found.changes[0].fields == ("family_name",)


def test_a_name_somebody_once_had_is_still_theirs() -> None:
    married = replace(ANA, family_name="Ortiz", valid_from=date(2026, 4, 1))
    found = compare(ANA, current=(on_roster(1, ANA, married),))
    assert (told(found), found.unchanged) == ([], (2,))


def test_up_05_another_name_is_taken_in_where_a_person_confirms_it_is_the_same_one() -> None:
    married = replace(ANA, family_name="Ortiz", valid_from=date(2026, 4, 1))
    confirmed = {"0042": Confirmation.SAME_PERSON}
    found = compare(married, current=(on_roster(1, ANA),), confirmed=confirmed)
    assert told(found) == []
    assert (found.changes[0].member_id, found.changes[0].fields) == (1, ("family_name",))


def test_up_05_a_badge_of_somebody_who_left_goes_to_another_one_only_where_confirmed() -> None:
    left = replace(ANA, separated_on=date(2024, 1, 1))
    newcomer = replace(BO, badge_number="0042")
    confirmed = {"0042": Confirmation.NEW_PERSON}
    assert told(compare(newcomer, current=(on_roster(1, left),)))
    found = compare(newcomer, current=(on_roster(1, left),), confirmed=confirmed)
    assert told(found) == []
    assert found.changes[0].member_id is None


def test_up_05_a_badge_in_use_goes_to_nobody_else_whatever_is_confirmed() -> None:
    newcomer = replace(BO, badge_number="0042")
    confirmed = {"0042": Confirmation.NEW_PERSON}
    assert told(compare(newcomer, current=(on_roster(1, ANA),), confirmed=confirmed))


def test_a_badge_used_again_is_still_told_by_its_name() -> None:
    left = replace(ANA, separated_on=date(2024, 1, 1))
    newcomer = replace(BO, badge_number="0042")
    found = compare(newcomer, current=(on_roster(1, left), on_roster(2, newcomer)))
    assert (told(found), found.changes, found.unchanged) == ([], (), (2,))


def test_an_old_file_is_understood_after_its_badge_went_to_somebody_else() -> None:
    moved = replace(ANA, badge_number="55", valid_from=date(2026, 3, 1))
    newcomer = replace(BO, badge_number="0042", valid_from=date(2026, 4, 1))
    current = (on_roster(1, ANA, moved), on_roster(2, newcomer))
    found = compare(ANA, current=current)
    assert (told(found), found.changes, found.unchanged) == ([], (), (2,))


def test_a_badge_that_another_one_has_by_now_is_refused() -> None:
    moved = replace(BO, badge_number="0042", valid_from=date(2026, 3, 1))
    left = replace(ANA, separated_on=date(2026, 2, 1))
    back = replace(ANA, hired_on=date(2026, 2, 1), shift="Nights")
    found = compare(back, current=(on_roster(1, left), on_roster(2, BO, moved)))
    assert told(found) == ["row 2, badge: badge 0042 belongs to Bo Chan on 2026-06-01"]


def test_up_14_a_new_badge_opens_no_second_record_of_one_person() -> None:
    renumbered = replace(ANA, badge_number="77", valid_from=date(2026, 4, 1))
    current = (on_roster(1, ANA),)
    (finding,) = compare(renumbered, current=current).conflicts
    assert "under badge 0042" in finding.message
    same = compare(renumbered, current=current, confirmed={"77": Confirmation.SAME_PERSON})
    assert (same.changes[0].member_id, same.changes[0].fields) == (1, ("badge",))
    new = compare(renumbered, current=current, confirmed={"77": Confirmation.NEW_PERSON})
    assert new.changes[0].member_id is None


def test_up_14_two_rows_never_become_one_member() -> None:
    renumbered = replace(ANA, badge_number="77", valid_from=date(2026, 4, 1))
    found = compare(ANA, renumbered, current=(on_roster(1, ANA, renumbered),))
    assert told(found) == ["row 3, badge: row 2 speaks of the same member"]


def test_two_people_of_one_name_are_two_people() -> None:
    namesake = replace(ANA, badge_number="77", email="", hired_on=date(2024, 1, 8))
    found = compare(ANA, namesake, current=(on_roster(1, ANA),))
    assert told(found) == []
    assert [change.kind for change in found.changes] == [ChangeKind.ADDED]


@pytest.mark.parametrize("badge", ["42", "OO42", "042", "O042"])
def test_up_05_a_badge_that_looks_like_another_one_is_refused(badge: str) -> None:
    newcomer = replace(BO, badge_number=badge)
    (on_the_roster,) = compare(ANA, newcomer, current=(on_roster(1, ANA),)).conflicts
    assert on_the_roster.message == (
        f"badge {badge} looks like badge 0042 of Ana Díaz on the roster"
    )
    (in_the_file,) = compare(ANA, newcomer).conflicts
    assert in_the_file == RowFinding(
        3, "badge", f"badge {badge} looks like badge 0042 of Ana Díaz in row 2"
    )


def test_badges_that_look_alike_and_are_on_the_roster_already_stay() -> None:
    current = (on_roster(1, ANA), on_roster(2, replace(BO, badge_number="42")))
    assert told(compare(ANA, replace(BO, badge_number="42"), current=current)) == []


def test_badges_that_look_alike_pass_where_confirmed() -> None:
    confirmed = {"42": Confirmation.NEW_PERSON}
    assert told(compare(ANA, replace(BO, badge_number="42"), confirmed=confirmed)) == []
