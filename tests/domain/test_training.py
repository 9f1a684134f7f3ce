from __future__ import annotations

from dataclasses import replace

import pytest

from lms.domain.findings import Finding
from lms.domain.module_findings import across_modules, module_findings
from lms.domain.scenario import Scenario, Use
from lms.domain.training import Blueprint, Group, LessonPlan, TrainingModule
from tests.domain.content_factories import KNOWN, TODAY, blueprint, lesson, module, scenario


def test_the_pool_of_a_module_is_what_is_graded_and_shares_a_provision() -> None:
    made = [
        scenario("in"),
        scenario("practiced", use=Use.PRACTICE),
        scenario("both", use=Use.BOTH, provisions=("IV.D.1", "IV.B.2")),
        scenario("out", provisions=("IV.D.1",)),
    ]
    assert [each.id for each in module().pool(made)] == ["in", "both"]


GRADED = {
    f"{name}-{at}": scenario(f"{name}-{at}", provisions=(provision,))
    for name, provision in (("service", "IV.B.1"), ("asking", "IV.B.2"))
    for at in range(3)
}


def told_of_module(
    written: TrainingModule, scenarios: dict[str, Scenario] | None = None
) -> list[str]:
    lessons = {"at-the-counter": lesson(practice=("service-0",))}
    found = module_findings(written, lessons, GRADED if scenarios is None else scenarios, KNOWN)
    return [str(each) for each in found]


def test_a_good_module_has_no_findings() -> None:
    assert told_of_module(module()) == []


def groups(*made: tuple[str, str, int]) -> tuple[Group, ...]:
    return tuple(Group(name, (provision,), items) for name, provision, items in made)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"id": "a_b"}, "id: may hold lower-case letters a-z, digits and single hyphens only"),
        ({"title": ""}, "title: is empty"),
        ({"summary": ""}, "summary: is empty"),
        ({"audience": ()}, "audience: is empty"),
        ({"lessons": ()}, "lessons: are missing"),
        ({"lessons": ("at-the-counter", "x")}, "lessons.1: there is no lesson x"),
        ({"lessons": ("at-the-counter",) * 2}, "lessons.1: at-the-counter is there twice"),
        (
            {"blueprint": blueprint(items=3)},
            "blueprint.items: is 3, but the groups add up to 2",
        ),
        (
            {"blueprint": Blueprint(2, groups(("A", "IV.B.1", 1), ("a", "IV.B.2", 1)))},
            "blueprint.groups.1.name: is there twice",
        ),
        (
            {"blueprint": Blueprint(1, groups(("A", "IV.B.1", 1), ("B", "IV.B.2", 0)))},
            "blueprint.groups.1.items: is 0; it is at least 1",
        ),
        (
            {"blueprint": Blueprint(1, (*groups(("A", "IV.B.1", 1)),), ("IV.B.2",))},
            "blueprint.must_pass.0: IV.B.2 is in no group",
        ),
        (
            {
                "plan": LessonPlan(
                    author="", technique="x", true_as_of=TODAY, objectives=module().plan.objectives
                )
            },
            "plan.author: is empty",
        ),
        (
            {"plan": LessonPlan(author="x", technique="x", true_as_of=TODAY, objectives=())},
            "plan.objectives: are missing",
        ),
    ],
)
def test_a_module_that_breaks_a_rule_is_told(changes: dict[str, object], expected: str) -> None:
    assert expected in told_of_module(replace(module(), **changes))  # type: ignore[arg-type]


def test_groups_are_scored_on_provisions_that_may_be() -> None:
    made = Blueprint(2, groups(("A", "II.1-a", 1), ("B", "IV.Z", 1)))
    assert told_of_module(module(blueprint=made))[:2] == [
        "blueprint.groups.0.provisions.0: II.1-a is background and is not scored",
        "blueprint.groups.1.provisions.0: there is no provision IV.Z",
    ]


def test_a_must_pass_provision_takes_three_graded_scenarios() -> None:
    fewer = {name: each for name, each in GRADED.items() if name != "asking-1"}
    assert told_of_module(module(), fewer) == [
        "blueprint.must_pass.0: 2 graded scenarios surely test IV.B.2; it takes 3"
    ]


def test_a_pool_too_small_beside_what_the_lessons_practice_is_told() -> None:
    fewer = {name: each for name, each in GRADED.items() if not name.startswith("service")}
    both = {"service-0": replace(GRADED["service-0"], use=Use.BOTH)}
    expected = (
        "blueprint.groups.0: no attempt can be drawn: 1 items missing of 1, "
        "among those not practiced in the lessons"
    )
    assert told_of_module(module(), fewer) == [expected]
    assert told_of_module(module(), fewer | both) == [expected]


def test_must_pass_provisions_that_no_draw_tests_together_are_told() -> None:
    made = {
        name: each
        for at in range(3)
        for name, each in (
            (f"a{at}", scenario(f"a{at}", provisions=("IV.B.1",))),
            (f"b{at}", scenario(f"b{at}", provisions=("IV.B.2",))),
        )
    }
    one = Blueprint(1, (Group("All", ("IV.B.1", "IV.B.2"), 1),), ("IV.B.1", "IV.B.2"))
    assert told_of_module(module(blueprint=one), made) == [
        (
            "blueprint.must_pass: no draw tests all of them: 1 must-pass provisions stay out "
            "(IV.B.1, IV.B.2)"
        )
    ]


def test_modules_differ_in_id_number_and_lessons() -> None:
    written = [module("one"), module("two", number=2), module("two", number=1, lessons=("x",))]
    assert across_modules(written) == (
        Finding((0, "number"), "2 modules have number 1"),
        Finding((1, "id"), "2 modules have this id"),
        Finding((1, "lessons", 0), "at-the-counter is a lesson of one already"),
        Finding((2, "id"), "2 modules have this id"),
        Finding((2, "number"), "2 modules have number 1"),
    )
