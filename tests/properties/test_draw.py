"""Draws of any pool: found where there is one, and never worse than they must be."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.domain.draw import (
    Candidate,
    DrawImpossibleError,
    Drawn,
    History,
    draw,
)
from lms.domain.training import Blueprint, Group
from tests.domain.test_draw import BLUEPRINT, NOBODY, meets, pool


def test_a_thousand_draws_meet_their_blueprint() -> None:
    known = {each.scenario: each for each in pool()}
    drawn = [draw(BLUEPRINT, pool(), NOBODY, f"seed {number}") for number in range(1000)]
    assert all(meets(BLUEPRINT, known, each) for each in drawn)
    met = Counter(each.scenario for attempt in drawn for each in attempt)
    assert set(met) == set(known)
    assert len({tuple(each.scenario for each in attempt) for attempt in drawn}) > 990


PROVISIONS = ("p", "q", "r")


@st.composite
def small_pools(to: st.DrawFn) -> tuple[Blueprint, tuple[Candidate, ...], History]:
    groups = (Group("One", ("p", "q"), to(st.integers(1, 3))), Group("Two", ("r",), 2))
    must_pass = tuple(sorted(to(st.sets(st.sampled_from(PROVISIONS), max_size=2))))
    made = tuple(
        Candidate(
            f"s{at}",
            cited := tuple(to(st.lists(st.sampled_from(PROVISIONS), min_size=1, unique=True))),
            frozenset(to(st.sets(st.sampled_from(cited)))),
            to(st.integers(1, 2)),
            to(st.sampled_from((None, None, "x", "y"))),
        )
        for at in range(to(st.integers(1, 7)))
    )
    names = [each.scenario for each in made]
    seen = to(st.dictionaries(st.sampled_from(names), st.integers(1, 9)))
    history = History(date(2026, 1, 1), seen=seen)
    return Blueprint(sum(group.items for group in groups), groups, must_pass), made, history


@settings(max_examples=60, deadline=None, database=None)
@given(small_pools())
def test_a_draw_is_found_wherever_there_is_one_and_never_repeats_more_than_it_must(
    case: tuple[Blueprint, tuple[Candidate, ...], History],
) -> None:
    blueprint, made, history = case
    known = {each.scenario: each for each in made}
    possible = []
    for size in range(len(made) + 1):
        for chosen in combinations(made, size):
            grouped = [(each, blueprint.group_of(each.provisions)) for each in chosen]
            drawn = tuple(
                Drawn(each.scenario, each.items, group.name) for each, group in grouped if group
            )
            if len(drawn) == len(chosen) and meets(blueprint, known, drawn):
                possible.append(drawn)
    if not possible:
        with pytest.raises(DrawImpossibleError):
            draw(blueprint, made, history, "seed")
        return
    found = draw(blueprint, made, history, "seed")
    assert meets(blueprint, known, found)
    assert repeated(found, history) == min(repeated(drawn, history) for drawn in possible)


def repeated(drawn: tuple[Drawn, ...], history: History) -> int:
    return sum(each.items for each in drawn if each.scenario in history.seen)
