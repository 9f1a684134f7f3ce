"""Grading an attempt: a pure function of what an event records.

Given the pinned versions of the scenarios drawn, the answers, the pass mark, the must-pass
provisions and what the legal gate pulled, the result is the same today and in ten years.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from lms.domain.errors import InvalidError
from lms.domain.item import Answer, Item, maximum, points
from lms.domain.key_change import Accepted, best
from lms.domain.scenario import ItemRef, Scenario

Responses = Mapping[ItemRef, Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemResult:
    """What one item came to.

    Attributes:
        ref: the item; where a tree was left early, the step right choices would have led to.
        answered: whether an answer was recorded.
        right: fully right; partial credit alone does not make it so.
        must_pass: tests a must-pass provision.
        scored: false where the item was pulled while the attempt was open.
    """

    ref: ItemRef
    points: int
    maximum: int
    answered: bool
    right: bool
    must_pass: bool
    scored: bool
    provisions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What an attempt came to.

    Attributes:
        points: earned on scored items.
        maximum: points that the scored items could earn.
        passed: the pass mark is reached and every scored must-pass item is fully right.
        items: in the order of the attempt.
        missed: provisions of scored items not fully right, in that order, each once.
        failed_must_pass: the must-pass items not fully right.
    """

    points: int
    maximum: int
    passed: bool
    items: tuple[ItemResult, ...]
    missed: tuple[str, ...]
    failed_must_pass: tuple[ItemRef, ...]

    @property
    def missed_must_pass(self) -> tuple[str, ...]:
        """The provisions of failed must-pass items, each once."""
        failed = [item for item in self.items if item.ref in self.failed_must_pass]
        return tuple(dict.fromkeys(name for item in failed for name in item.provisions))


def grade(
    scenarios: Sequence[Scenario],
    responses: Responses,
    *,
    pass_mark: int,
    must_pass: Collection[str] = (),
    unscored: Collection[ItemRef] = (),
    accepted: Mapping[ItemRef, Collection[Accepted]] = MappingProxyType({}),
) -> Result:
    """Grade what was answered; what was not answered earns nothing.

    Args:
        scenarios: those drawn, in order, in the versions the attempt pins.
        responses: answers as written by the author (``Presentation.source``).
        pass_mark: percent of the maximum that passes, such as 70.
        must_pass: provisions whose items must all be fully right.
        unscored: items that leave both points and maximum.
        accepted: answers that count as right besides, where a key was corrected.

    Raises:
        InvalidError: an answer is to no item of this attempt, or is no answer to its item.
    """
    check_responses(scenarios, responses)
    results = tuple(
        result
        for scenario in scenarios
        for result in _results(
            scenario, responses, frozenset(must_pass), frozenset(unscored), accepted
        )
    )
    scored = [result for result in results if result.scored]
    earned, possible = (sum(item.points for item in scored), sum(item.maximum for item in scored))
    wrong = [result for result in scored if not result.right]
    failed = tuple(result.ref for result in wrong if result.must_pass)
    return Result(
        points=earned,
        maximum=possible,
        passed=possible > 0 and earned * 100 >= pass_mark * possible and not failed,
        items=results,
        missed=tuple(dict.fromkeys(name for result in wrong for name in result.provisions)),
        failed_must_pass=failed,
    )


def check_responses(scenarios: Sequence[Scenario], responses: Responses) -> None:
    """Refuse a set of answers as a whole if any of them does not belong.

    Raises:
        InvalidError: an answer is to no item of this attempt, to a step that was never
            served, or is no answer to its item.
    """
    served = {
        ItemRef(scenario.id, item.id): item
        for scenario in scenarios
        for item in items_served(scenario, responses)
    }
    foreign = sorted(str(ref) for ref in responses if ref not in served)
    if foreign:
        raise InvalidError(reason="not of this attempt", items=foreign)
    for ref, answer in responses.items():
        points(served[ref], answer)


def items_served(scenario: Scenario, responses: Responses) -> tuple[Item, ...]:
    """The items of a scenario that somebody with these answers is shown.

    In a tree these are the steps on the way taken, the one to answer next included.

    Raises:
        InvalidError: a step was answered that was never served, or with no option of it.
    """
    if scenario.tree is None:
        return scenario.items
    return scenario.tree.way(_answers_to(scenario, responses))


def _results(
    scenario: Scenario,
    responses: Responses,
    must_pass: frozenset[str],
    unscored: frozenset[ItemRef],
    accepted: Mapping[ItemRef, Collection[Accepted]],
) -> Iterator[ItemResult]:
    for item in _asked(scenario, responses):
        ref = ItemRef(scenario.id, item.id)
        answer = responses.get(ref)
        provisions = scenario.provisions_of(item)
        earned, right = best(item, answer, accepted.get(ref, ()))
        yield ItemResult(
            ref=ref,
            points=earned,
            maximum=maximum(item),
            answered=answer is not None,
            right=right,
            must_pass=not must_pass.isdisjoint(provisions),
            scored=ref not in unscored,
            provisions=provisions,
        )


def _asked(scenario: Scenario, responses: Responses) -> tuple[Item, ...]:
    """The items that count: in a tree as many steps as every way has, served or not.

    Somebody who stopped on the way is held to the steps that right choices would have led to.
    """
    if scenario.tree is None:
        return scenario.items
    served = scenario.tree.way(_answers_to(scenario, responses))
    return (*served, *scenario.tree.right_steps_after(served[-1]))


def _answers_to(scenario: Scenario, responses: Responses) -> dict[str, Answer]:
    return {ref.item: answer for ref, answer in responses.items() if ref.scenario == scenario.id}
