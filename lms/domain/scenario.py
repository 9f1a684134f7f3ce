"""Scenarios: one moment on duty and what is asked about it.

A scenario holds one to three items, or a decision tree whose steps are served one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from lms.domain.errors import InvalidError, NotFoundError
from lms.domain.item import Answer, Item, Step, checked, right_answer


class Audience(StrEnum):
    """Whose moment it is."""

    OFFICER = "officer"
    OIC = "oic"
    ARRESTING_OFFICER = "arresting-officer"
    DISPATCH = "dispatch"
    COMMAND = "command"


class Use(StrEnum):
    """Where a scenario may appear."""

    PRACTICE = "practice"
    GRADED = "graded"
    BOTH = "both"

    @property
    def practiced(self) -> bool:
        """Whether a lesson may use it."""
        return self is not Use.GRADED

    @property
    def graded(self) -> bool:
        """Whether an attempt may draw it."""
        return self is not Use.PRACTICE


class ItemRef(NamedTuple):
    """An item by the id of its scenario and its own; written ``scenario/item``."""

    scenario: str
    item: str

    def __str__(self) -> str:
        return f"{self.scenario}/{self.item}"

    @classmethod
    def parse(cls, text: str) -> ItemRef:
        """Read ``scenario/item``.

        Raises:
            InvalidError: it is not written so.
        """
        scenario, slash, item = text.partition("/")
        if not (scenario and slash and item):
            raise InvalidError(reason="not written scenario/item", given=text)
        return cls(scenario, item)


@dataclass(frozen=True, slots=True)
class Tree:
    """A decision tree. Every way through it has the same number of steps."""

    start: str
    steps: tuple[Step, ...]

    def step(self, step_id: str) -> Step:
        """The step of that id.

        Raises:
            NotFoundError: there is none.
        """
        for step in self.steps:
            if step.id == step_id:
                return step
        raise NotFoundError(step=step_id)

    def ways(self) -> Iterator[tuple[Step, ...]]:
        """Every way through, as the steps met on it; a way ends before it meets a step again."""
        yield from self._ways((self.step(self.start),))

    def _ways(self, way: tuple[Step, ...]) -> Iterator[tuple[Step, ...]]:
        following = {option.next: None for option in way[-1].options}
        for step_id in following:
            step = None if step_id is None else self.step(step_id)
            if step is None or step in way:
                yield way
            else:
                yield from self._ways((*way, step))

    @property
    def length(self) -> int:
        """How many steps anybody is asked."""
        return len(next(self.ways()))

    def way(self, answers: Mapping[str, Answer]) -> tuple[Step, ...]:
        """The steps served to somebody who gave these answers, the one to answer next included.

        Args:
            answers: the index of the option chosen, by the id of its step.

        Raises:
            InvalidError: an answer is none of its step's options, or its step was never served.
        """
        served: list[Step] = []
        step_id: str | None = self.start
        while step_id is not None:
            step = self.step(step_id)
            served.append(step)
            answer = answers.get(step_id)
            step_id = None if answer is None else _chosen(step, answer)
        unserved = sorted(answers.keys() - {step.id for step in served})
        if unserved:
            raise InvalidError(reason="never served", steps=unserved)
        return tuple(served)

    def right_steps_after(self, step: Step) -> tuple[Step, ...]:
        """The steps that right choices lead to from here, this one left out.

        Raises:
            InvalidError: they have no end, which no approved tree allows.
        """
        steps = [step]
        while (step_id := _chosen(steps[-1], right_answer(steps[-1]))) is not None:
            following = self.step(step_id)
            if following in steps:
                raise InvalidError(reason="the tree turns in a circle", step=step_id)
            steps.append(following)
        return tuple(steps[1:])


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One scenario, as an author wrote it and somebody else approved it.

    Attributes:
        provisions: what it tests; the first is the one it is mostly about.
        items: empty where there is a tree.
        pair: shared by the two halves of a fact flip.
        fact: for such a half, its side of the changed fact in words of the situation.
        limb: the part of the requirement its minutes count toward.
        banners: blocked provisions that an option or the situation mentions.
    """

    id: str
    title: str
    audience: tuple[Audience, ...]
    use: Use
    provisions: tuple[str, ...]
    true_as_of: date
    situation: str
    items: tuple[Item, ...] = ()
    tree: Tree | None = None
    pair: str | None = None
    fact: str | None = None
    limb: str = "policy"
    banners: tuple[str, ...] = ()

    @property
    def every_item(self) -> tuple[Item, ...]:
        """All items, or all steps, served or not."""
        return self.items if self.tree is None else self.tree.steps

    @property
    def item_count(self) -> int:
        """How many items anybody is asked."""
        return len(self.items) if self.tree is None else self.tree.length

    def item(self, item_id: str) -> Item:
        """The item or step of that id.

        Raises:
            NotFoundError: there is none.
        """
        for item in self.every_item:
            if item.id == item_id:
                return item
        raise NotFoundError(scenario=self.id, item=item_id)

    def provisions_of(self, item: Item) -> tuple[str, ...]:
        """What an item tests: its own provisions, or else all of the scenario's."""
        return item.provisions or self.provisions

    def refs(self) -> tuple[ItemRef, ...]:
        """Every item or step by its address."""
        return tuple(ItemRef(self.id, item.id) for item in self.every_item)

    def surely_tested(self) -> frozenset[str]:
        """The provisions that an item lists, in a tree one on every way through."""
        if self.tree is None:
            return frozenset(name for item in self.items for name in self.provisions_of(item))
        ways = [
            frozenset(name for step in way for name in self.provisions_of(step))
            for way in self.tree.ways()
        ]
        return frozenset.intersection(*ways)


def _chosen(step: Step, answer: Answer) -> str | None:
    choice = checked(step, answer)
    return step.options[choice].next if isinstance(choice, int) else None
