"""Which provisions a piece of training content rests on."""

from __future__ import annotations

from collections.abc import Iterator
from functools import singledispatch
from itertools import chain
from typing import TypeAlias

from lms.domain.checklist import Checklist
from lms.domain.coverage import CoveragePlan
from lms.domain.drafting import DraftingQuestions
from lms.domain.lesson import Lesson
from lms.domain.scenario import Scenario
from lms.domain.training import TrainingModule

Thing: TypeAlias = Scenario | Lesson | TrainingModule | Checklist | CoveragePlan | DraftingQuestions


def cited(thing: Thing) -> tuple[str, ...]:
    """The provisions that a piece of content names, each once, as first met.

    A blocked provision that a banner names counts: a change of its words concerns the content.
    A plan of coverage names parts of the text and cites none of its words.
    """
    return tuple(dict.fromkeys(_names(thing)))


@singledispatch
def _names(thing: object) -> Iterator[str]:
    raise TypeError(type(thing).__name__)


@_names.register
def _(scenario: Scenario) -> Iterator[str]:
    items = chain.from_iterable(item.provisions for item in scenario.every_item)
    return chain(scenario.provisions, items, scenario.banners)


@_names.register
def _(lesson: Lesson) -> Iterator[str]:
    pages = chain.from_iterable(page.provisions for page in lesson.pages)
    aims = chain.from_iterable(objective.provisions for objective in lesson.objectives)
    return chain(pages, aims)


@_names.register
def _(module: TrainingModule) -> Iterator[str]:
    groups = chain.from_iterable(group.provisions for group in module.blueprint.groups)
    aims = chain.from_iterable(objective.provisions for objective in module.plan.objectives)
    return chain(groups, module.blueprint.must_pass, aims)


@_names.register
def _(checklist: Checklist) -> Iterator[str]:
    return iter(checklist.provisions)


@_names.register
def _(asked: DraftingQuestions) -> Iterator[str]:
    return iter(asked.provisions)


@_names.register
def _(_plan: CoveragePlan) -> Iterator[str]:
    return iter(())
