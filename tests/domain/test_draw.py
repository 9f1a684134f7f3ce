from __future__ import annotations

from collections import Counter
from datetime import timedelta
from time import perf_counter

import pytest

from lms.domain.draw import (
    Candidate,
    DrawImpossibleError,
    Drawn,
    History,
    candidates,
    draw,
)
from lms.domain.module_findings import attempts_in_a_row
from lms.domain.scenario import Scenario, Use
from lms.domain.training import Blueprint, Group
from tests.domain.content_factories import TODAY, choose_one, scenario, tree

NOBODY = History(TODAY)
GROUPS = (
    Group("Asking", ("B.1", "B.2"), 3),
    Group("Papers", ("B.3",), 3),
    Group("Service", ("I.1", "I.2"), 2),
    Group("Limits", ("III.1",), 2),
)
BLUEPRINT = Blueprint(10, GROUPS, ("B.1", "B.3"))


def candidate(name: str, *provisions: str, items: int = 1, pair: str | None = None) -> Candidate:
    return Candidate(name, provisions, frozenset(provisions), items, pair)


def pool() -> tuple[Candidate, ...]:
    """About what a module has: 24 scenarios, a third of them with two items, four pairs."""
    made = []
    for group in GROUPS:
        for at in range(6):
            name = f"{group.name.lower()}-{at}"
            pair = f"{group.name.lower()}-pair" if at < 2 else None
            cited = group.provisions[at % len(group.provisions)]
            made.append(candidate(name, cited, items=2 if at % 3 == 2 else 1, pair=pair))
    return tuple(made)


def items(drawn: tuple[Drawn, ...]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for each in drawn:
        counted[each.group] += each.items
    return counted


def meets(blueprint: Blueprint, known: dict[str, Candidate], drawn: tuple[Drawn, ...]) -> bool:
    """The whole promise of a draw, written down a second time."""
    chosen = [known[each.scenario] for each in drawn]
    pairs = [each.pair for each in chosen if each.pair is not None]
    tested = {name for each in chosen for name in each.tested}
    return (
        items(drawn) == {group.name: group.items for group in blueprint.groups}
        and len({each.scenario for each in drawn}) == len(drawn)
        and len(set(pairs)) == len(pairs)
        and tested >= set(blueprint.must_pass)
    )


def test_a_draw_takes_less_than_five_milliseconds() -> None:
    seen = {each.scenario: 1 for each in pool()[::2]}
    started = perf_counter()
    for number in range(20):
        draw(BLUEPRINT, pool(), History(TODAY, seen=seen), str(number))
    assert perf_counter() - started < 20 * 0.005 * 4  # a busy machine gets four times as long


def test_the_same_seed_draws_the_same_whatever_the_order_of_the_pool() -> None:
    first = draw(BLUEPRINT, pool(), NOBODY, "seed")
    assert draw(BLUEPRINT, tuple(reversed(pool())), NOBODY, "seed") == first
    assert draw(BLUEPRINT, pool(), NOBODY, "other seed") != first


def test_scenarios_stand_in_an_order_that_the_seed_decides() -> None:
    attempts = [draw(BLUEPRINT, pool(), NOBODY, f"seed {number}") for number in range(40)]
    assert {attempt[0].group for attempt in attempts} == {group.name for group in GROUPS}


def test_what_was_never_seen_comes_first() -> None:
    one, two = attempts_in_a_row(BLUEPRINT, pool(), NOBODY, "seed", 2)
    again = {each.scenario for each in one} & {each.scenario for each in two}
    fresh = {each.scenario for each in pool()} - {each.scenario for each in one}
    assert len(again) <= 2
    assert len(fresh & {each.scenario for each in two}) >= 5


def test_an_unseen_scenario_is_not_given_up_for_an_unlucky_start() -> None:
    blueprint = Blueprint(3, (Group("All", ("B.1",), 3),))
    made = (
        candidate("two-new", "B.1", items=2),
        candidate("three-new", "B.1", items=3),
        candidate("one-seen", "B.1"),
    )
    for number in range(20):
        drawn = draw(blueprint, made, History(TODAY, seen={"one-seen": 1}), str(number))
        assert [each.scenario for each in drawn] == ["three-new"]


def test_of_what_was_seen_the_longest_unseen_comes_first() -> None:
    blueprint = Blueprint(2, (Group("All", ("B.1",), 2),))
    made = tuple(candidate(name, "B.1") for name in "abcd")
    seen = {"a": 4, "b": 2, "c": 3, "d": 1}
    for number in range(20):
        drawn = draw(blueprint, made, History(TODAY, seen=seen), str(number))
        assert {each.scenario for each in drawn} == {"b", "d"}


@pytest.mark.parametrize(("days", "drawn"), [(0, False), (59, False), (60, True)])
def test_a_scenario_practiced_is_not_graded_for_sixty_days(days: int, drawn: bool) -> None:  # noqa: FBT001
    blueprint = Blueprint(1, (Group("All", ("B.1",), 1),))
    history = History(TODAY, practiced={"only": TODAY - timedelta(days=days)})
    if drawn:
        assert draw(blueprint, [candidate("only", "B.1")], history, "seed")
    else:
        with pytest.raises(DrawImpossibleError):
            draw(blueprint, [candidate("only", "B.1")], history, "seed")


def test_nobody_is_asked_what_they_wrote() -> None:
    blueprint = Blueprint(1, (Group("All", ("B.1",), 1),))
    made = (candidate("own", "B.1"), candidate("other", "B.1"))
    history = History(TODAY, seen={"other": 1}, own=frozenset({"own"}))
    for number in range(20):
        drawn = draw(blueprint, made, history, str(number))
        assert [each.scenario for each in drawn] == ["other"]


def test_halves_of_a_pair_never_meet_even_from_two_groups() -> None:
    blueprint = Blueprint(2, (Group("One", ("B.1",), 1), Group("Two", ("B.2",), 1)))
    halves = (candidate("on", "B.1", pair="flip"), candidate("off", "B.2", pair="flip"))
    with pytest.raises(DrawImpossibleError) as caught:
        draw(blueprint, halves, NOBODY, "seed")
    assert (caught.value.group, caught.value.missing) == ("Two", 1)
    met = draw(blueprint, (*halves, candidate("else", "B.2")), NOBODY, "seed")
    assert {each.scenario for each in met} == {"on", "else"}


def test_the_other_half_of_a_pair_that_was_met_comes_before_anything_else_unseen() -> None:
    blueprint = Blueprint(2, (Group("All", ("B.1",), 2),))
    halves = (candidate("on", "B.1", pair="flip"), candidate("off", "B.1", pair="flip"))
    made = (*halves, *(candidate(name, "B.1") for name in "abcdef"))
    for number in range(20):
        drawn = draw(blueprint, made, History(TODAY, seen={"on": 1}), str(number))
        assert "off" in {each.scenario for each in drawn}


def test_the_other_half_is_not_bought_with_something_seen() -> None:
    blueprint = Blueprint(2, (Group("All", ("B.1",), 2),))
    halves = (candidate("on", "B.1", pair="flip"), candidate("off", "B.1", items=1, pair="flip"))
    made = (*halves, candidate("two-new", "B.1", items=2), candidate("seen", "B.1"))
    drawn = draw(blueprint, made, History(TODAY, seen={"on": 1, "seen": 2}), "seed")
    assert [each.scenario for each in drawn] == ["two-new"]


def test_what_was_seen_last_year_comes_after_what_was_never_seen() -> None:
    last_year = draw(BLUEPRINT, pool(), NOBODY, "last year")
    seen = {each.scenario: 1 for each in last_year}
    next_year = History(TODAY + timedelta(days=370), seen=seen)
    for number in range(20):
        drawn = draw(BLUEPRINT, pool(), next_year, str(number))
        again = {each.scenario for each in drawn} & set(seen)
        assert len(again) <= 2


def test_a_scenario_belongs_to_the_first_group_that_shares_a_provision() -> None:
    blueprint = Blueprint(2, (Group("One", ("B.1",), 1), Group("Two", ("B.2",), 1)))
    made = (candidate("both", "B.2", "B.1"), candidate("second", "B.2"))
    assert {each.scenario: each.group for each in draw(blueprint, made, NOBODY, "seed")} == {
        "both": "One",
        "second": "Two",
    }


def test_a_must_pass_provision_is_always_tested_by_an_item_that_lists_it() -> None:
    blueprint = Blueprint(1, (Group("All", ("B.1", "B.2"), 1),), ("B.2",))
    cites = Candidate("cites", ("B.1", "B.2"), frozenset({"B.1"}), 1)
    made = (cites, candidate("tests", "B.2"), candidate("other", "B.1"))
    for number in range(20):
        assert draw(blueprint, made, NOBODY, str(number))[0].scenario == "tests"


@pytest.mark.parametrize(
    ("made", "group", "missing", "provisions"),
    [
        ((), "All", 3, ()),
        ((candidate("a", "B.1", items=2),), "All", 1, ()),
        ((candidate("a", "B.1", items=2), candidate("b", "B.1", items=2)), "All", 1, ()),
        ((candidate("a", "B.1", items=3),), "All", 1, ("B.2",)),
        (
            (
                Candidate("a", ("B.1",), frozenset({"B.1"}), 3),
                Candidate("b", ("B.2",), frozenset({"B.2"}), 3),
            ),
            "All",
            1,
            ("B.1", "B.2"),
        ),
    ],
)
def test_an_impossible_draw_says_which_group_lacks_how_much(
    made: tuple[Candidate, ...], group: str, missing: int, provisions: tuple[str, ...]
) -> None:
    blueprint = Blueprint(3, (Group("All", ("B.1", "B.2"), 3),), ("B.1", "B.2"))
    with pytest.raises(DrawImpossibleError) as caught:
        draw(blueprint, made, NOBODY, "seed")
    error = caught.value
    assert (error.group, error.missing, error.provisions) == (group, missing, provisions)


def test_only_gradable_scenarios_are_candidates_and_a_tree_counts_its_steps() -> None:
    three = choose_one("a"), choose_one("b"), choose_one("c", provisions=("IV.B.2",))
    made: list[Scenario] = [
        scenario("desk", *three, provisions=("IV.B.1", "IV.B.2")),
        scenario("tree", tree=tree(), use=Use.BOTH),
        scenario("lesson", use=Use.PRACTICE),
    ]
    assert candidates(made) == (
        Candidate("desk", ("IV.B.1", "IV.B.2"), frozenset({"IV.B.1", "IV.B.2"}), 3),
        Candidate("tree", ("IV.B.1",), frozenset({"IV.B.1"}), 2),
    )
