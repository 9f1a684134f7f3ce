"""Scenario files: their shape, and the way into the domain."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from pydantic import Discriminator, Tag, model_validator

from lms.content.reading import Reading, read
from lms.content.wording import Text
from lms.content.yaml_source import StrictModel
from lms.domain.item import (
    ChooseAll,
    ChooseOne,
    Credit,
    Item,
    Option,
    Order,
    Row,
    Sort,
    Step,
    Thing,
)
from lms.domain.scenario import Audience, Scenario, Tree, Use


class OptionModel(StrictModel):
    """One thing to choose."""

    text: Text
    points: int
    feedback: Text

    def to_domain(self) -> Option:
        """The same in the domain's words."""
        return Option(self.text, self.points, self.feedback)


class TurnModel(OptionModel):
    """An option of a step, and the step it leads to."""

    next: Text | None = None

    def to_domain(self) -> Option:
        """The same in the domain's words."""
        return Option(self.text, self.points, self.feedback, self.next)


class RowModel(StrictModel):
    """One of the things to put in order."""

    text: Text
    feedback: Text


class ThingModel(RowModel):
    """One of the things to sort."""

    place: Text


class StepModel(StrictModel):
    """One step of a decision tree."""

    id: Text
    stem: Text
    rationale: Text
    options: tuple[TurnModel, ...]
    provisions: tuple[Text, ...] = ()

    def to_domain(self) -> Step:
        """The same in the domain's words."""
        return Step(
            id=self.id,
            stem=self.stem,
            rationale=self.rationale,
            options=tuple(option.to_domain() for option in self.options),
            provisions=self.provisions,
        )


class ChooseOneModel(StrictModel):
    """One option is right."""

    kind: Literal["choose-one"]
    id: Text
    stem: Text
    rationale: Text
    options: tuple[OptionModel, ...]
    provisions: tuple[Text, ...] = ()

    def to_domain(self) -> ChooseOne:
        """The same in the domain's words."""
        return ChooseOne(
            id=self.id,
            stem=self.stem,
            rationale=self.rationale,
            options=tuple(option.to_domain() for option in self.options),
            provisions=self.provisions,
        )


class ChooseAllModel(StrictModel):
    """Several options are right."""

    kind: Literal["choose-all"]
    id: Text
    stem: Text
    rationale: Text
    options: tuple[OptionModel, ...]
    provisions: tuple[Text, ...] = ()
    credit: Credit = Credit.WHOLE

    def to_domain(self) -> ChooseAll:
        """The same in the domain's words."""
        return ChooseAll(
            id=self.id,
            stem=self.stem,
            rationale=self.rationale,
            options=tuple(option.to_domain() for option in self.options),
            provisions=self.provisions,
            credit=self.credit,
        )


class OrderModel(StrictModel):
    """A sequence, written in the right order."""

    kind: Literal["order"]
    id: Text
    stem: Text
    rationale: Text
    sequence: tuple[RowModel, ...]
    provisions: tuple[Text, ...] = ()
    credit: Credit = Credit.WHOLE

    def to_domain(self) -> Order:
        """The same in the domain's words."""
        return Order(
            id=self.id,
            stem=self.stem,
            rationale=self.rationale,
            sequence=tuple(Row(row.text, row.feedback) for row in self.sequence),
            provisions=self.provisions,
            credit=self.credit,
        )


class SortModel(StrictModel):
    """Things, each with its place."""

    kind: Literal["sort"]
    id: Text
    stem: Text
    rationale: Text
    places: tuple[Text, ...]
    things: tuple[ThingModel, ...]
    provisions: tuple[Text, ...] = ()
    credit: Credit = Credit.WHOLE

    def to_domain(self) -> Sort:
        """The same in the domain's words."""
        return Sort(
            id=self.id,
            stem=self.stem,
            rationale=self.rationale,
            places=self.places,
            things=tuple(Thing(each.text, each.place, each.feedback) for each in self.things),
            provisions=self.provisions,
            credit=self.credit,
        )


def _kind(item: object) -> str | None:
    kind = item.get("kind") if isinstance(item, dict) else None
    return kind if isinstance(kind, str) else None


ItemModel: TypeAlias = Annotated[
    Annotated[ChooseOneModel, Tag("choose-one")]
    | Annotated[ChooseAllModel, Tag("choose-all")]
    | Annotated[OrderModel, Tag("order")]
    | Annotated[SortModel, Tag("sort")],
    Discriminator(
        _kind,
        custom_error_type="item_kind",
        custom_error_message="kind must be choose-one, choose-all, order or sort",
    ),
]


class ScenarioModel(StrictModel):
    """One scenario file. It holds ``items``, or else ``start`` and ``steps``."""

    id: Text
    title: Text
    audience: tuple[Audience, ...]
    use: Use
    pair: Text | None = None
    fact: Text | None = None
    limb: Text = "policy"
    provisions: tuple[Text, ...]
    banners: tuple[Text, ...] = ()
    true_as_of: date
    situation: Text
    items: tuple[ItemModel, ...] | None = None
    start: Text | None = None
    steps: tuple[StepModel, ...] | None = None

    @model_validator(mode="after")
    def _one_or_the_other(self) -> ScenarioModel:
        if (self.start is None) != (self.steps is None):
            raise ValueError("start and steps stand together")
        if (self.items is None) == (self.steps is None):
            raise ValueError("a scenario holds items, or start and steps")
        return self

    def to_domain(self) -> Scenario:
        """The same in the domain's words."""
        items: tuple[Item, ...] = tuple(item.to_domain() for item in self.items or ())
        return Scenario(
            id=self.id,
            title=self.title,
            audience=self.audience,
            use=self.use,
            provisions=self.provisions,
            true_as_of=self.true_as_of,
            situation=self.situation,
            items=items,
            tree=self._tree(),
            pair=self.pair,
            fact=self.fact,
            limb=self.limb,
            banners=self.banners,
        )

    def _tree(self) -> Tree | None:
        if self.start is None or self.steps is None:
            return None
        return Tree(self.start, tuple(step.to_domain() for step in self.steps))


def read_scenario(path: Path, *, shown_as: str | None = None) -> Reading[Scenario]:
    """Read one scenario file.

    Args:
        path: the file.
        shown_as: its name in messages; the path as given where it is left out.
    """
    return read(path, ScenarioModel, ScenarioModel.to_domain, shown_as)
