from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from lms.content.check import Folder, check, read_folder
from lms.content.policy_folder import revision_from_folder
from lms.domain.citation import Known
from lms.domain.documents import (
    lesson_from_document,
    module_from_document,
    scenario_from_document,
    to_document,
)
from lms.domain.draw import History, candidates, draw
from lms.domain.giveaway import giveaways
from lms.domain.module_findings import attempts_in_a_row
from lms.domain.nominal import Nominal, nominal_minutes
from lms.domain.pair import pairs
from lms.domain.scenario import Audience
from lms.domain.training import TrainingModule

FOLDER = Path(__file__).parents[2] / "scenarios" / "haverhill-immigration"


@cache
def content() -> Folder:
    return read_folder(FOLDER)


def modules() -> tuple[TrainingModule, ...]:
    return content().modules.thing or ()


def test_the_content_has_no_findings() -> None:
    revision, found = revision_from_folder(FOLDER)
    assert revision is not None, list(map(str, found))
    known = Known({placed.id: placed.provision for placed in revision.provisions})
    assert list(map(str, check(content(), known))) == []


def test_there_is_enough_of_it() -> None:
    scenarios, lessons = content().every_scenario(), content().every_lesson()
    assert len(scenarios) >= 44
    assert sum(scenario.item_count for scenario in scenarios.values()) >= 90
    taught = [lessons[name] for module in modules() for name in module.lessons]
    whole = sum((nominal_minutes(lesson, scenarios) for lesson in taught), Nominal(0, 0))
    assert whole.minutes >= 150
    course = [module for module in modules() if module.is_course]
    assert len(course) == 4
    assert all(3 <= len(module.lessons) <= 4 for module in course)
    assert [module.audience for module in modules() if not module.is_course] == [
        (Audience.OIC,),
        (Audience.DISPATCH,),
    ]


def test_all_of_it_comes_back_from_its_documents() -> None:
    for scenario in content().every_scenario().values():
        assert scenario_from_document(to_document(scenario)) == scenario
    for lesson in content().every_lesson().values():
        assert lesson_from_document(to_document(lesson)) == lesson
    for module in modules():
        assert module_from_document(to_document(module)) == module


def test_a_guesser_by_length_gains_nothing() -> None:
    every = tuple(content().every_scenario().values())
    for some in (every, tuple(each for each in every if each.use.graded)):
        found = giveaways(some)
        assert found.above_chance <= 5
        assert found.percent(found.longest) <= 25
        assert found.percent(found.shortest) <= 25


def test_there_are_two_dozen_fact_flips() -> None:
    assert len(pairs(content().every_scenario().values())) >= 24


def test_both_sides_of_a_practiced_fact_flip_stand_side_by_side_in_one_lesson() -> None:
    practice = [lesson.practice for lesson in content().every_lesson().values()]
    for pair in pairs(content().every_scenario().values()):
        if pair.first.use.practiced:
            first, second = (half.id for half in pair.halves)
            (places,) = [each for each in practice if first in each or second in each]
            assert abs(places.index(first) - places.index(second)) == 1, pair.name


DRAWS = 10_000


def test_ten_thousand_draws_meet_their_blueprints() -> None:
    for module in modules():
        pool = candidates(module.pool(content().every_scenario().values()))
        known = {each.scenario: each for each in pool}
        wanted = {each.name: each.items for each in module.blueprint.groups}
        must_pass = set(module.blueprint.must_pass)
        history = History(module.plan.true_as_of)
        for number in range(-(-DRAWS // len(modules()))):
            counted: Counter[str] = Counter()
            halves: Counter[str | None] = Counter()
            tested: set[str] = set()
            for each in draw(module.blueprint, pool, history, str(number)):
                counted[each.group] += each.items
                halves[known[each.scenario].pair] += 1
                tested |= known[each.scenario].tested
            assert counted == wanted
            assert tested >= must_pass
            assert max((many for pair, many in halves.items() if pair), default=1) == 1


def test_any_scenario_may_be_taken_out_by_a_corrected_key_and_every_module_still_draws() -> None:
    for module in modules():
        pool = candidates(module.pool(content().every_scenario().values()))
        history = History(module.plan.true_as_of)
        for out in pool:
            rest = [each for each in pool if each is not out]
            drawn = draw(module.blueprint, rest, history, out.scenario)
            assert sum(each.items for each in drawn) == module.blueprint.items


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 6])
def test_attempts_meet_the_blueprint_one_after_another(number: int) -> None:
    module = next(module for module in modules() if module.number == number)
    pool = candidates(module.pool(content().every_scenario().values()))
    known = {each.scenario: each for each in pool}
    for seed in range(60):
        history = History(module.plan.true_as_of)
        met: set[str] = set()
        for at, drawn in enumerate(
            attempts_in_a_row(module.blueprint, pool, history, str(seed), 3)
        ):
            counted: Counter[str] = Counter()
            for each in drawn:
                counted[each.group] += each.items
            names = {each.scenario for each in drawn}
            pairs = [known[name].pair for name in names if known[name].pair]
            assert counted == {each.name: each.items for each in module.blueprint.groups}
            assert len(set(pairs)) == len(pairs)
            assert {p for name in names for p in known[name].tested} >= set(
                module.blueprint.must_pass
            )
            assert at > 1 or not module.is_course or not names & met
            met |= names
