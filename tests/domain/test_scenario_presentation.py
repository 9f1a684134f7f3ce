from __future__ import annotations

from collections import Counter

import pytest

from lms.domain.errors import InvalidError
from lms.domain.item import Answer, Item, points, right_answer
from lms.domain.presentation import present, sequence_from_places
from lms.domain.shuffle import numbers, permutation
from tests.domain.content_factories import choose_all, choose_one, order, sort

SEEDS = [f"{number:032x}" for number in range(600)]


def test_the_stream_of_a_seed_never_changes() -> None:
    stream = numbers("seed", "label")
    assert [next(stream) for _ in range(3)] == [2153297755, 1550015153, 3510967679]
    assert permutation(5, "seed", "label") == (4, 3, 2, 1, 0)


def test_every_label_and_every_seed_has_an_order_of_its_own() -> None:
    orders = {permutation(20, seed, label) for seed in SEEDS[:20] for label in ("a", "b")}
    assert len(orders) == 40


@pytest.mark.parametrize("right", range(4))
def test_the_right_option_stands_anywhere_alike(right: int) -> None:
    item = choose_one(right=right)
    positions = Counter(present(item, seed, "desk").presented(right) for seed in SEEDS)
    assert set(positions) == {1, 2, 3, 4}
    assert chi_square(list(positions.values())) < 16.3  # 3 degrees of freedom, p = 0.001


def test_an_order_item_is_never_shown_in_the_right_order_and_else_alike() -> None:
    shown = Counter(present(order(count=3), seed, "desk").order for seed in SEEDS)
    assert (0, 1, 2) not in shown
    assert len(shown) == 5
    assert chi_square(list(shown.values())) < 18.5  # 4 degrees of freedom, p = 0.001


def test_items_of_one_name_in_two_scenarios_are_shuffled_apart() -> None:
    item = choose_one()
    apart = [present(item, seed, "one").order != present(item, seed, "two").order for seed in SEEDS]
    assert sum(apart) > len(SEEDS) // 2


@pytest.mark.parametrize("item", [choose_one(right=2), choose_all(), order(), sort()])
def test_positions_lead_back_to_what_the_author_wrote(item: Item) -> None:
    for seed in SEEDS[:50]:
        shown = present(item, seed, "desk")
        assert shown == present(item, seed, "desk")
        positions = shown.presented(right_answer(item))
        assert shown.source(positions) == right_answer(item)
        assert points(item, shown.source(positions)) == 1


def test_texts_and_feedback_stand_at_their_positions() -> None:
    shown = present(choose_one(), SEEDS[0], "desk")
    position = shown.presented(0)
    assert isinstance(position, int)
    assert shown.texts[position - 1] == "Take the report."
    assert shown.feedback[position - 1] == "Feedback on Take the report.."
    assert sorted(shown.texts) == sorted(option.text for option in choose_one().options)


def test_the_places_of_a_sort_item_keep_their_order_and_its_things_do_not() -> None:
    shown = [present(sort(), seed, "desk") for seed in SEEDS[:20]]
    assert len({each.order for each in shown}) > 1
    for each in shown:
        assert each.source((1, 1, 1)) == (0, 0, 0)
        assert each.source((2, 2, 2)) == (1, 1, 1)


@pytest.mark.parametrize(
    ("item", "given"),
    [
        (choose_one(), 0),
        (choose_one(), 5),
        (choose_one(), (1,)),
        (choose_all(), (1, 1)),
        (choose_all(), (0, 1)),
        (choose_all(), 1),
        (order(), (1, 2, 3)),
        (order(), (1, 2, 3, 3)),
        (order(), (0, 1, 2, 3)),
        (sort(), (1, 2)),
        (sort(), (1, 2, 3)),
        (sort(), (0, 1, 2)),
        (sort(), 1),
    ],
)
def test_qz_09_positions_the_item_does_not_have_are_refused(item: Item, given: Answer) -> None:
    with pytest.raises(InvalidError):
        present(item, SEEDS[0], "desk").source(given)


def test_a_form_gives_each_row_its_place() -> None:
    assert sequence_from_places((2, 3, 1)) == (3, 1, 2)
    for wrong in ((1, 1, 2), (0, 1, 2), (2, 3, 4)):
        with pytest.raises(InvalidError):
            sequence_from_places(wrong)


def chi_square(counts: list[int]) -> float:
    expected = sum(counts) / len(counts)
    return sum((count - expected) ** 2 / expected for count in counts)
