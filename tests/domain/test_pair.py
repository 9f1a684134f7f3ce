from __future__ import annotations

from dataclasses import replace

import pytest

from lms.domain.documents import scenario_from_document, to_document
from lms.domain.findings import Finding
from lms.domain.pair import Boundary, Pair, boundary, half_findings, pairs
from lms.domain.scenario import Scenario, Use
from lms.domain.scenario_findings import across_scenarios
from tests.domain.content_factories import SITUATION, choose_all, choose_one, scenario, sort

ACTIVE, RECALLED = "The warrant is active.", "The court recalled the warrant."


def halves(**second: object) -> tuple[Scenario, Scenario]:
    """Two scenarios with nothing wrong between them but what a test changes in the second."""
    on = scenario("on", choose_one(), pair="flip", fact=ACTIVE, situation=f"{SITUATION} {ACTIVE}")
    off = replace(
        on,
        id="off",
        items=(choose_one(right=1),),
        fact=RECALLED,
        situation=f"{SITUATION} {RECALLED}",
    )
    return on, replace(off, **second)  # type: ignore[arg-type]


def flip() -> Pair:
    (found,) = pairs(halves())
    return found


def test_a_pair_holds_both_halves_and_what_they_share() -> None:
    pair = flip()
    assert [half.id for half in pair.halves] == ["off", "on"]
    assert pair.other("off").id == "on"
    assert pair.other("on").id == "off"
    assert pair.provisions == pair.first.provisions


def test_one_half_is_no_pair() -> None:
    assert pairs(halves()[:1]) == ()


def test_nothing_is_wrong_with_a_good_pair() -> None:
    assert across_scenarios(halves()) == ()
    assert [*half_findings(halves()[0]), *half_findings(halves()[1])] == []


@pytest.mark.parametrize(
    ("changes", "path", "message"),
    [
        ({"provisions": ("IV.C.1",)}, ("provisions",), "shares none with off, its other half"),
        (
            {"use": Use.PRACTICE},
            ("use",),
            "is graded, its other half off is practice; they go together",
        ),
        (
            {"items": (choose_one(),)},
            ("pair",),
            "has the same right answers as off; nothing flips",
        ),
    ],
)
def test_halves_share_a_section_and_a_use_and_differ_in_the_key(
    changes: dict[str, object], path: tuple[str, ...], message: str
) -> None:
    assert across_scenarios(halves(**changes)) == (Finding((0, *path), message),)


def test_the_changed_fact_stands_in_one_half_only() -> None:
    on, off = halves()
    told = replace(off, situation=f"{off.situation} {ACTIVE}")
    assert across_scenarios((on, told)) == (Finding((0, "fact"), "stands in off as well"),)


@pytest.mark.parametrize(
    ("fact", "pair", "path", "message"),
    [
        (None, "flip", "pair", "stands without fact: a half of a pair names both"),
        (ACTIVE, None, "fact", "stands without pair: a half of a pair names both"),
        ("not there", "flip", "fact", "must stand once, word for word, in the situation"),
        ("", "flip", "fact", "must stand once, word for word, in the situation"),
        (
            SITUATION.split(". ")[1],
            "flip",
            "fact",
            "must stand once, word for word, in the situation",
        ),
    ],
)
def test_a_half_names_its_side_of_the_fact_in_its_own_words(
    fact: str | None, pair: str | None, path: str, message: str
) -> None:
    half = replace(halves()[0], fact=fact, pair=pair)
    assert list(half_findings(half)) == [Finding((path,), message)]


def test_keys_of_several_kinds_are_compared_by_what_is_right_in_them() -> None:
    same = choose_all(rights="1100"), choose_all(rights="0110")
    assert across_scenarios(halves(items=(same[0],))) == ()
    on, off = halves()
    both = replace(on, items=(sort(),)), replace(off, items=(sort(),))
    assert [each.path[1] for each in across_scenarios(both)] == ["pair"]
    both = replace(on, items=(same[0],)), replace(off, items=(same[1],))
    assert across_scenarios(both) == ()


@pytest.mark.parametrize(
    ("right", "found"),
    [
        ({}, Boundary.NOT_MET),
        ({"else": True}, Boundary.NOT_MET),
        ({"on": True}, Boundary.ONE_SIDE),
        ({"off": False}, Boundary.MISSED),
        ({"on": True, "off": False}, Boundary.MISSED),
        ({"on": True, "off": True}, Boundary.KNOWN),
    ],
)
def test_a_boundary_is_known_when_both_sides_are_right(
    right: dict[str, bool], found: Boundary
) -> None:
    assert boundary(flip(), right) is found


def test_a_half_comes_back_from_its_document_and_a_scenario_without_one_is_unchanged() -> None:
    on = halves()[0]
    assert scenario_from_document(to_document(on)) == on
    assert "fact" not in to_document(scenario("alone"))
