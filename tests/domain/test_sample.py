"""Samples follow from their seed alone."""

from __future__ import annotations

from lms.domain.sample import draw


def test_the_same_seed_draws_the_same_members_in_whatever_order_they_come() -> None:
    members = range(1, 111)
    drawn = draw(members, 5, "dice 4 2 6")
    assert drawn == draw(reversed(members), 5, "dice 4 2 6")
    assert len(set(drawn)) == 5
    assert drawn != draw(members, 5, "dice 4 2 5")


def test_a_larger_sample_holds_the_smaller_one() -> None:
    assert draw(range(50), 10, "a")[:4] == draw(range(50), 4, "a")


def test_it_draws_everybody_where_fewer_are_there() -> None:
    assert sorted(draw([3, 1, 2], 9, "a")) == [1, 2, 3]


def test_over_many_seeds_nobody_is_left_out() -> None:
    seen = {member for seed in range(200) for member in draw(range(40), 5, str(seed))}
    assert seen == set(range(40))
