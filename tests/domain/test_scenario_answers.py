from __future__ import annotations

from itertools import combinations, permutations, product

import pytest

from lms.domain.errors import InvalidError
from lms.domain.item import (
    Answer,
    Credit,
    Item,
    checked,
    is_right,
    maximum,
    points,
    right_answer,
    right_parts,
)
from tests.domain.content_factories import choose_all, choose_one, order, sort, step

EVERY_KIND: list[Item] = [
    choose_one(right=2),
    choose_all(),
    choose_all(credit=Credit.PARTIAL),
    order(),
    order(credit=Credit.PARTIAL),
    sort(),
    sort(credit=Credit.PARTIAL),
    step("first", "told", "untold"),
]


def every_answer(item: Item) -> list[Answer]:
    """All answers there are to the small items above."""
    match item.kind.value:
        case "choose-one" | "step":
            return list(range(len(item.options)))  # type: ignore[union-attr]
        case "choose-all":
            return [chosen for size in range(5) for chosen in combinations(range(4), size)]
        case "order":
            return list(permutations(range(4)))
        case _:
            return list(product(range(2), repeat=3))


@pytest.mark.parametrize("item", EVERY_KIND)
def test_only_the_right_answer_earns_the_maximum_and_none_less_than_nothing(item: Item) -> None:
    answers = every_answer(item)
    full = [answer for answer in answers if points(item, answer) == maximum(item)]
    assert full == [right_answer(item)]
    assert [answer for answer in answers if is_right(item, answer)] == full
    assert all(points(item, answer) >= 0 for answer in answers)


@pytest.mark.parametrize("item", [choose_one(), choose_all(), order(), sort()])
def test_an_item_is_worth_one_point_all_or_nothing(item: Item) -> None:
    assert maximum(item) == 1
    assert {points(item, answer) for answer in every_answer(item)} == {0, 1}


@pytest.mark.parametrize(
    ("chosen", "earned"),
    [((), 0), ((0,), 1), ((0, 1), 2), ((0, 1, 2), 1), ((0, 2), 0), ((2, 3), 0), ((0, 1, 2, 3), 0)],
)
def test_partial_choose_all_adds_rights_and_takes_wrongs_never_below_zero(
    chosen: tuple[int, ...], earned: int
) -> None:
    item = choose_all(rights="1100", credit=Credit.PARTIAL)
    assert maximum(item) == 2
    assert points(item, chosen) == earned


def test_partial_order_and_sort_give_a_point_for_each_thing_in_its_place() -> None:
    assert points(order(credit=Credit.PARTIAL), (0, 2, 1, 3)) == 2
    assert maximum(order(credit=Credit.PARTIAL)) == 4
    assert points(sort(credit=Credit.PARTIAL), (0, 1, 1)) == 2
    assert maximum(sort(credit=Credit.PARTIAL)) == 3


def test_each_part_is_told_apart_for_feedback() -> None:
    assert right_parts(choose_all(rights="1100"), (0, 2)) == (True, False, False, True)
    assert right_parts(choose_one(right=1), 1) == (True, True, True, True)
    assert right_parts(order(), (1, 0, 2, 3)) == (False, False, True, True)
    assert right_parts(sort(), (0, 0, 0)) == (True, False, True)


@pytest.mark.parametrize(
    ("item", "answer"),
    [
        (choose_one(), 4),
        (choose_one(), -1),
        (choose_one(), (0,)),
        (choose_one(), True),
        (choose_all(), 0),
        (choose_all(), (0, 0)),
        (choose_all(), (0, 4)),
        (choose_all(), (False, 2)),
        (order(), (0, 1, 2)),
        (order(), (0, 1, 2, 2)),
        (order(), (0, 1, 2, 4)),
        (order(), (0, 1, 2, 3, 0)),
        (order(), 3),
        (sort(), (0, 1)),
        (sort(), (0, 1, 2)),
        (sort(), (0, 1, 0, 0)),
        (sort(), 1),
    ],
)
def test_qz_09_what_is_no_answer_to_the_item_is_refused(item: Item, answer: Answer) -> None:
    with pytest.raises(InvalidError):
        points(item, answer)


def test_choices_have_one_written_form() -> None:
    assert checked(choose_all(), (3, 0)) == (0, 3)
    assert checked(choose_all(), ()) == ()
    assert checked(order(), (3, 0, 1, 2)) == (3, 0, 1, 2)
