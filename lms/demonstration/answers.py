"""Answers that people give: right ones, and wrong ones that a person might give."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from lms.demonstration.luck import Luck
from lms.domain.attempt import grade
from lms.domain.item import Answer, ChooseAll, ChooseOne, Item, Order, Sort, right_answer
from lms.domain.scenario import ItemRef, Scenario
from lms.queries.attempt_work import OpenedAttempt

_MOST_MISSED = 2


def steps(scenario: Scenario, missed: Collection[str]) -> Iterator[Mapping[str, Answer]]:
    """What is sent page by page: all items at once, or the steps of a tree one by one.

    Args:
        missed: ids of the items that are answered wrongly.
    """
    if scenario.tree is None:
        yield {item.id: _answer(item, missed) for item in scenario.items}
        return
    given: dict[str, Answer] = {}
    while (item := scenario.tree.way(given)[-1]).id not in given:
        given[item.id] = _answer(item, missed)
        yield {item.id: given[item.id]}


def missed_in_practice(scenario: Scenario, luck: Luck) -> frozenset[str]:
    """The items that somebody who practices gets wrong: about one in seven."""
    return frozenset(item.id for item in scenario.every_item if luck.chance(14))


def missed_in_attempt(
    attempt: OpenedAttempt, luck: Luck, *, passes: bool
) -> Mapping[str, frozenset[str]]:
    """The items to get wrong, by scenario, so that the attempt passes or fails as it should."""
    missed: dict[str, frozenset[str]] = {each.id: frozenset() for each in attempt.scenarios}
    refs = [ItemRef(each.id, item.id) for each in attempt.scenarios for item in each.every_item]
    wanted = luck.between(0, _MOST_MISSED) if passes else len(refs)
    while refs and wanted:
        ref = refs.pop(luck.between(0, len(refs) - 1))
        trial = {**missed, ref.scenario: missed[ref.scenario] | {ref.item}}
        still_passes = _passes(attempt, trial)
        if passes and not still_passes:
            continue
        missed, wanted = trial, wanted - 1
        if not still_passes:
            break
    return missed


def _passes(attempt: OpenedAttempt, missed: Mapping[str, frozenset[str]]) -> bool:
    responses = {
        ItemRef(scenario.id, item): answer
        for scenario in attempt.scenarios
        for step in steps(scenario, missed[scenario.id])
        for item, answer in step.items()
    }
    return grade(
        attempt.scenarios,
        responses,
        pass_mark=attempt.row.pass_mark,
        must_pass=attempt.must_pass,
    ).passed


def _answer(item: Item, missed: Collection[str]) -> Answer:
    return _wrong_answer(item) if item.id in missed else right_answer(item)


def _wrong_answer(item: Item) -> Answer:
    """One option beside the right one, one forgotten, two rows swapped, one thing misplaced."""
    right = right_answer(item)
    match item:
        case ChooseOne():
            return next(at for at, option in enumerate(item.options) if option.points <= 0)
        case ChooseAll() if isinstance(right, tuple):
            wrong = next(at for at, option in enumerate(item.options) if option.points <= 0)
            return tuple(sorted({*right[1:], wrong}))
        case Order() if isinstance(right, tuple):
            return (right[1], right[0], *right[2:])
        case Sort() if isinstance(right, tuple):
            return ((right[0] + 1) % len(item.places), *right[1:])
    raise AssertionError(item)
