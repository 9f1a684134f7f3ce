"""What is wrong with the ways through a decision tree; paths begin at the scenario."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from lms.domain.findings import Finding
from lms.domain.item import Step
from lms.domain.scenario import Scenario, Tree
from lms.domain.wording import count_findings

FEWEST_STEPS, MOST_STEPS = 2, 3
MOST_IN_ALL = 1 + 5 + 25
"""Five options at every step and three steps on every way, no step shared."""


def tree_findings(tree: Tree) -> Iterator[Finding]:
    """Steps that are unknown, met twice or never, and ways that differ in length.

    Lengths are judged only where the steps hang together, so that one mistake is said once.
    """
    broken = [*_unknown(tree), *_repeated(tree)]
    yield from broken
    yield from count_findings(("steps",), len(tree.steps), FEWEST_STEPS, MOST_IN_ALL, "steps")
    if broken or len(tree.steps) > MOST_IN_ALL:
        return
    steps = {step.id: step for step in tree.steps}
    reached = _reached(tree.start, steps)
    for at, step in enumerate(tree.steps):
        if step.id not in reached:
            yield Finding(("steps", at, "id"), f"no way leads to {step.id}")
    circle = _in_circle(reached, steps)
    if circle is not None:
        at = [step.id for step in tree.steps].index(circle)
        yield Finding(("steps", at, "id"), f"a way leads from {circle} back to it")
    else:
        yield from _length_findings(tree, steps)


def hangs_together(scenario: Scenario) -> bool:
    """Whether a scenario's items can be counted, read and tested: its tree has ways with ends."""
    tree = scenario.tree
    return tree is None or (
        not any(tree_findings(tree))
        and all(any(option.points > 0 for option in step.options) for step in tree.steps)
    )


def _unknown(tree: Tree) -> Iterator[Finding]:
    known = {step.id for step in tree.steps}
    if tree.start not in known:
        yield Finding(("start",), f"there is no step {tree.start}")
    for at, step in enumerate(tree.steps):
        for which, option in enumerate(step.options):
            if option.next is not None and option.next not in known:
                yield Finding(
                    ("steps", at, "options", which, "next"), f"there is no step {option.next}"
                )


def _repeated(tree: Tree) -> Iterator[Finding]:
    copies = Counter(step.id for step in tree.steps)
    for at, step in enumerate(tree.steps):
        if copies[step.id] > 1 and step.id in {other.id for other in tree.steps[:at]}:
            yield Finding(("steps", at, "id"), f"{step.id} is there {copies[step.id]} times")


def _following(step: Step) -> list[str]:
    return [option.next for option in step.options if option.next is not None]


def _reached(start: str, steps: Mapping[str, Step]) -> set[str]:
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        step_id = waiting.pop()
        if step_id not in reached:
            reached.add(step_id)
            waiting += _following(steps[step_id])
    return reached


def _in_circle(reached: set[str], steps: Mapping[str, Step]) -> str | None:
    """A step that can be reached from itself, the first by name; None where there is none."""
    for step_id in sorted(reached):
        if any(step_id in _reached(following, steps) for following in _following(steps[step_id])):
            return step_id
    return None


def _length_findings(tree: Tree, steps: Mapping[str, Step]) -> Iterator[Finding]:
    lengths = sorted(_lengths(tree.start, steps, {}))
    if len(lengths) > 1:
        named = " and ".join(str(length) for length in lengths)
        yield Finding(("steps",), f"ways through have {named} steps; all have the same number")
    elif not FEWEST_STEPS <= lengths[0] <= MOST_STEPS:
        span = f"{FEWEST_STEPS} or {MOST_STEPS}"
        yield Finding(("steps",), f"a way through has {lengths[0]} steps; it has {span}")


def _lengths(
    step_id: str, steps: Mapping[str, Step], known: dict[str, frozenset[int]]
) -> frozenset[int]:
    """The lengths of all ways from a step on, each step looked at once."""
    if step_id not in known:
        known[step_id] = frozenset(
            length + 1
            for option in steps[step_id].options
            for length in ((0,) if option.next is None else _lengths(option.next, steps, known))
        ) or frozenset({1})
    return known[step_id]
