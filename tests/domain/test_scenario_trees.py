from __future__ import annotations

import pytest

from lms.domain.scenario import Tree
from lms.domain.scenario_findings import scenario_findings
from tests.domain.content_factories import KNOWN, scenario, step, ways


def told(grown: Tree) -> list[str]:
    return [str(each) for each in scenario_findings(scenario("t", tree=grown), KNOWN)]


END = (None, None, None)


@pytest.mark.parametrize(
    ("grown", "expected"),
    [
        (ways(step("a", "b", "b", "b"), step("b", *END), start="z"), "start: there is no step z"),
        (
            ways(step("a", "b", "b", "z"), step("b", *END)),
            "steps.0.options.2.next: there is no step z",
        ),
        (
            ways(step("a", "b", "b", "b"), step("b", *END), step("b", *END)),
            "steps.2.id: b is there 2 times",
        ),
        (
            ways(step("a", "b", "b", "b"), step("b", *END), step("c", *END)),
            "steps.2.id: no way leads to c",
        ),
        (
            ways(step("a", "b", "b", "b"), step("b", "a", "a", "a")),
            "steps.0.id: a way leads from a back to it",
        ),
        (
            ways(step("a", "b", "b", "b"), step("b", None, "b", None)),
            "steps.1.id: a way leads from b back to it",
        ),
        (
            ways(step("a", "b", "c", "b"), step("b", "c", "c", "c"), step("c", *END)),
            "steps: ways through have 2 and 3 steps; all have the same number",
        ),
        (
            ways(step("a", "b", "b", None), step("b", *END)),
            "steps: ways through have 1 and 2 steps; all have the same number",
        ),
        (
            ways(
                *(step(f"s{at}", *[f"s{at + 1}"] * 3) for at in range(3)),
                step("s3", *END),
                start="s0",
            ),
            "steps: a way through has 4 steps; it has 2 or 3",
        ),
    ],
)
def test_up_12_a_tree_whose_ways_do_not_fit_is_told(grown: Tree, expected: str) -> None:
    assert told(grown) == [expected]


def test_a_tree_of_any_size_is_judged_without_walking_every_way() -> None:
    steps = [step(f"s{at}", *[f"s{at + 1}"] * 3) for at in range(2000)]
    assert told(ways(*steps, step("s2000", *END), start="s0")) == [
        "steps: has 2001 steps; it takes 2 to 31"
    ]
