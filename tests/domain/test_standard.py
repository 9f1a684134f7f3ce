"""Standards in their tree, and everything that is wrong with a file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from lms.domain.standard import (
    ClassFacts,
    Fault,
    ModuleTested,
    Window,
    YearFile,
    check,
    is_number,
    parent_of,
    tree,
)

WINDOW = Window("2026 assessment", date(2024, 1, 1), date(2026, 12, 31))
SOUND = YearFile(year=2025, proofs=2, memos=0, has_come=True, is_over=True, undated=False)
HELD = ClassFacts(1, date(2025, 3, 1), 60, None)


def faults(*files: YearFile) -> list[Fault]:
    return [found.fault for found in check(files, WINDOW)]


def test_a_sound_file_has_no_findings() -> None:
    assert faults(*(replace(SOUND, year=year) for year in WINDOW.years)) == []


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"proofs": 3}, Fault.OVER_STUFFED),
        ({"undated": True}, Fault.UNDATED),
        ({"unstated": True}, Fault.UNSTATED),
        ({"classes": (replace(HELD, minutes=0),)}, Fault.NO_TIMES),
        ({"classes": (replace(HELD, credential_expires_on=date(2025, 2, 28)),)}, Fault.CREDENTIAL),
        ({"tests_without_plan": (ModuleTested("policy", "module-1", "Module 1"),)}, Fault.NO_PLAN),
        ({"unproven": ("CODE",)}, Fault.CERTIFICATE),
        ({"year": 2020}, Fault.OUT_OF_WINDOW),
    ],
)
def test_each_fault_is_found_and_named(changes: dict[str, object], fault: Fault) -> None:
    found = check([replace(SOUND, **changes)], WINDOW)  # type: ignore[arg-type]
    assert [each.fault for each in found] == [fault]
    assert found[0].words.endswith(".")


def test_a_year_without_proof_is_a_gap_until_a_memo_says_why() -> None:
    empty = replace(SOUND, proofs=0)
    assert faults(empty, SOUND, SOUND) == [Fault.GAP]
    assert faults(replace(empty, memos=1), SOUND, SOUND) == []


def test_fewer_proofs_than_years_are_too_little() -> None:
    files = [replace(SOUND, year=year, proofs=0, memos=1) for year in (2024, 2025)]
    assert faults(*files, SOUND) == [Fault.TOO_LITTLE]


def test_nothing_is_missing_of_a_year_to_come_or_of_a_statement_before_the_year_ends() -> None:
    to_come = replace(SOUND, year=2026, proofs=0, has_come=False, is_over=False)
    assert faults(SOUND, SOUND, to_come) == []
    assert faults(replace(SOUND, unstated=True, is_over=False)) == []


def test_a_credential_is_good_on_its_last_day() -> None:
    last_day = replace(HELD, credential_expires_on=HELD.held_on)
    assert faults(replace(SOUND, classes=(last_day,))) == []


def test_numbers_stand_in_their_tree() -> None:
    assert tree(["42.2.10", "42.2.8(a)", "9.1", "42.2.8", "42"]) == (
        (0, "9.1"),
        (0, "42"),
        (1, "42.2.8"),
        (2, "42.2.8(a)"),
        (1, "42.2.10"),
    )
    assert parent_of("42.2.8(a)") == "42.2.8"
    assert parent_of("42") == ""


@pytest.mark.parametrize("text", ["", "42.", "a.1", "42.2.8(ab)", "42..2", "../42", "1.2.3.4.5"])
def test_what_is_no_number_is_refused(text: str) -> None:
    assert not is_number(text)
