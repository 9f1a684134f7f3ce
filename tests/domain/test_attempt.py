from __future__ import annotations

from types import MappingProxyType

import pytest

from lms.domain.attempt import Responses, check_responses, grade, items_served
from lms.domain.errors import InvalidError
from lms.domain.item import Answer, Credit
from lms.domain.scenario import ItemRef, Scenario
from tests.domain.content_factories import (
    choose_one,
    order,
    scenario,
    tree,
)

NOTHING: Responses = MappingProxyType({})


def ten() -> tuple[Scenario, ...]:
    """Ten scenarios of one item each; the first two test a must-pass provision."""
    return tuple(
        scenario(f"s{at}", choose_one("q"), provisions=("IV.B.2",) if at < 2 else (f"P.{at}",))
        for at in range(10)
    )


def answered(*wrong: int, missing: tuple[int, ...] = ()) -> dict[ItemRef, Answer]:
    return {ItemRef(f"s{at}", "q"): int(at in wrong) for at in range(10) if at not in missing}


@pytest.mark.parametrize(
    ("wrong", "points", "passed"),
    [((), 10, True), ((7, 8, 9), 7, True), ((6, 7, 8, 9), 6, False)],
)
def test_seven_of_ten_points_pass(wrong: tuple[int, ...], points: int, passed: bool) -> None:  # noqa: FBT001
    result = grade(ten(), answered(*wrong), pass_mark=70)
    assert (result.points, result.maximum, result.passed) == (points, 10, passed)
    assert result.missed == tuple(f"P.{at}" for at in wrong)


def test_every_item_on_a_must_pass_provision_must_be_fully_right() -> None:
    result = grade(ten(), answered(1), pass_mark=70, must_pass={"IV.B.2"})
    assert (result.points, result.passed) == (9, False)
    assert result.failed_must_pass == (ItemRef("s1", "q"),)
    assert result.missed_must_pass == ("IV.B.2",)
    assert [item.must_pass for item in result.items] == [True, True] + [False] * 8


def test_partial_credit_alone_does_not_make_a_must_pass_item_right() -> None:
    desk = scenario("s", order("q", credit=Credit.PARTIAL), choose_one("r"))
    responses: Responses = {ItemRef("s", "q"): (0, 1, 3, 2), ItemRef("s", "r"): 0}
    result = grade((desk,), responses, pass_mark=60, must_pass={"IV.B.1"})
    assert (result.points, result.maximum, result.passed) == (3, 5, False)
    assert grade((desk,), responses, pass_mark=60).passed


def test_what_is_not_answered_counts_nothing_and_is_missed() -> None:
    result = grade(ten(), answered(missing=(0, 9)), pass_mark=70, must_pass={"IV.B.2"})
    assert (result.points, result.maximum, result.passed) == (8, 10, False)
    assert result.missed == ("IV.B.2", "P.9")
    assert [item.answered for item in result.items].count(False) == 2


def test_an_item_pulled_while_the_attempt_is_open_leaves_points_and_maximum() -> None:
    pulled = {ItemRef("s1", "q"), ItemRef("s9", "q")}
    result = grade(ten(), answered(1, 8), pass_mark=70, must_pass={"IV.B.2"}, unscored=pulled)
    assert (result.points, result.maximum, result.passed) == (7, 8, True)
    assert result.missed == ("P.8",)
    assert [item.ref for item in result.items if not item.scored] == sorted(pulled)


def test_an_attempt_of_which_nothing_is_left_passes_nobody() -> None:
    pulled = [ItemRef(f"s{at}", "q") for at in range(10)]
    result = grade(ten(), answered(), pass_mark=70, unscored=pulled)
    assert (result.maximum, result.passed) == (0, False)


@pytest.mark.parametrize(
    "foreign",
    [
        {ItemRef("s0", "other"): 0},
        {ItemRef("elsewhere", "q"): 0},
        {ItemRef("s0", "q"): 4},
        {ItemRef("s0", "q"): (0,)},
    ],
)
def test_qz_09_one_answer_that_does_not_belong_refuses_the_whole(
    foreign: dict[ItemRef, Answer],
) -> None:
    with pytest.raises(InvalidError):
        check_responses(ten(), answered() | foreign)
    with pytest.raises(InvalidError):
        grade(ten(), answered() | foreign, pass_mark=70)


def way(*choices: int) -> dict[ItemRef, Answer]:
    """Answers to the steps of ``tree()`` that these choices lead through."""
    second = "told" if choices[:1] == (0,) else "untold"
    return {
        ItemRef("t", step): choice for step, choice in zip(("first", second), choices, strict=False)
    }


@pytest.mark.parametrize(
    ("choices", "served", "points"),
    [
        ((), ("first",), 0),
        ((0,), ("first", "told"), 1),
        ((1,), ("first", "untold"), 0),
        ((0, 0), ("first", "told"), 2),
        ((1, 0), ("first", "untold"), 1),
        ((1, 2), ("first", "untold"), 0),
    ],
)
def test_a_tree_is_served_step_by_step_and_counts_the_same_on_every_way(
    choices: tuple[int, ...], served: tuple[str, ...], points: int
) -> None:
    tested = scenario("t", tree=tree())
    assert tuple(step.id for step in items_served(tested, way(*choices))) == served
    result = grade((tested,), way(*choices), pass_mark=50)
    assert (result.points, result.maximum) == (points, 2)
    assert len(result.items) == 2


def test_qz_08_a_step_that_was_never_served_cannot_be_answered() -> None:
    tested = scenario("t", tree=tree())
    for ahead in ({ItemRef("t", "told"): 0}, {**way(0, 0), ItemRef("t", "untold"): 0}):
        with pytest.raises(InvalidError):
            grade((tested,), ahead, pass_mark=70)
